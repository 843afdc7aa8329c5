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
    public sealed record Failed(string Code, string Text, Uri? ReturnUrl = null) : AuthorizationResult
    {
        /// <summary>The companies that still wait for a choice; empty where none do.</summary>
        public IReadOnlyList<GrantedCompany> Offered { get; init; } = [];
    }
}

/// <summary>
/// Consent: from the first redirect to the stored credential. A state is random, lives ten minutes and makes one connection at most. Where a browser session began
/// it, only that session can complete it. Where a server began it over GraphQL, no browser is known: the state itself, which only the tenant's own user gets,
/// proves where a redirect belongs.
/// </summary>
public sealed class Authorizations(
    LedgerDatabase database, CredentialStore credentials, ProviderCatalog catalog, IAuthorizationCalls calls, AuthorizationSecrets secrets, TimeProvider clock)
{
    /// <summary>Between two tries to store a consent while the database is unavailable.</summary>
    private static readonly TimeSpan s_storeAgainAfter = TimeSpan.FromSeconds(1);

    private static readonly AuthorizationResult.Failed s_unknownState =
        new("state_unknown", "This authorization was not begun here, or too long ago. Start connecting again from the application.");

    public static TimeSpan StateLifetime { get; } = TimeSpan.FromMinutes(10);

    /// <param name="session">The id of the browser session that begins; null for a server, which knows no browser.</param>
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

    /// <summary>The tenant that began with this state; null where none did.</summary>
    public async Task<TenantId?> TenantOfAsync(string? state, CancellationToken cancellationToken) =>
        string.IsNullOrEmpty(state) ? null : await AuthorizationStore.TenantOfAsync(database, Hash(state), cancellationToken);

    /// <summary>Takes the redirect: checks the state, exchanges the code, stores the connection and imports its accounts.</summary>
    public Task<AuthorizationResult> CompleteAsync(string provider, RedirectQuery query, string? session, CancellationToken cancellationToken) =>
        CompleteAsync(caller: null, provider, query, session, cancellationToken);

    /// <summary>The same for a client that caught the redirect itself: its credential's tenant must be the one that began.</summary>
    public Task<AuthorizationResult> CompleteAsync(TenantId caller, string provider, RedirectQuery query, string? session, CancellationToken cancellationToken) =>
        CompleteAsync((TenantId?)caller, provider, query, session, cancellationToken);

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

        if (await TenantOfAsync(query.State, cancellationToken) is not { } tenant || (caller is not null && caller != tenant))
        {
            return s_unknownState;
        }

        var hash = Hash(query.State);
        var now = clock.GetUtcNow();
        var (begun, refusal) = await TakeAsync(tenant, hash, system, query, session, now, cancellationToken);
        return refusal ?? await ExchangeAsync(tenant, hash, system, query, begun!, now, cancellationToken);
    }

    /// <summary>Takes the state for one exchange. A redirect that is refused leaves it as it was, for the one that belongs to it.</summary>
    private Task<(BegunState? Begun, AuthorizationResult.Failed? Refusal)> TakeAsync(
        TenantId tenant, byte[] hash, IProvider system, RedirectQuery query, string? session, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                var begun = await AuthorizationStore.FindAsync(t, hash, system.Manifest.Key, cancellationToken);
                var refusal = Refusal(begun, session, now) ?? Refusal(query, system.Manifest.DisplayName, begun!.ReturnUrl is { } url ? new Uri(url) : null);
                if (refusal is null)
                {
                    await AuthorizationStore.UseAsync(t, hash, now, cancellationToken);
                }

                return (begun, refusal);
            },
            cancellationToken);

    private async Task<AuthorizationResult> ExchangeAsync(
        TenantId tenant, byte[] hash, IProvider system, RedirectQuery query, BegunState begun, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var back = begun.ReturnUrl is { } url ? new Uri(url) : null;
        var grant = await system.Authorization.ExchangeAsync(calls, new AuthorizationCallback(query.Code!, query.RealmId, begun.CodeVerifier), cancellationToken);
        if (grant.Failure is { } failure)
        {
            if (failure is not ProviderFailure.OutcomeUnknown)
            {
                // Nothing was opened: the redirect that belongs to the state can still come, with its own code.
                await database.InTenantAsync(tenant, t => AuthorizationStore.ReleaseAsync(t, hash, cancellationToken), cancellationToken);
            }

            return new AuthorizationResult.Failed("exchange_failed", $"{system.Manifest.DisplayName} did not accept the authorization: {failure.Text} ({failure.Code}). Connect again.", back);
        }

        switch (grant.Value.Companies.Count)
        {
            case 0:
                return new AuthorizationResult.Failed("no_company", $"The login opened no company at {system.Manifest.DisplayName}. Connect again and choose one.", back);
            case 1:
                return await ConnectAsync(tenant, system, grant.Value.Tokens, grant.Value.Companies[0], begun.ReturnUrl, cancellationToken);
            default:
                await StoreAsync(
                    tenant,
                    async t =>
                    {
                        await AuthorizationStore.AwaitChoiceAsync(
                            t, hash, secrets.Seal(tenant, grant.Value.Tokens), JsonSerializer.Serialize(grant.Value.Companies), now + StateLifetime, cancellationToken);
                        return true;
                    },
                    cancellationToken);
                return new AuthorizationResult.ChooseCompany(grant.Value.Companies);
        }
    }

    /// <summary>The companies of an authorization that opened several and waits for a choice; empty where none does, and for another tenant's or another browser session's.</summary>
    public Task<IReadOnlyList<GrantedCompany>> OfferedAsync(TenantId caller, string provider, string state, string? session, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            caller,
            async t => await AuthorizationStore.FindAsync(t, Hash(state), provider, cancellationToken) is { } begun && Belongs(begun, session)
                ? await OfferedAsync(t, provider, state, cancellationToken)
                : [],
            cancellationToken);

    /// <summary>Ends an authorization that opened several companies.</summary>
    public Task<AuthorizationResult> ChooseAsync(string provider, string state, string remoteCompanyId, string? session, CancellationToken cancellationToken) =>
        ChooseAsync(caller: null, provider, state, remoteCompanyId, session, cancellationToken);

    /// <summary>The same by a tenant's credential, which must be the one that began.</summary>
    public Task<AuthorizationResult> ChooseAsync(TenantId caller, string provider, string state, string remoteCompanyId, string? session, CancellationToken cancellationToken) =>
        ChooseAsync((TenantId?)caller, provider, state, remoteCompanyId, session, cancellationToken);

    private async Task<AuthorizationResult> ChooseAsync(
        TenantId? caller, string provider, string state, string remoteCompanyId, string? session, CancellationToken cancellationToken)
    {
        if (catalog.Find(provider) is not { } system || await TenantOfAsync(state, cancellationToken) is not { } tenant || (caller is not null && caller != tenant))
        {
            return s_unknownState;
        }

        var (choice, refusal) = await database.InTenantAsync(
            tenant, t => TakeChoiceAsync(t, provider, state, remoteCompanyId, session, cancellationToken), cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var chosen = Companies(choice!.Companies).First(c => string.Equals(c.RemoteId, remoteCompanyId, StringComparison.Ordinal));
        return await ConnectAsync(tenant, system, secrets.Open(tenant, choice.Tokens), chosen, choice.ReturnUrl, cancellationToken);
    }

    private async Task<(PendingChoice? Choice, AuthorizationResult.Failed? Refusal)> TakeChoiceAsync(
        LedgerTransaction transaction, string provider, string state, string remoteCompanyId, string? session, CancellationToken cancellationToken)
    {
        var begun = await AuthorizationStore.FindAsync(transaction, Hash(state), provider, cancellationToken);
        if (begun is null || !Belongs(begun, session))
        {
            return (null, begun is null ? s_unknownState : OtherSession);
        }

        var offered = await OfferedAsync(transaction, provider, state, cancellationToken);
        if (offered.Count > 0 && offered.All(c => !string.Equals(c.RemoteId, remoteCompanyId, StringComparison.Ordinal)))
        {
            // A mistyped company leaves the choice open.
            var names = string.Join(", ", offered.Select(c => $"{c.RemoteId} ({c.Name})"));
            return (null, new AuthorizationResult.Failed("company_unknown", $"The login did not open company '{remoteCompanyId}'. Choose one of those offered: {names}.") { Offered = offered });
        }

        var choice = await AuthorizationStore.TakeChoiceAsync(transaction, Hash(state), provider, clock.GetUtcNow(), cancellationToken);
        return choice is null
            ? (null, new AuthorizationResult.Failed("choice_expired", "The choice of company has expired or was made already. Start connecting again from the application."))
            : (choice, null);
    }

    private async Task<IReadOnlyList<GrantedCompany>> OfferedAsync(LedgerTransaction transaction, string provider, string state, CancellationToken cancellationToken) =>
        await AuthorizationStore.OfferedAsync(transaction, Hash(state), provider, clock.GetUtcNow(), cancellationToken) is { } offered ? Companies(offered) : [];

    private static List<GrantedCompany> Companies(string json) => JsonSerializer.Deserialize<List<GrantedCompany>>(json)!;

    private static AuthorizationResult.Failed OtherSession { get; } =
        new("session_mismatch", "The authorization was begun in another browser session. Start connecting again in this one.");

    private static AuthorizationResult.Failed? Refusal(BegunState? begun, string? session, DateTimeOffset now) => begun switch
    {
        null => new("state_unknown", "This authorization belongs to another provider or was not begun here. Start connecting again from the application."),
        _ when !Belongs(begun, session) => OtherSession,
        { UsedBefore: true } => new("state_used", "This authorization was completed already. If you did not connect just now, start again from the application."),
        _ when begun.ExpiresAt <= now => new("state_expired", "The authorization took longer than 10 minutes. Start connecting again from the application."),
        _ => null,
    };

    /// <summary>A redirect that brings no code.</summary>
    private static AuthorizationResult.Failed? Refusal(RedirectQuery query, string name, Uri? back) => query switch
    {
        { Error: "access_denied" } => new("consent_refused", $"Access was not granted at {name}. Connect again and choose to allow access; nothing was changed.", back),
        { Error: { } error } => new("provider_error", $"{name} says: {query.ErrorDescription ?? error} ({error}). Connect again.", back),
        _ when string.IsNullOrEmpty(query.Code) => new("code_missing", $"{name} sent no code. Connect again.", back),
        _ => null,
    };

    private static bool Belongs(BegunState begun, string? session) => begun.SessionId.Length == 0
        || CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(begun.SessionId), Encoding.ASCII.GetBytes(SessionHash(session)));

    private async Task<AuthorizationResult> ConnectAsync(
        TenantId tenant, IProvider system, TokenSet tokens, GrantedCompany company, string? returnUrl, CancellationToken cancellationToken)
    {
        var chosen = tokens with { AuthorizationId = company.AuthorizationId ?? tokens.AuthorizationId };
        var connection = await StoreAsync(
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
                // Disconnecting has ended the automatic sync and kept the setting.
                var frequency = (await ConnectionStore.FindAsync(t, id, cancellationToken))!.Connection.Settings.Frequency;
                await ConnectionStore.ScheduleSyncAsync(t, id, frequency, clock.GetUtcNow(), cancellationToken);
                await Mailbox.EnqueueAsync(t, new NewJob(id, JobKinds.RefreshAccounts, JobPriority.Interactive), cancellationToken);
                return id;
            },
            cancellationToken);
        return new AuthorizationResult.Connected(tenant, connection, company.Name, returnUrl is null ? null : new Uri(returnUrl));
    }

    /// <summary>Stores what a consent has opened. The code is spent, so an outage of the database is waited out for as long as the request may take.</summary>
    private async Task<T> StoreAsync<T>(TenantId tenant, Func<LedgerTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await database.InTenantAsync(tenant, work, cancellationToken);
            }
            catch (DatabaseUnavailableException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(s_storeAgainAfter, clock, cancellationToken);
            }
        }
    }

    private static byte[] Hash(string state) => SHA256.HashData(Encoding.UTF8.GetBytes(state));

    private static string SessionHash(string? session) => session is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session)));
}

/// <summary>What the provider's redirect carries.</summary>
public sealed record RedirectQuery(string? State, string? Code, string? RealmId, string? Error, string? ErrorDescription);
