using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Fortnox.Events;

namespace OrleansLedger.Sandbox.Fortnox.Access;

/// <summary>Authorize, token and revoke, as on apps.fortnox.se.</summary>
internal sealed class FortnoxOAuthEndpoints(FortnoxProvider provider, RegisteredApps apps, ConsentWebhooks webhooks)
{
    private const string AccountType = "account_type";
    private const string Service = "service";

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("auth", Authorize);
        routes.MapPost("token", (Delegate)TokenAsync).DisableAntiforgery();
        routes.MapPost("revoke", (Delegate)RevokeAsync).DisableAntiforgery();
    }

    private IResult Authorize(HttpContext context, ConsentPage consents)
    {
        if (ConsentPage.Refuse(context, provider, apps) is { } refused) return refused;
        var query = context.Request.Query;
        var redirectUri = query["redirect_uri"].ToString();
        var state = query["state"].ToString();
        var scopes = query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        if (state.Length == 0) return ConsentPage.Redirect(redirectUri, [new("error", "invalid_request"), new("error_description", "state is missing")]);
        if (scopes.Count == 0 || !scopes.TrueForAll(FortnoxScopes.All.Contains)) return ConsentPage.Redirect(redirectUri, [new("error", "invalid_scope"), new("state", state)]);

        var accountType = query[AccountType].ToString();
        return consents.Show(new AuthorizationRequest
        {
            Provider = provider.Name,
            ClientId = query["client_id"].ToString(),
            RedirectUri = redirectUri,
            Scopes = scopes,
            State = state,
            Offline = query["access_type"] == "offline",
            Extra = accountType.Length == 0 ? [] : new Dictionary<string, string>(StringComparer.Ordinal) { [AccountType] = accountType },
            OnAllowed = grant =>
            {
                webhooks.Created(grant.ClientId, grant.CompanyIds[0]);
                return [];
            },
        });
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        if (apps.Check(provider.Name, ClientCredentials.FromBasic(context.Request)) is not { } app) return Error(StatusCodes.Status401Unauthorized, "invalid_client", "Client authentication failed.");
        if (!context.Request.HasFormContentType) return Error(StatusCodes.Status400BadRequest, "invalid_request", "The body must be application/x-www-form-urlencoded.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var result = form["grant_type"].ToString() switch
        {
            "authorization_code" => provider.OAuth.ExchangeCode(app.ClientId, form["code"], form["redirect_uri"]),
            "refresh_token" => provider.OAuth.Refresh(app.ClientId, form["refresh_token"]),
            "client_credentials" => ForService(app, context.Request.Headers["TenantId"].ToString(), form["scope"].ToString()),
            var other => TokenResult.Refused("unsupported_grant_type", $"The grant type '{other}' is not supported."),
        };
        if (result.Tokens is not { } tokens) return Error(StatusCodes.Status400BadRequest, result.Error!, result.Description!);

        var body = new JsonObject
        {
            ["access_token"] = tokens.AccessToken,
            ["scope"] = string.Join(' ', tokens.Grant.Scopes),
            ["expires_in"] = (int)tokens.ExpiresIn.TotalSeconds,
            ["token_type"] = "bearer",
        };
        if (tokens.RefreshToken is { } refreshToken) body["refresh_token"] = refreshToken;
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(body);
    }

    /// <summary>An app that once got a service account's consent needs no refresh token: it asks anew, naming the company.</summary>
    private TokenResult ForService(RegisteredApp app, string tenantId, string scope)
    {
        if (tenantId.Length == 0) return TokenResult.Refused("invalid_request", "The header TenantId is missing.");
        var consents = provider.OAuth.Grants(grant => !grant.IsRevoked
            && grant.ClientId == app.ClientId
            && grant.CompanyIds.Contains(tenantId, StringComparer.Ordinal)
            && grant.Extra.GetValueOrDefault(AccountType) == Service);
        if (consents.MaxBy(grant => grant.ConsentedAt) is not { } newest) return TokenResult.Refused("invalid_grant", $"No service account has given its consent for the tenant {tenantId}.");
        return scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(newest.Scopes.Contains)
            ? TokenResult.Ok(provider.OAuth.IssueAccessToken(newest))
            : TokenResult.Refused("invalid_scope", "The consent does not cover the scopes.");
    }

    /// <summary>
    /// Ends a refresh token, as documented: access tokens cannot be revoked, they run out within the hour. An unknown token is as good as revoked.
    /// </summary>
    private async Task<IResult> RevokeAsync(HttpContext context)
    {
        if (apps.Check(provider.Name, ClientCredentials.FromBasic(context.Request)) is not { } app) return Error(StatusCodes.Status401Unauthorized, "invalid_client", "Client authentication failed.");
        if (!context.Request.HasFormContentType) return Error(StatusCodes.Status400BadRequest, "invalid_request", "The body must be application/x-www-form-urlencoded.");
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["token"].ToString().Length == 0) return Error(StatusCodes.Status400BadRequest, "invalid_request", "token is missing.");
        if (form["token_type_hint"].ToString() is { Length: > 0 } hint && hint != "refresh_token") return Error(StatusCodes.Status400BadRequest, "unsupported_token_type", "Only refresh tokens can be revoked.");
        if (provider.OAuth.GrantOf(app.ClientId, form["token"]) is { } grant && grant.RefreshToken == form["token"].ToString()) provider.OAuth.RevokeRefreshToken(grant);
        return Results.Json(new JsonObject { ["revoked"] = true });
    }

    public static IResult Error(int status, string error, string description) =>
        Results.Json(new JsonObject { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
