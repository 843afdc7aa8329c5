using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OrleansLedger.Api.Connections;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.Api.Access;

/// <summary>
/// The dashboard's session: a sealed cookie that holds the key's id and the hash of its secret, checked like the key itself at every request.
/// Revoking the key ends the session; taking the cookie's content out does not give the key away.
/// </summary>
internal static class Session
{
    public const string SchemeName = "Session";

    public const string CookieName = "ledger_session";

    /// <summary>
    /// Says at the callback which session a browser has. The session's own cookie cannot: it is SameSite=Strict, and browsers leave such a cookie out when a provider
    /// sends them back. This one opens nothing by itself.
    /// </summary>
    public const string BrowserCookieName = "ledger_browser";

    private const string SecretHash = "secret_hash";

    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(12);

    public static void Configure(CookieAuthenticationOptions options, AccessOptions access)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = access.SecureCookies ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.Events = new CookieAuthenticationEvents
        {
            OnValidatePrincipal = ValidateAsync,
            OnRedirectToLogin = context => ((context.HttpContext.Items[typeof(Refusal)] as Refusal) ?? Refusal.NotSignedIn).WriteAsync(context.HttpContext),
            OnRedirectToAccessDenied = context => Refusal.NotAllowed.WriteAsync(context.HttpContext),
        };
    }

    public static Task SignInAsync(HttpContext context, KeyHolder holder, byte[] secretHash)
    {
        var properties = new AuthenticationProperties();
        properties.Items[SecretHash] = Convert.ToBase64String(secretHash);
        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        context.Response.Cookies.Append(BrowserCookieName, browser, BrowserCookie(context));
        var identity = new ClaimsIdentity([new Claim(AccessClaims.Key, holder.Id.ToString()), new Claim(AccessClaims.Browser, browser)], SchemeName);
        return context.SignInAsync(SchemeName, new ClaimsPrincipal(identity), properties);
    }

    public static Task SignOutAsync(HttpContext context)
    {
        context.Response.Cookies.Delete(BrowserCookieName, BrowserCookie(context));
        return context.SignOutAsync(SchemeName);
    }

    /// <summary>The id of the browser's session at the callback; null where it has none.</summary>
    public static string? BrowserId(HttpRequest request) => request.Cookies[BrowserCookieName];

    /// <summary>SameSite=Lax: sent when a provider's redirect brings the browser back, and with nothing else that comes from another site.</summary>
    private static CookieOptions BrowserCookie(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps || context.RequestServices.GetRequiredService<AccessOptions>().SecureCookies,
        Path = OAuthEndpoints.Path,
    };

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (ForgeryGuard.Check(context.Request) is { } refusal)
        {
            context.HttpContext.Items[typeof(Refusal)] = refusal;
            context.RejectPrincipal();
            return;
        }

        var keys = context.HttpContext.RequestServices.GetRequiredService<KeyCheck>();
        // A session from before browsers had an id cannot be distinguished from another one: it ends.
        if (context.Principal?.KeyId() is { } id
            && context.Principal.BrowserSession() is { } browser
            && context.Properties.Items.TryGetValue(SecretHash, out var hash)
            && await keys.FindAsync(id, Convert.FromBase64String(hash!), context.HttpContext.RequestAborted) is { } holder)
        {
            // The row, not the cookie, says what the key may do today. A renewed cookie would carry these claims too; they are never read from it.
            context.ReplacePrincipal(AccessClaims.Principal(holder, SchemeName, browser));
            return;
        }

        context.RejectPrincipal();
        await SignOutAsync(context.HttpContext);
    }
}
