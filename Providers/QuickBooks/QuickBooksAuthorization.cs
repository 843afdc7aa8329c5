using System.Net;
using System.Text;
using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>OAuth as Intuit speaks it: a confidential client without PKCE, one company a consent, named by the redirect and nowhere else.</summary>
internal sealed class QuickBooksAuthorization(QuickBooksOptions options, QuickBooksFailures failures, TimeProvider clock) : IAuthorizes
{
    private const string Scope = "com.intuit.quickbooks.accounting";

    /// <summary>A day; Intuit's access tokens live for an hour.</summary>
    private const long LongestAccessSeconds = 24 * 60 * 60;

    /// <summary>Ten years; Intuit ends every consent after five.</summary>
    private const long LongestRefreshSeconds = 10L * 366 * 24 * 60 * 60;

    public bool UsesPkce => false;

    public Uri AuthorizeUrl(string state, string? codeChallenge) => new($"{options.AuthorizeUri}?{Form(
        ("client_id", options.App.ClientId),
        ("response_type", "code"),
        ("scope", Scope),
        ("redirect_uri", options.App.RedirectUri),
        ("state", state))}");

    public async Task<Answer<Grant>> ExchangeAsync(IAuthorizationCalls calls, AuthorizationCallback callback, CancellationToken cancellationToken)
    {
        if (callback.RealmId is not { Length: > 0 } realmId)
        {
            return new ProviderFailure.Rejected(
                "realm_missing", "QuickBooks' redirect named no company (realmId). Begin again from the connect button and choose a company.", "realmId");
        }

        var tokens = await TokensAsync(
            calls,
            "exchange code",
            Form(("grant_type", "authorization_code"), ("code", callback.Code), ("redirect_uri", options.App.RedirectUri)),
            cancellationToken);
        if (tokens.Failure is { } failure)
        {
            return failure;
        }

        var name = await CompanyNameAsync(calls, tokens.Value, realmId, cancellationToken);
        return name switch
        {
            // The company is out of this app's reach (keys of the other environment): the tokens are of no use.
            { Failure: ProviderFailure.ConsentLost or ProviderFailure.Unauthorized } => name.Failure!,
            // The code is spent and the tokens are good: a name that cannot be read just now must not cost the consent.
            { Failure: not null } => new Grant(tokens.Value, [new GrantedCompany(realmId, $"QuickBooks company {realmId}")]),
            _ => new Grant(tokens.Value, [new GrantedCompany(realmId, name.Value)]),
        };
    }

    public Task<Answer<TokenSet>> RefreshAsync(
        IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken) => TokensAsync(
        calls, "refresh tokens", Form(("grant_type", "refresh_token"), ("refresh_token", tokens.RefreshToken)), cancellationToken);

    /// <summary>The company: revoking any of its tokens ends the app's whole access to it.</summary>
    public string SharedAuthorization(TokenSet tokens, string remoteCompanyId) => remoteCompanyId;

    public async Task<Answer<bool>> DisconnectAsync(
        IAuthorizationCalls calls, TokenSet tokens, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = tokens.RefreshToken });
        var request = ProviderRequest.Json(HttpMethod.Post, options.RevokeUri, "revoke tokens", body) with { Headers = ClientHeaders() };
        var answer = await calls.SendAsync(request, cancellationToken);
        if (CallFailure.Of(answer, writes: true) is { } withoutAnswer)
        {
            return withoutAnswer;
        }

        var answered = (CallAnswer.Answered)answer;
        if (answered.IsSuccess)
        {
            return true;
        }

        // 400 is how Intuit says that the token is not one of its own any more, with or without a word of why; a page of HTML is not Intuit's.
        return answered.Status == HttpStatusCode.BadRequest && (answered.Body.Length == 0 || OAuthRefusal.In(answered)?.Error is OAuthRefusal.InvalidGrant or "invalid_token" or "invalid_request")
            ? true
            : Failure(answered);
    }

    private async Task<Answer<TokenSet>> TokensAsync(
        IAuthorizationCalls calls, string operation, string form, CancellationToken cancellationToken)
    {
        var request = new ProviderRequest(HttpMethod.Post, options.TokenUri)
        {
            Operation = operation,
            // Without the opt-in Intuit keeps silent about the five years after which no refresh helps.
            Headers = [.. ClientHeaders(), KeyValuePair.Create("x-include-refresh-token-hard-expires-in", "true")],
            Body = Encoding.ASCII.GetBytes(form),
            ContentType = "application/x-www-form-urlencoded",
            Writes = true,
        };
        var sentAt = clock.GetUtcNow();
        var answer = await calls.SendAsync(request, cancellationToken);
        if (CallFailure.Of(answer, writes: true) is { } withoutAnswer)
        {
            return withoutAnswer;
        }

        var answered = (CallAnswer.Answered)answer;
        if (!answered.IsSuccess)
        {
            return Failure(answered);
        }

        return Read<WireTokens>(answered) is { AccessToken: { Length: > 0 } access, RefreshToken: { Length: > 0 } refresh, ExpiresIn: { } expires } wire
            ? new TokenSet
            {
                AccessToken = access,
                AccessExpiresAt = sentAt.AddSeconds(Math.Clamp(expires, 0, LongestAccessSeconds)),
                RefreshToken = refresh,
                RefreshExpiresAt = sentAt.AddSeconds(Math.Min(wire.RefreshExpiresIn ?? long.MaxValue, wire.RefreshHardExpiresIn ?? long.MaxValue) is var seconds and < long.MaxValue
                    ? Math.Clamp(seconds, 0, LongestRefreshSeconds)
                    : (long)TimeSpan.FromDays(100).TotalSeconds),
                IssuedAt = sentAt,
            }
            : QuickBooksFailures.Unreadable(writes: true);
    }

    private async Task<Answer<string>> CompanyNameAsync(
        IAuthorizationCalls calls, TokenSet tokens, string realmId, CancellationToken cancellationToken)
    {
        var path = QuickBooksOptions.Versioned($"companyinfo/{Uri.EscapeDataString(realmId)}");
        var request = ProviderRequest.Get(options.CompanyUri(realmId, path), "read company name") with
        {
            Headers = [KeyValuePair.Create("Accept", "application/json"), KeyValuePair.Create("Authorization", $"Bearer {tokens.AccessToken}")],
        };
        var answer = await calls.SendAsync(request, cancellationToken);
        if (failures.Of(answer, writes: false) is { } failure)
        {
            return failure;
        }

        return Read<WireCompanyEnvelope>((CallAnswer.Answered)answer) is { CompanyInfo: { } info }
            ? QuickBooksTranslation.Name(info, realmId)
            : QuickBooksFailures.Unreadable(writes: false);
    }

    private ProviderFailure Failure(CallAnswer.Answered answered) => OAuthRefusal.Failure(
        answered,
        "Intuit",
        lost => new ProviderFailure.ConsentLost(
            lost.Error, $"{Said(lost)} The consent has ended, expired or was withdrawn in QuickBooks. Connect the company again."),
        refused => refused.Error == "invalid_client"
            ? new ProviderFailure.Rejected(refused.Error, $"{Said(refused)} {ClientKeys}", options.App.Live ? "QUICKBOOKS_CLIENT_ID" : "clientId")
            : new ProviderFailure.Rejected(refused.Error, $"{Said(refused)} Check the app's settings at Intuit, the redirect URI among them."));

    private string ClientKeys => options.App.Live
        ? $"Check QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET: both must be the app's {(options.App.Environment == "production" ? "production" : "development")} keys."
        : "Check Providers:quickbooks:ClientId and Providers:quickbooks:ClientSecret (or set QUICKBOOKS_CLIENT_ID and QUICKBOOKS_CLIENT_SECRET for the real QuickBooks).";

    private KeyValuePair<string, string>[] ClientHeaders() =>
    [
        KeyValuePair.Create("Accept", "application/json"),
        KeyValuePair.Create("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.App.ClientId}:{options.App.ClientSecret}"))}"),
    ];

    private static string Said(OAuthRefusal error) =>
        error.Description is { Length: > 0 } description ? $"Intuit said {error.Error}: {description.TrimEnd('.')}." : $"Intuit said {error.Error}.";

    private static T? Read<T>(CallAnswer.Answered answered)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(answered.JsonBytes.Span, QuickBooksJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Form(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var form = new StringBuilder();
        foreach (var (name, value) in fields)
        {
            form.Append(form.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return form.ToString();
    }
}
