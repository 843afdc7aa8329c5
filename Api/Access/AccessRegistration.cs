using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansLedger.Domain.Access;

namespace OrleansLedger.Api.Access;

/// <summary>Who may call, what they may do, and how often.</summary>
public static class AccessRegistration
{
    /// <summary>The scheme that picks: a key where the request has an Authorization header, else the session.</summary>
    private const string Either = "Ledger";

    /// <summary>
    /// Keys, sessions, rate limits and the policies <c>viewer</c>, <c>operator</c>, <c>admin</c> and <c>platform</c>.
    /// Reads <c>Access:*</c>, <c>Api:RateLimit:*</c>, <c>Api:TrustedProxies</c> and <c>Encryption:Keys</c>.
    /// </summary>
    /// <exception cref="OptionsValidationException">A setting cannot be used; the message names it.</exception>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        var options = AccessOptions.From(configuration);
        services.AddSingleton(options);
        services.AddTrustedProxies(configuration);
        services.AddSingleton<KeyCheck>();
        services.AddSingleton<KeyWatch>();
        RingDataProtection.Replace(services);
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, displayName: null, scheme => scheme.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 || !context.Request.Cookies.ContainsKey(Session.CookieName) ? ApiKeyHandler.SchemeName : Session.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, configureOptions: null)
            .AddCookie(Session.SchemeName, cookie => Session.Configure(cookie, options));
        var authorization = services.AddAuthorizationBuilder();
        foreach (var role in Enum.GetValues<AccessRole>())
        {
            authorization.AddPolicy(role.Word(), policy => policy.AddRequirements(new RoleRequirement(role)).RequireAuthenticatedUser());
        }

        services.AddSingleton<RateLimits>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<RateLimits>((limiter, limits) => limits.Configure(limiter));
        return services;
    }

    /// <summary>Finds the client's address behind a trusted proxy, gives words to answers without any, authenticates, limits and authorizes every request that follows, and serves <c>/session</c>. Goes before all other endpoints' middleware.</summary>
    public static WebApplication UseAccess(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseStatusCodePages(pages => Refusal.Of(pages.HttpContext.Response.StatusCode).WriteAsync(pages.HttpContext));
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapSession();
        return app;
    }
}
