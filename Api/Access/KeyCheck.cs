using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Access;

/// <summary>
/// Says who holds a key. Asks the database each time (one look-up by primary key): a revoked key is refused at the very next request, in every process.
/// </summary>
public sealed class KeyCheck(LedgerDatabase database, TimeProvider clock, AccessOptions options)
{
    /// <returns>Null where the text is no key, or one that does not exist, has another secret or was revoked: which of these is not told.</returns>
    public Task<KeyHolder?> FindAsync(string text, CancellationToken cancellationToken) =>
        ApiKeyText.TryParse(text, out var key) ? FindAsync(key.Id, key.Hash(), cancellationToken) : Task.FromResult<KeyHolder?>(null);

    /// <summary>The same for who keeps the hash of a key's secret instead of the key: a session.</summary>
    public async Task<KeyHolder?> FindAsync(ApiKeyId id, byte[] secretHash, CancellationToken cancellationToken)
    {
        if (options.PlatformKey is { } platform && platform.Id == id)
        {
            return platform.Matches(secretHash) ? new KeyHolder(id, TenantId: null, AccessOptions.PlatformKeyName, AccessRole.Platform) : null;
        }

        return await ApiKeyStore.UseAsync(database, id, secretHash, clock.GetUtcNow(), cancellationToken);
    }
}
