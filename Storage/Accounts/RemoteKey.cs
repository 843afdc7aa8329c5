using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Accounts;

/// <summary>What tells the accounts, and the tax codes, of all connections apart.</summary>
public readonly record struct RemoteKey(ConnectionId ConnectionId, string RemoteId);

internal static class RemoteKeys
{
    public static object Parameters(LedgerReader reader, IReadOnlyCollection<RemoteKey> keys) => new
    {
        TenantId = reader.TenantId.Value,
        ConnectionIds = keys.Select(k => k.ConnectionId.Value).ToArray(),
        RemoteIds = keys.Select(k => k.RemoteId).ToArray(),
    };
}
