using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OrleansLedger.Api.Access;

/// <summary>Authenticates <c>Authorization: Bearer olk_...</c>.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyCheck keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        return await keys.FindAsync(header[Bearer.Length..].Trim(), Context.RequestAborted) is { } holder
            ? AuthenticateResult.Success(new AuthenticationTicket(AccessClaims.Principal(holder, SchemeName), SchemeName))
            : AuthenticateResult.Fail("No such API key.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refusal.NotSignedIn.WriteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Refusal.NotAllowed.WriteAsync(Context);
}
