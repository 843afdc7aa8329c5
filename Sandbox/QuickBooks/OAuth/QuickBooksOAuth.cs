using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.QuickBooks.Calls;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.OAuth;

/// <summary>Authorize, token, revoke, discovery and user info endpoints.</summary>
internal sealed class QuickBooksOAuth(QuickBooksProvider provider, RegisteredApps apps, JwtSigner signer, SandboxClock clock)
{
    /// <summary>Marks a grant that the app itself revoked: its tokens are then unauthenticated rather than unauthorized.</summary>
    public const string EndedByApp = "endedByApp";

    private static readonly string[] Scopes = [Gateway.AccountingScope, "com.intuit.quickbooks.payment", "openid", "profile", "email", "phone", "address"];
    private readonly ConcurrentDictionary<string, byte> _refreshing = new(StringComparer.Ordinal);

    public static OAuthPolicy Policy { get; } = new()
    {
        CodeLifetime = TimeSpan.FromMinutes(10),
        AccessTokenLifetime = TimeSpan.FromHours(1),
        RefreshTokenLifetime = TimeSpan.FromDays(100),
        ConsentLifetime = TimeSpan.FromDays(365 * 5),
        RotateAfter = TimeSpan.FromHours(24),
        RefreshToken = () => OAuthServer.Random("AB11", 34),
    };

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/connect/oauth2", Authorize);
        routes.MapPost("/oauth2/v1/tokens/bearer", TokenAsync).DisableAntiforgery();
        routes.MapPost("/v2/oauth2/tokens/revoke", RevokeAsync).DisableAntiforgery();
        routes.MapGet("/.well-known/openid_configuration", Discovery);
        routes.MapGet("/.well-known/openid_sandbox_configuration", Discovery);
        routes.MapGet("/v1/openid_connect/userinfo", UserInfoAsync);
        routes.MapGet("/op/v1/jwks", (HttpContext context) => JsonAsync(context, StatusCodes.Status200OK, signer.KeySet()));
    }

    private IResult Authorize(HttpContext context, ConsentPage consents)
    {
        if (ConsentPage.Refuse(context, provider, apps) is { } refused) return refused;
        var query = context.Request.Query;
        var redirectUri = query["redirect_uri"].ToString();
        var scopes = query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var problem = query["state"].ToString().Length == 0 ? "invalid_request" : scopes.Length == 0 || scopes.Except(Scopes, StringComparer.Ordinal).Any() ? "invalid_scope" : null;
        if (problem is not null)
        {
            var parameters = new Dictionary<string, string?>(StringComparer.Ordinal) { ["error"] = problem, ["state"] = query["state"] };
            return Results.Redirect(QueryHelpers.AddQueryString(redirectUri, parameters));
        }

        return consents.Show(new AuthorizationRequest
        {
            Provider = provider.Name,
            ClientId = query["client_id"]!,
            RedirectUri = redirectUri,
            Scopes = scopes,
            State = query["state"],
            OnAllowed = grant => [new("realmId", grant.CompanyIds[0])],
        });
    }

    private async Task TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (apps.Check(provider.Name, ClientCredentials.FromBasic(context.Request) ?? ClientCredentials.FromForm(form)) is not { } app)
        {
            await ErrorAsync(context, StatusCodes.Status401Unauthorized, "invalid_client");
            return;
        }

        var result = form["grant_type"].ToString() switch
        {
            "authorization_code" => provider.OAuth.ExchangeCode(app.ClientId, form["code"], form["redirect_uri"]),
            "refresh_token" => Refresh(context, app, form["refresh_token"].ToString()),
            _ => TokenResult.Refused("unsupported_grant_type", "The grant type is not supported."),
        };
        if (result.Tokens is { } tokens) await JsonAsync(context, StatusCodes.Status200OK, TokenBody(context, tokens));
        else await ErrorAsync(context, StatusCodes.Status400BadRequest, result.Error!);
    }

    /// <summary>Two refreshes of one token at a time: the first wins, the second is refused, and where the company says so the whole grant dies.</summary>
    private TokenResult Refresh(HttpContext context, RegisteredApp app, string token)
    {
        var isAlone = _refreshing.TryAdd(token, 0);
        if (isAlone)
        {
            context.Response.OnCompleted(() =>
            {
                _refreshing.TryRemove(token, out _);
                return Task.CompletedTask;
            });
        }

        var result = isAlone ? provider.OAuth.Refresh(app.ClientId, token) : TokenResult.Refused("invalid_grant", "The token is being refreshed by another call.");
        if (result.Error is not null && provider.OAuth.GrantOf(app.ClientId, token) is { IsRevoked: false } grant && provider.Find(grant.CompanyIds[0]) is { ConcurrentRefreshEndsGrant: true })
            provider.OAuth.RevokeGrant(grant);
        return result;
    }

    private JsonObject TokenBody(HttpContext context, TokenSet tokens)
    {
        var body = new JsonObject
        {
            ["token_type"] = "bearer",
            ["expires_in"] = Seconds(tokens.ExpiresIn),
            ["refresh_token"] = tokens.RefreshToken,
            ["x_refresh_token_expires_in"] = Seconds(tokens.RefreshTokenExpiresIn ?? TimeSpan.Zero),
            ["access_token"] = tokens.AccessToken,
        };
        if (string.Equals(context.Request.Headers["x-include-refresh-token-hard-expires-in"], "true", StringComparison.OrdinalIgnoreCase))
            body["x_refresh_token_hard_expires_in"] = Seconds(tokens.ConsentExpiresIn ?? TimeSpan.Zero);
        if (tokens.Grant.Scopes.Contains("openid", StringComparer.Ordinal)) body["id_token"] = IdToken(context, tokens);
        return body;
    }

    private string IdToken(HttpContext context, TokenSet tokens)
    {
        var now = clock.GetUtcNow();
        return signer.Sign(new JsonObject
        {
            ["sub"] = tokens.Grant.User,
            ["aud"] = new JsonArray(tokens.Grant.ClientId),
            ["realmid"] = tokens.Grant.CompanyIds[0],
            ["auth_time"] = tokens.Grant.ConsentedAt.ToUnixTimeSeconds(),
            ["iss"] = Base(context) + "/op/v1",
            ["exp"] = (now + tokens.ExpiresIn).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
        });
    }

    /// <summary>Takes the documented JSON body and the form some clients send; ends the app's grant for that company.</summary>
    private async Task RevokeAsync(HttpContext context)
    {
        if (apps.Check(provider.Name, ClientCredentials.FromBasic(context.Request)) is not { } app)
        {
            await ErrorAsync(context, StatusCodes.Status401Unauthorized, "invalid_client");
            return;
        }

        if (provider.OAuth.GrantOf(app.ClientId, await TokenToRevokeAsync(context)) is not { IsRevoked: false } grant)
        {
            await ErrorAsync(context, StatusCodes.Status400BadRequest, "invalid_request");
            return;
        }

        // Whichever consent the token came from, the app's access to the company ends.
        foreach (var one in provider.OAuth.Grants(other => !other.IsRevoked && other.ClientId == app.ClientId && other.CompanyIds[0] == grant.CompanyIds[0]))
        {
            provider.OAuth.RevokeGrant(one, EndedByApp);
        }

        Replies.SetHeaders(context, clock.GetUtcNow());
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static async Task<string?> TokenToRevokeAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType) return (await context.Request.ReadFormAsync(context.RequestAborted))["token"];
        using var reader = new StreamReader(context.Request.Body);
        return CompanyCall.Parse(await reader.ReadToEndAsync(context.RequestAborted)).Value?.Text("token");
    }

    private Task UserInfoAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
        if (provider.OAuth.Check(token, out var grant) != AccessTokenState.Valid || !grant!.Scopes.Contains("openid", StringComparer.Ordinal)) return ErrorAsync(context, StatusCodes.Status401Unauthorized, "invalid_token");
        return JsonAsync(context, StatusCodes.Status200OK, new JsonObject { ["sub"] = grant.User, ["email"] = grant.User, ["emailVerified"] = true, ["givenName"] = "Alex", ["familyName"] = "Example" });
    }

    private Task Discovery(HttpContext context)
    {
        var root = Base(context);
        return JsonAsync(context, StatusCodes.Status200OK, new JsonObject
        {
            ["issuer"] = root + "/op/v1",
            ["authorization_endpoint"] = root + "/connect/oauth2",
            ["token_endpoint"] = root + "/oauth2/v1/tokens/bearer",
            ["userinfo_endpoint"] = root + "/v1/openid_connect/userinfo",
            ["revocation_endpoint"] = root + "/v2/oauth2/tokens/revoke",
            ["jwks_uri"] = root + "/op/v1/jwks",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["scopes_supported"] = new JsonArray("openid", "email", "profile", "address", "phone"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "client_secret_basic"),
            ["claims_supported"] = new JsonArray("aud", "exp", "iat", "iss", "realmid", "sub"),
        });
    }

    private string Base(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}/{provider.Name}";

    /// <summary>The service names the error and nothing else.</summary>
    public Task ErrorAsync(HttpContext context, int status, string error) => JsonAsync(context, status, new JsonObject { ["error"] = error });

    private async Task JsonAsync(HttpContext context, int status, JsonObject body)
    {
        Replies.SetHeaders(context, clock.GetUtcNow());
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;charset=UTF-8";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body), context.RequestAborted);
    }

    private static long Seconds(TimeSpan span) => (long)span.TotalSeconds;
}
