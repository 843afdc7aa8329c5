using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Connections;

/// <summary>Reads and changes what the user chose for a connection.</summary>
public sealed class ConnectionRequests(LedgerDatabase database, ReminderSchedule reminders)
{
    public Task<IReadOnlyList<ConnectionRow>> ListAsync(TenantId tenant, CancellationToken cancellationToken) =>
        database.InTenantAsync(tenant, t => ConnectionStore.ListAsync(t, cancellationToken), cancellationToken);

    /// <summary>Saves settings and mappings, and sets the reminder of the automatic sync with them.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>.</exception>
    public Task SaveAsync(
        TenantId tenant, ConnectionId connection, ConnectionSettings settings, IReadOnlyList<MappingRule> mappings, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                if (await ConnectionStore.FindAsync(t, connection, cancellationToken) is null)
                {
                    throw new RequestRefusedException("unknown_connection", $"There is no connection {connection}. List the connections to find it.");
                }

                await ConnectionStore.SetSettingsAsync(t, connection, settings, cancellationToken);
                await AccountStore.PutMappingsAsync(t, connection, mappings, cancellationToken);
                await reminders.SetAsync(t, connection, settings.Frequency, cancellationToken);
            },
            cancellationToken);
}
