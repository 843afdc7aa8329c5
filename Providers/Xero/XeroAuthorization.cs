using System.Buffers.Text;
using System.Globalization;
using System.Text;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

/// <summary>OAuth 2.0 with Xero's identity service and the list of connections. Web app type: client secret, no PKCE.</summary>
internal sealed class XeroAuthorization(XeroOptions options, TimeProvider time) : IAuthorizes
{
    /// <summary>What this version uses, in granular scopes (the only ones of apps made since March 2026). MAPPING.md says which call needs which.</summary>
    private const string Scopes = "offline_access accounting.banktransactions accounting.contacts accounting.attachments accounting.settings.read";

    /// <summary>A day; Xero's access tokens live for half an hour.</summary>
    private const int LongestAccessSeconds = 24 * 60 * 60;

    private static readonly TimeSpan s_refreshLifetime = TimeSpan.FromDays(60);

    public bool UsesPkce => false;

    public Uri AuthorizeUrl(string state, string? codeChallenge) => new(options.Authorize, "?" + Query(
        ("response_type", "code"),
        ("client_id", options.ClientId),
        ("redirect_uri", options.RedirectUri),
        ("scope", Scopes),
        ("state", state),
        // One consent, one company: Xero's page then lets the user choose only one.
        ("acr_values", "bulk_connect:false")));

    public async Task<Answer<Grant>> ExchangeAsync(IAuthorizationCalls calls, AuthorizationCallback callback, CancellationToken cancellationToken)
    {
        var exchanged = await TokenAsync(
            calls, "exchange code", Query(("grant_type", "authorization_code"), ("code", callback.Code), ("redirect_uri", options.RedirectUri)), authorizationId: null, cancellationToken);
        if (!exchanged.Succeeded)
        {
            return exchanged.Failure!;
        }

        var tokens = exchanged.Value;
        var connections = await ConsentedAsync(calls, tokens, cancellationToken);
        if (connections.Failure is ProviderFailure.Transient)
        {
            // The code is spent: giving up here would cost the user a second consent.
            connections = await ConsentedAsync(calls, tokens, cancellationToken);
        }

        return connections.Succeeded ? new Grant(tokens, connections.Value) : connections.Failure!;
    }

    public Task<Answer<TokenSet>> RefreshAsync(IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken) =>
        TokenAsync(calls, "refresh token", Query(("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken)), tokens.AuthorizationId, cancellationToken);

    /// <summary>The connection's id: Xero keeps one for each user and organisation, however many consents there were.</summary>
    public string SharedAuthorization(TokenSet tokens, string remoteCompanyId) => tokens.AuthorizationId ?? remoteCompanyId;

    /// <remarks>Not the revocation endpoint: that ends all of the user's connections to this app.</remarks>
    public async Task<Answer<bool>> DisconnectAsync(IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var id = tokens.AuthorizationId;
        if (id is null)
        {
            var known = await ConnectionsAsync(calls, tokens, "", cancellationToken);
            if (!known.Succeeded)
            {
                return known.Failure!;
            }

            id = known.Value.FirstOrDefault(company => string.Equals(company.RemoteId, remoteCompanyId, StringComparison.OrdinalIgnoreCase))?.AuthorizationId;
            if (id is null)
            {
                return true;
            }
        }

        var request = new ProviderRequest(HttpMethod.Delete, new Uri($"{options.Connections}/{Uri.EscapeDataString(id)}"))
        {
            Operation = "remove connection",
            Headers = Bearer(tokens),
            Writes = true,
        };
        return XeroFailures.Of(await calls.SendAsync(request, cancellationToken), writes: true, time.GetUtcNow()) switch
        {
            null or ProviderFailure.NotFound or ProviderFailure.ConsentLost => true,
            ProviderFailure.OutcomeUnknown unknown => await IsGoneAsync(calls, tokens, id, cancellationToken) ? true : unknown,
            var failure => failure,
        };
    }

    /// <summary>True where Xero lists the connection no more.</summary>
    private async Task<bool> IsGoneAsync(IAuthorizationCalls calls, TokenSet tokens, string id, CancellationToken cancellationToken)
    {
        var left = await ConnectionsAsync(calls, tokens, "", cancellationToken);
        return left.Succeeded && left.Value.All(company => !string.Equals(company.AuthorizationId, id, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<Answer<TokenSet>> TokenAsync(IAuthorizationCalls calls, string operation, string form, string? authorizationId, CancellationToken cancellationToken)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}"));
        var request = new ProviderRequest(HttpMethod.Post, options.Token)
        {
            Operation = operation,
            Headers = [new("Authorization", $"Basic {credentials}"), new("Accept", "application/json")],
            Body = Encoding.ASCII.GetBytes(form),
            ContentType = "application/x-www-form-urlencoded",
            Writes = true,
        };
        // Before the call: a token must not be believed to live longer than it does.
        var now = time.GetUtcNow();
        var answer = await calls.SendAsync(request, cancellationToken);
        if (XeroFailures.OfToken(answer) is { } failure)
        {
            return failure;
        }

        return XeroJson.Read(((CallAnswer.Answered)answer).Body, XeroJson.Default.TokenResponse) is { AccessToken: { } access, RefreshToken: { } refresh } response
            ? new TokenSet
            {
                AccessToken = access,
                AccessExpiresAt = now.AddSeconds(Math.Clamp(response.ExpiresIn ?? 1800, 0, LongestAccessSeconds)),
                RefreshToken = refresh,
                RefreshExpiresAt = now + s_refreshLifetime,
                IssuedAt = now,
                AuthorizationId = authorizationId,
            }
            : XeroFailures.Unreadable(writes: true);
    }

    /// <summary>What this very consent connected; where Xero does not single it out, all the token opens, and the user chooses.</summary>
    private async Task<Answer<IReadOnlyList<GrantedCompany>>> ConsentedAsync(IAuthorizationCalls calls, TokenSet tokens, CancellationToken cancellationToken)
    {
        if (AuthenticationEventId(tokens.AccessToken) is { } eventId)
        {
            var added = await ConnectionsAsync(calls, tokens, "?" + Query(("authEventId", eventId)), cancellationToken);
            if (!added.Succeeded || added.Value.Count > 0)
            {
                return added;
            }
        }

        return await ConnectionsAsync(calls, tokens, "", cancellationToken);
    }

    private async Task<Answer<IReadOnlyList<GrantedCompany>>> ConnectionsAsync(IAuthorizationCalls calls, TokenSet tokens, string query, CancellationToken cancellationToken)
    {
        var request = ProviderRequest.Get(new Uri(options.Connections + query), "list connections") with { Headers = Bearer(tokens) };
        var answer = await calls.SendAsync(request, cancellationToken);
        if (XeroFailures.Of(answer, writes: false, time.GetUtcNow()) is { } failure)
        {
            return failure;
        }

        if (XeroJson.Read(((CallAnswer.Answered)answer).Body, XeroJson.Default.IReadOnlyListConnection) is not { } connections)
        {
            return XeroFailures.Unreadable(writes: false);
        }

        return new Answer<IReadOnlyList<GrantedCompany>>(
        [
            .. connections
                .Where(connection => connection is { TenantId: not null, Id: not null, TenantType: null or "ORGANISATION" })
                .Select(connection => new GrantedCompany(connection.TenantId!, connection.TenantName ?? connection.TenantId!, connection.Id)),
        ]);
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Bearer(TokenSet tokens) =>
        [new("Authorization", $"Bearer {tokens.AccessToken}"), new("Accept", "application/json")];

    private static string? AuthenticationEventId(string accessToken)
    {
        if (accessToken.Split('.') is not [_, var payload, _] || !Base64Url.IsValid(payload))
        {
            return null;
        }

        return XeroJson.Read(Base64Url.DecodeFromChars(payload), XeroJson.Default.AccessTokenClaims)?.AuthenticationEventId;
    }

    private static string Query(params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            query.Append(query.Length == 0 ? "" : "&").Append(CultureInfo.InvariantCulture, $"{name}={Uri.EscapeDataString(value)}");
        }

        return query.ToString();
    }
}
