using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Storage.Connections;

/// <summary>A connection's tokens. <paramref name="RefreshBeganAt"/> is set where a refresh was sent and its answer never recorded.</summary>
public sealed record Credential(TokenSet Tokens, TokenSet? Previous, DateTimeOffset? RefreshBeganAt);

/// <summary>Rows of <c>credential</c>; the only place where tokens are encrypted and decrypted.</summary>
public sealed class CredentialStore(TokenCipher cipher)
{
    public async Task<Credential?> FindAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken)
    {
        var row = await transaction.SingleOrDefaultAsync<Row>("credential_find", new { ConnectionId = id.Value }, cancellationToken);
        return row is null
            ? null
            : new Credential(cipher.Decrypt(id, row.Tokens), row.PreviousTokens is null ? null : cipher.Decrypt(id, row.PreviousTokens), row.RefreshBeganAt);
    }

    /// <summary>The tokens of a new consent, in place of any there were.</summary>
    public Task StoreFirstAsync(LedgerTransaction transaction, ConnectionId id, TokenSet tokens, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("credential_store_first", Parameters(transaction, id, tokens), cancellationToken);

    /// <summary>Writes the intent, before the refresh is sent.</summary>
    public Task BeginRefreshAsync(LedgerTransaction transaction, ConnectionId id, DateTimeOffset at, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("credential_begin_refresh", new { ConnectionId = id.Value, At = at }, cancellationToken);

    /// <summary>Stores the renewed tokens and keeps those before them until <see cref="DropPreviousAsync"/>.</summary>
    public Task RotateAsync(LedgerTransaction transaction, ConnectionId id, TokenSet tokens, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("credential_rotate", Parameters(transaction, id, tokens), cancellationToken);

    /// <summary>The refresh was refused or provably never arrived: nothing rotated.</summary>
    public Task EndRefreshAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("credential_end_refresh", new { ConnectionId = id.Value }, cancellationToken);

    /// <summary>The new tokens have served.</summary>
    public Task DropPreviousAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("credential_drop_previous", new { ConnectionId = id.Value }, cancellationToken);

    public Task DeleteAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("credential_delete", new { ConnectionId = id.Value }, cancellationToken);

    private object Parameters(LedgerTransaction transaction, ConnectionId id, TokenSet tokens) => new
    {
        ConnectionId = id.Value,
        TenantId = transaction.TenantId.Value,
        Tokens = cipher.Encrypt(id, tokens),
        tokens.AccessExpiresAt,
        tokens.RefreshExpiresAt,
        RefreshedAt = tokens.IssuedAt,
    };

    private sealed class Row
    {
        public byte[] Tokens { get; init; } = [];

        public byte[]? PreviousTokens { get; init; }

        public DateTimeOffset? RefreshBeganAt { get; init; }
    }
}
