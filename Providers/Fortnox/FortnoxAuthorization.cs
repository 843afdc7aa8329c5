using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// OAuth with a service account: the consent stands for the company, not for a person, and beside the refresh token it gives a second way to
/// an access token, client credentials with the company's number. That second way is what saves a connection when the answer to a refresh is
/// lost: the old refresh token died with it, and Fortnox grants no grace.
/// </summary>
internal sealed class FortnoxAuthorization(FortnoxOptions options, FortnoxApi api, TimeProvider clock) : IAuthorizes
{
    /// <summary>A refresh token lives 45 days; each refresh gives a new one.</summary>
    private static readonly TimeSpan s_refreshLifetime = TimeSpan.FromDays(45);

    /// <summary>A day; Fortnox's access tokens live for an hour.</summary>
    private const int LongestAccessSeconds = 24 * 60 * 60;

    /// <summary>The refresh token of a connection that lost it and lives by client credentials.</summary>
    private const string NoRefreshToken = "";

    public bool UsesPkce => false;

    public Uri AuthorizeUrl(string state, string? codeChallenge)
    {
        var query = Form(
            ("client_id", options.App.ClientId),
            ("redirect_uri", options.App.RedirectUri),
            ("scope", FortnoxOptions.Scopes),
            ("state", state),
            ("access_type", "offline"),
            ("response_type", "code"),
            ("account_type", "service"));
        return new Uri($"{options.Authorize}?{query}");
    }

    public async Task<Answer<Grant>> ExchangeAsync(IAuthorizationCalls calls, AuthorizationCallback callback, CancellationToken cancellationToken)
    {
        var exchanged = await TokenAsync(
            calls,
            "exchange code",
            Form(("grant_type", "authorization_code"), ("code", callback.Code), ("redirect_uri", options.App.RedirectUri)),
            [],
            cancellationToken);
        if (!exchanged.Succeeded)
        {
            return exchanged.Failure!;
        }

        var tokens = exchanged.Value;
        var company = await api.CompanyInformationAsync(calls, tokens.AccessToken, cancellationToken);
        if (company is { Succeeded: true, Value.CompanyInformation: { DatabaseNumber: { } number } information })
        {
            return new Grant(tokens, [new GrantedCompany(number.ToString(), information.CompanyName ?? $"Fortnox {number}")]);
        }

        // The code is spent: a hiccup here must not send the user through the consent again while the token itself names the company.
        return company.Failure is null or ProviderFailure.Transient or ProviderFailure.RateLimited && TenantOf(tokens.AccessToken) is { } tenant
            ? new Grant(tokens, [new GrantedCompany(tenant, $"Fortnox {tenant}")])
            : company.Failure ?? new ProviderFailure.Rejected("no_company", "Fortnox did not say which company was connected. Connect Fortnox again.");
    }

    /// <summary>
    /// By refresh token, which keeps one alive for <see cref="DisconnectAsync"/>; where that one is dead, by client credentials. Only where
    /// both are refused is the consent gone.
    /// </summary>
    public async Task<Answer<TokenSet>> RefreshAsync(IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken)
    {
        if (tokens.RefreshToken == NoRefreshToken)
        {
            return await ByClientCredentialsAsync(calls, remoteCompanyId, cancellationToken);
        }

        var refreshed = await TokenAsync(
            calls, "refresh token", Form(("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken)), [], cancellationToken);
        if (refreshed.Failure is not ProviderFailure.ConsentLost refused)
        {
            return refreshed;
        }

        var recovered = await ByClientCredentialsAsync(calls, remoteCompanyId, cancellationToken);
        return recovered.Failure is ProviderFailure.ConsentLost or ProviderFailure.Rejected ? refused : recovered;
    }

    private Task<Answer<TokenSet>> ByClientCredentialsAsync(IAuthorizationCalls calls, string remoteCompanyId, CancellationToken cancellationToken) =>
        TokenAsync(calls, "get token by client credentials", Form(("grant_type", "client_credentials")), [new("TenantId", remoteCompanyId)], cancellationToken);

    /// <summary>The company: it has one service account for the app, and what revoking one of that account's tokens does to the others is not documented.</summary>
    public string SharedAuthorization(TokenSet tokens, string remoteCompanyId) => remoteCompanyId;

    /// <summary>
    /// Revokes the refresh token, which is all that Fortnox lets an app take back: access tokens run out within the hour, and the service account's
    /// consent stays until the customer removes the app in Fortnox. A connection that lost its refresh token has nothing left to revoke.
    /// </summary>
    public async Task<Answer<bool>> DisconnectAsync(IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken)
    {
        if (tokens.RefreshToken == NoRefreshToken)
        {
            return true;
        }

        var request = Post(options.Revoke, "revoke", Form(("token_type_hint", "refresh_token"), ("token", tokens.RefreshToken)), []);
        var answer = await calls.SendAsync(request, cancellationToken);
        if (answer is CallAnswer.Answered { IsSuccess: true })
        {
            return true;
        }

        var failure = FortnoxFailures.OfAuthorization(answer);
        return failure is ProviderFailure.ConsentLost { Code: "invalid_grant" } or ProviderFailure.Rejected { Code: "invalid_token" } ? true : failure;
    }

    private async Task<Answer<TokenSet>> TokenAsync(
        IAuthorizationCalls calls, string operation, string form, KeyValuePair<string, string>[] headers, CancellationToken cancellationToken)
    {
        var request = Post(options.Token, operation, form, headers);
        var answer = await calls.SendAsync(request, cancellationToken);
        var now = clock.GetUtcNow();
        if (answer is not CallAnswer.Answered { IsSuccess: true } answered)
        {
            return FortnoxFailures.OfAuthorization(answer);
        }

        if (ReadToken(answered.JsonBytes.Span) is not { AccessToken: { Length: > 0 } access } token)
        {
            return FortnoxFailures.Unreadable(request);
        }

        return new TokenSet
        {
            AccessToken = access,
            AccessExpiresAt = now.AddSeconds(Math.Clamp(token.ExpiresIn ?? 3600, 0, LongestAccessSeconds)),
            RefreshToken = token.RefreshToken ?? NoRefreshToken,
            RefreshExpiresAt = now + s_refreshLifetime,
            IssuedAt = now,
        };
    }

    private static TokenAnswer? ReadToken(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<TokenAnswer>(body, FortnoxJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private ProviderRequest Post(Uri uri, string operation, string form, KeyValuePair<string, string>[] headers)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.App.ClientId}:{options.App.ClientSecret}"));
        return new ProviderRequest(HttpMethod.Post, uri)
        {
            Operation = operation,
            Headers = [new("Authorization", $"Basic {credentials}"), new("Accept", "application/json"), .. headers],
            Body = Encoding.UTF8.GetBytes(form),
            ContentType = "application/x-www-form-urlencoded",
            Writes = true,
        };
    }

    private static string Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            form.Append(form.Length > 0 ? "&" : "").Append(name).Append('=').Append(WebUtility.UrlEncode(value));
        }

        return form.ToString();
    }

    /// <summary>The company's number in the access token. Its signature cannot be checked (no public key), and need not be: it came from Fortnox over TLS.</summary>
    private static string? TenantOf(string accessToken)
    {
        if (accessToken.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.ValueKind == JsonValueKind.Object && claims.RootElement.TryGetProperty("tenantId", out var tenant) ? tenant.ToString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
