using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.OAuth;

namespace OrleansLedger.Sandbox.Xero.Identity;

/// <summary>login.xero.com, identity.xero.com and api.xero.com/connections.</summary>
internal sealed class XeroIdentity(XeroProvider provider, RegisteredApps apps, XeroConnections connections, JwtSigner signer, SandboxClock clock)
{
    /// <summary>What Xero's tokens say; libraries compare it with the discovery document, not with the host.</summary>
    public const string Issuer = "https://identity.xero.com";
    private static readonly TimeSpan IdTokenLifetime = TimeSpan.FromMinutes(5);

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/identity/connect/authorize", Authorize);
        routes.MapPost("/connect/token", (Delegate)TokenAsync).DisableAntiforgery();
        routes.MapPost("/connect/revocation", (Delegate)RevokeAsync).DisableAntiforgery();
        routes.MapGet("/.well-known/openid-configuration", Discovery);
        routes.MapGet("/.well-known/openid-configuration/jwks", () => Results.Json(signer.KeySet()));
        routes.MapGet("/connections", ListConnections);
        routes.MapDelete("/connections/{id}", DeleteConnection);
    }

    /// <summary>The access token: a JWT whose <c>authentication_event_id</c> names the consent.</summary>
    public static string AccessToken(JwtSigner signer, OAuthGrant grant, DateTimeOffset now, TimeSpan lifetime) => signer.Sign(new JsonObject
    {
        ["nbf"] = now.ToUnixTimeSeconds(),
        ["exp"] = (now + lifetime).ToUnixTimeSeconds(),
        ["iss"] = Issuer,
        ["aud"] = Issuer + "/resources",
        ["client_id"] = grant.ClientId,
        ["sub"] = Subject(grant),
        ["auth_time"] = grant.ConsentedAt.ToUnixTimeSeconds(),
        ["xero_userid"] = UserId(grant),
        ["global_session_id"] = XeroChart.IdOf("session/" + grant.Id).ToString("N"),
        ["jti"] = Guid.CreateVersion7().ToString("N"),
        ["authentication_event_id"] = grant.Id,
        ["scope"] = new JsonArray([.. grant.Scopes.Select(scope => JsonValue.Create(scope))]),
    });

    private IResult Authorize(HttpContext context, ConsentPage consents)
    {
        if (ConsentPage.Refuse(context, provider, apps) is { } refused) return refused;
        var query = context.Request.Query;
        string[] scopes = query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (scopes.Length == 0 || !XeroScopes.AreKnown(scopes))
            return Results.Redirect(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?>(StringComparer.Ordinal) { ["error"] = "invalid_scope", ["state"] = query["state"] }));

        var request = new AuthorizationRequest
        {
            Provider = provider.Name,
            ClientId = query["client_id"]!,
            RedirectUri = query["redirect_uri"]!,
            Scopes = scopes,
            State = query["state"],
            Offline = scopes.Contains("offline_access"),
            CodeChallenge = query["code_challenge_method"] == "S256" ? query["code_challenge"].ToString() : null,
            OnAllowed = grant =>
            {
                connections.Connect(grant, clock.GetUtcNow().UtcDateTime);
                return [new("scope", string.Join(' ', grant.Scopes)), new("session_state", grant.Id)];
            },
        };
        if (query["nonce"].ToString() is { Length: > 0 } nonce) request.Extra["nonce"] = nonce;
        return consents.Show(request);
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return Error("invalid_request");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var credentials = ClientCredentials.FromBasic(context.Request) ?? ClientCredentials.FromForm(form);
        if (apps.Check(provider.Name, credentials) is not { } app) return Error("invalid_client");
        var result = form["grant_type"].ToString() switch
        {
            "authorization_code" => provider.OAuth.ExchangeCode(app.ClientId, form["code"], form["redirect_uri"], form["code_verifier"]),
            "refresh_token" => provider.OAuth.Refresh(app.ClientId, form["refresh_token"]),
            _ => TokenResult.Refused("unsupported_grant_type", ""),
        };
        if (result.Tokens is not { } tokens) return Error(result.Error!);

        // Xero gives no error_description; neither do we, so that nobody relies on one.
        var answer = new JsonObject();
        if (tokens.Grant.Scopes.Contains("openid")) answer["id_token"] = IdToken(tokens.Grant);
        answer["access_token"] = tokens.AccessToken;
        answer["expires_in"] = (int)tokens.ExpiresIn.TotalSeconds;
        answer["token_type"] = "Bearer";
        if (tokens.RefreshToken is not null) answer["refresh_token"] = tokens.RefreshToken;
        answer["scope"] = string.Join(' ', tokens.Grant.Scopes);
        return Results.Json(answer);
    }

    /// <summary>The token set dies, and with it all connections of its user to the app.</summary>
    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return Error("invalid_request");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (apps.Check(provider.Name, ClientCredentials.FromBasic(context.Request) ?? ClientCredentials.FromForm(form)) is not { } app) return Error("invalid_client");
        if (provider.OAuth.GrantOf(app.ClientId, form["token"]) is { } grant)
        {
            provider.OAuth.RevokeGrant(grant);
            connections.Remove(connection => connection.Belongs(grant));
        }

        // An unknown token is answered the same way (RFC 7009 2.2).
        return Results.Ok();
    }

    private IResult ListConnections(HttpContext context)
    {
        if (Authenticate(context, out var grant) is { } refused) return refused;
        var eventId = context.Request.Query["authEventId"].ToString();
        var visible = connections.Of(grant!).Where(connection => eventId.Length == 0 || string.Equals(connection.AuthEventId, eventId, StringComparison.OrdinalIgnoreCase));
        return Results.Json(new JsonArray([.. visible.Select(connection => connection.Wire(provider.Find(connection.TenantId)?.Name ?? ""))]));
    }

    private IResult DeleteConnection(string id, HttpContext context)
    {
        if (Authenticate(context, out var grant) is { } refused) return refused;
        return connections.Remove(connection => connection.Belongs(grant!) && string.Equals(connection.Id, id, StringComparison.OrdinalIgnoreCase)) ? Results.NoContent() : Results.NotFound();
    }

    private IResult? Authenticate(HttpContext context, out OAuthGrant? grant) =>
        provider.Refuse(context, out grant) is { } refusal ? Results.Json(refusal.Json, statusCode: refusal.Status) : null;

    private static IResult Discovery(HttpContext context)
    {
        var root = $"{context.Request.Scheme}://{context.Request.Host}/xero";
        return Results.Json(new JsonObject
        {
            ["issuer"] = Issuer,
            ["jwks_uri"] = root + "/.well-known/openid-configuration/jwks",
            ["authorization_endpoint"] = root + "/identity/connect/authorize",
            ["token_endpoint"] = root + "/connect/token",
            ["revocation_endpoint"] = root + "/connect/revocation",
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["response_types_supported"] = new JsonArray("code"),
            ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
        });
    }

    private string IdToken(OAuthGrant grant)
    {
        var now = clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + IdTokenLifetime).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iss"] = Issuer,
            ["aud"] = grant.ClientId,
            ["sub"] = Subject(grant),
            ["auth_time"] = grant.ConsentedAt.ToUnixTimeSeconds(),
            ["xero_userid"] = UserId(grant),
            ["preferred_username"] = grant.User,
            ["email"] = grant.User,
            ["name"] = grant.User.Split('@')[0],
        };
        if (grant.Extra.TryGetValue("nonce", out var nonce)) claims["nonce"] = nonce;
        return signer.Sign(claims);
    }

    private static string UserId(OAuthGrant grant) => XeroChart.IdOf("user/" + grant.User.ToLowerInvariant()).ToString();

    private static string Subject(OAuthGrant grant) => XeroChart.IdOf("subject/" + grant.User.ToLowerInvariant()).ToString("N");

    private static IResult Error(string error) => Results.Json(new JsonObject { ["error"] = error }, statusCode: StatusCodes.Status400BadRequest);
}
