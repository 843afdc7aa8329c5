using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Connections;

/// <summary>An authorization that has begun: send the user's browser to <paramref name="Url"/>.</summary>
public sealed record BegunAuthorization(Uri Url, string State);

/// <summary>How an authorization ended.</summary>
public abstract record AuthorizationResult
{
    private AuthorizationResult()
    {
    }

    public sealed record Connected(TenantId TenantId, ConnectionId ConnectionId, string Company, Uri? ReturnUrl) : AuthorizationResult;

    /// <summary>The login opened several companies: the user has to choose one.</summary>
    public sealed record ChooseCompany(IReadOnlyList<GrantedCompany> Companies) : AuthorizationResult;

    /// <summary>It did not work; the text says what to do next. <paramref name="Code"/> is snake_case.</summary>
    public sealed record Failed(string Code, string Text, Uri? ReturnUrl = null) : AuthorizationResult;
}

/// <summary>
/// Consent: from the first redirect to the stored credential. A state is random, single use, lives ten minutes, and is bound to the browser's session where one began it; over GraphQL a
/// server begins, which knows no browser: there the state itself, handed to the tenant's own user alone, is what proves where a redirect belongs.
/// </summary>
public sealed class Authorizations(
    LedgerDatabase database, CredentialStore credentials, ProviderCatalog catalog, IAuthorizationCalls calls, Mailbox mailbox, ReminderSchedule reminders, AuthorizationSecrets secrets, TimeProvider clock)
{
    public static TimeSpan StateLifetime { get; } = TimeSpan.FromMinutes(10);

    /// <param name="session">What the browser proves itself with at the callback; null for clients that catch the redirect themselves.</param>
    /// <exception cref="KeyNotFoundException">No such provider.</exception>
    public async Task<BegunAuthorization> BeginAsync(TenantId tenant, string provider, string? session, Uri? returnUrl, CancellationToken cancellationToken)
    {
        var authorization = catalog[provider].Authorization;
        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var verifier = authorization.UsesPkce ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(48)) : null;
        var challenge = verifier is null ? null : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var now = clock.GetUtcNow();
        await database.InTenantAsync(
            tenant,
            t => AuthorizationStore.BeginAsync(t, Hash(state), provider, SessionHash(session), verifier, returnUrl?.ToString(), now, now + StateLifetime, cancellationToken),
            cancellationToken);
        return new BegunAuthorization(authorization.AuthorizeUrl(state, challenge), state);
    }

    /// <summary>Takes the redirect: checks the state, exchanges the code, stores the connection and imports its accounts.</summary>
    public Task<AuthorizationResult> CompleteAsync(string provider, RedirectQuery query, string? session, CancellationToken cancellationToken) =>
        CompleteAsync(caller: null, provider, query, session, cancellationToken);

    /// <summary>The same for a client that caught the redirect itself: its credential's tenant must be the one that began.</summary>
    public Task<AuthorizationResult> CompleteAsync(TenantId caller, string provider, RedirectQuery query, CancellationToken cancellationToken) =>
        CompleteAsync(caller, provider, query, session: null, cancellationToken);

    private async Task<AuthorizationResult> CompleteAsync(TenantId? caller, string provider, RedirectQuery query, string? session, CancellationToken cancellationToken)
    {
        if (catalog.Find(provider) is not { } system)
        {
            return new AuthorizationResult.Failed("unknown_provider", $"There is no provider '{provider}'. Use one of: {string.Join(", ", catalog.All.Select(p => p.Manifest.Key))}.");
        }

        if (string.IsNullOrEmpty(query.State))
        {
            return new AuthorizationResult.Failed("state_missing", "The redirect carries no state. Start connecting again from the application.");
        }

        var hash = Hash(query.State);
        if (await AuthorizationStore.TenantOfAsync(database, hash, cancellationToken) is not { } tenant || (caller is not null && caller != tenant))
        {
            return new AuthorizationResult.Failed("state_unknown", "This authorization was not begun here, or too long ago. Start connecting again from the application.");
        }

        var now = clock.GetUtcNow();
        var begun = await database.InTenantAsync(tenant, t => AuthorizationStore.UseAsync(t, hash, provider, now, cancellationToken), cancellationToken);
        if (Refusal(begun, session, now) is { } refusal)
        {
            return refusal;
        }

        var back = begun!.ReturnUrl is { } url ? new Uri(url) : null;
        if (query.Error is { } error)
        {
            return error == "access_denied"
                ? new AuthorizationResult.Failed("consent_refused", $"Access was not granted at {system.Manifest.DisplayName}. Connect again and choose to allow access; nothing was changed.", back)
                : new AuthorizationResult.Failed("provider_error", $"{system.Manifest.DisplayName} says: {query.ErrorDescription ?? error} ({error}). Connect again.", back);
        }

        if (string.IsNullOrEmpty(query.Code))
        {
            return new AuthorizationResult.Failed("code_missing", $"{system.Manifest.DisplayName} sent no code. Connect again.", back);
        }

        var grant = await system.Authorization.ExchangeAsync(calls, new AuthorizationCallback(query.Code, query.RealmId, begun.CodeVerifier), cancellationToken);
        if (grant.Failure is { } failure)
        {
            return new AuthorizationResult.Failed("exchange_failed", $"{system.Manifest.DisplayName} did not accept the authorization: {failure.Text} ({failure.Code}). Connect again.", back);
        }

        switch (grant.Value.Companies.Count)
        {
            case 0:
                return new AuthorizationResult.Failed("no_company", $"The login opened no company at {system.Manifest.DisplayName}. Connect again and choose one.", back);
            case 1:
                return await ConnectAsync(tenant, system, grant.Value.Tokens, grant.Value.Companies[0], begun.ReturnUrl, cancellationToken);
            default:
                await database.InTenantAsync(
                    tenant,
                    t => AuthorizationStore.AwaitChoiceAsync(
                        t, hash, secrets.Seal(tenant, grant.Value.Tokens), JsonSerializer.Serialize(grant.Value.Companies), now + StateLifetime, cancellationToken),
                    cancellationToken);
                return new AuthorizationResult.ChooseCompany(grant.Value.Companies);
        }
    }

    /// <summary>The companies of an authorization that opened several and waits for a choice; empty where none does, and for another tenant's.</summary>
    public Task<IReadOnlyList<GrantedCompany>> OfferedAsync(TenantId caller, string provider, string state, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            caller,
            async t => (IReadOnlyList<GrantedCompany>)(await AuthorizationStore.OfferedAsync(t, Hash(state), provider, clock.GetUtcNow(), cancellationToken) is { } offered
                ? JsonSerializer.Deserialize<List<GrantedCompany>>(offered)!
                : []),
            cancellationToken);

    /// <summary>Ends an authorization that opened several companies.</summary>
    public Task<AuthorizationResult> ChooseAsync(string provider, string state, string remoteCompanyId, CancellationToken cancellationToken) =>
        ChooseAsync(caller: null, provider, state, remoteCompanyId, cancellationToken);

    /// <summary>The same by a tenant's credential, which must be the one that began.</summary>
    public Task<AuthorizationResult> ChooseAsync(TenantId caller, string provider, string state, string remoteCompanyId, CancellationToken cancellationToken) =>
        ChooseAsync((TenantId?)caller, provider, state, remoteCompanyId, cancellationToken);

    private async Task<AuthorizationResult> ChooseAsync(TenantId? caller, string provider, string state, string remoteCompanyId, CancellationToken cancellationToken)
    {
        var hash = Hash(state);
        if (catalog.Find(provider) is not { } system || await AuthorizationStore.TenantOfAsync(database, hash, cancellationToken) is not { } tenant || (caller is not null && caller != tenant))
        {
            return new AuthorizationResult.Failed("state_unknown", "This authorization was not begun here, or too long ago. Start connecting again from the application.");
        }

        // A mistyped company leaves the choice open.
        if (await OfferedAsync(tenant, provider, state, cancellationToken) is { Count: > 0 } offered && offered.All(c => !string.Equals(c.RemoteId, remoteCompanyId, StringComparison.Ordinal)))
        {
            return new AuthorizationResult.Failed("company_unknown", $"The login did not open company '{remoteCompanyId}'. Choose one of those offered: {string.Join(", ", offered.Select(c => $"{c.RemoteId} ({c.Name})"))}.");
        }

        var choice = await database.InTenantAsync(tenant, t => AuthorizationStore.TakeChoiceAsync(t, hash, provider, clock.GetUtcNow(), cancellationToken), cancellationToken);
        if (choice is null)
        {
            return new AuthorizationResult.Failed("choice_expired", "The choice of company has expired or was made already. Start connecting again from the application.");
        }

        var companies = JsonSerializer.Deserialize<List<GrantedCompany>>(choice.Companies)!;
        var chosen = companies.Find(c => string.Equals(c.RemoteId, remoteCompanyId, StringComparison.Ordinal))!;
        return await ConnectAsync(tenant, system, secrets.Open(tenant, choice.Tokens), chosen, choice.ReturnUrl, cancellationToken);
    }

    private static AuthorizationResult.Failed? Refusal(BegunState? begun, string? session, DateTimeOffset now) => begun switch
    {
        null => new("state_unknown", "This authorization belongs to another provider or was not begun here. Start connecting again from the application."),
        { UsedBefore: true } => new("state_used", "This authorization was completed already. If you did not connect just now, start again from the application."),
        _ when begun.ExpiresAt <= now => new("state_expired", "The authorization took longer than 10 minutes. Start connecting again from the application."),
        _ when begun.SessionId.Length > 0 && !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(begun.SessionId), Encoding.ASCII.GetBytes(SessionHash(session))) =>
            new("session_mismatch", "The authorization was begun in another browser session. Start connecting again in this one."),
        _ => null,
    };

    private async Task<AuthorizationResult> ConnectAsync(
        TenantId tenant, IProvider system, TokenSet tokens, GrantedCompany company, string? returnUrl, CancellationToken cancellationToken)
    {
        var chosen = tokens with { AuthorizationId = company.AuthorizationId ?? tokens.AuthorizationId };
        var connection = await database.InTenantAsync(
            tenant,
            async t =>
            {
                var id = await ConnectionStore.ConnectAsync(
                    t,
                    system.Manifest.Key,
                    new Company { RemoteId = company.RemoteId, Name = company.Name, BaseCurrency = "" },
                    cancellationToken,
                    system.Authorization.SharedAuthorization(chosen, company.RemoteId));
                await credentials.StoreFirstAsync(t, id, chosen, cancellationToken);
                // Disconnecting took the reminder away; the choice of how often was kept.
                await reminders.SetAsync(t, id, (await ConnectionStore.FindAsync(t, id, cancellationToken))!.Connection.Settings.Frequency, cancellationToken);
                await mailbox.EnqueueAsync(t, new NewJob(id, JobKinds.RefreshAccounts, JobPriority.Interactive), cancellationToken);
                return id;
            },
            cancellationToken);
        mailbox.Announce(connection);
        return new AuthorizationResult.Connected(tenant, connection, company.Name, returnUrl is null ? null : new Uri(returnUrl));
    }

    private static byte[] Hash(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));

    private static string SessionHash(string? session) => session is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session)));
}

/// <summary>What the provider's redirect carries.</summary>
public sealed record RedirectQuery(string? State, string? Code, string? RealmId, string? Error, string? ErrorDescription);
