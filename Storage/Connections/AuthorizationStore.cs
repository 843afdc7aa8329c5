using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Connections;

/// <summary>A state as it was begun. <see cref="UsedBefore"/>: a redirect's code is being exchanged for it, or has been.</summary>
public sealed class BegunState
{
    /// <summary>Hash of the browser session that began it; empty where none did.</summary>
    public string SessionId { get; init; } = "";

    public string? CodeVerifier { get; init; }

    public string? ReturnUrl { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public bool UsedBefore { get; init; }
}

/// <summary>The tokens and companies of a consent that waits for a choice.</summary>
public sealed class PendingChoice
{
    public byte[] Tokens { get; init; } = [];

    public string Companies { get; init; } = "[]";

    public string? ReturnUrl { get; init; }
}

/// <summary>Rows of <c>oauth_state</c>.</summary>
public static class AuthorizationStore
{
    public static Task BeginAsync(
        LedgerTransaction transaction, byte[] stateHash, string provider, string session, string? codeVerifier, string? returnUrl, DateTimeOffset now, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "oauth_state_begin",
            new { StateHash = stateHash, TenantId = transaction.TenantId.Value, Provider = provider, SessionId = session, CodeVerifier = codeVerifier, ReturnUrl = returnUrl, Now = now, ExpiresAt = expiresAt },
            cancellationToken);

    /// <summary>The tenant that began it; null where no state has that hash.</summary>
    public static async Task<TenantId?> TenantOfAsync(LedgerDatabase database, byte[] stateHash, CancellationToken cancellationToken) =>
        (await database.AcrossTenantsAsync<Guid?>("tenant_of_oauth_state", new { StateHash = stateHash }, cancellationToken))[0] is { } id ? new TenantId(id) : null;

    /// <summary>The state, locked until the transaction ends; null where it belongs to another provider.</summary>
    public static Task<BegunState?> FindAsync(LedgerTransaction transaction, byte[] stateHash, string provider, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<BegunState>("oauth_state_find", new { StateHash = stateHash, Provider = provider }, cancellationToken);

    /// <summary>Takes the state for one exchange of a code.</summary>
    public static Task UseAsync(LedgerTransaction transaction, byte[] stateHash, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("oauth_state_use", new { StateHash = stateHash, Now = now }, cancellationToken);

    /// <summary>Lets another redirect take the state: the exchange was refused and has opened nothing.</summary>
    public static Task ReleaseAsync(LedgerTransaction transaction, byte[] stateHash, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("oauth_state_release", new { StateHash = stateHash }, cancellationToken);

    public static Task AwaitChoiceAsync(LedgerTransaction transaction, byte[] stateHash, byte[] tokens, string companies, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("oauth_state_await_choice", new { StateHash = stateHash, Tokens = tokens, Companies = companies, ExpiresAt = expiresAt }, cancellationToken);

    /// <summary>The companies that wait for a choice, as JSON; null where nothing waits.</summary>
    public static Task<string?> OfferedAsync(LedgerTransaction transaction, byte[] stateHash, string provider, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<string>("oauth_state_offered", new { StateHash = stateHash, Provider = provider, Now = now }, cancellationToken);

    public static Task<PendingChoice?> TakeChoiceAsync(LedgerTransaction transaction, byte[] stateHash, string provider, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<PendingChoice>("oauth_state_take_choice", new { StateHash = stateHash, Provider = provider, Now = now }, cancellationToken);
}
