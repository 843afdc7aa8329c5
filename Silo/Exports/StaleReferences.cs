using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Exports;

/// <summary>
/// Stored remote ids that the provider no longer accepts: a contact that was archived or merged is looked up by name again, a chart with an archived
/// account or tax code is read again. The documents concerned are then tried once more.
/// </summary>
internal sealed class StaleReferences(RefreshAccountsHandler chart)
{
    /// <returns>Null to go on, with the readiness of the documents decided again; else the reason for which the job stops here.</returns>
    public async Task<JobStep?> DropAsync(Turn turn, ExportSlice slice, Job job, CancellationToken cancellationToken)
    {
        var contacts = slice.Stale.Where(s => s.Kind == ReferenceKind.Contact).Select(s => s.RemoteId).Distinct(StringComparer.Ordinal).ToList();
        if (contacts.Count > 0)
        {
            await turn.CommitAsync(
                t => AccountStore.ForgetContactsAsync(t, turn.Connection.Id, turn.Connection.Company.RemoteId, contacts, cancellationToken), cancellationToken);
        }

        return slice.Stale.Any(s => s.Kind != ReferenceKind.Contact)
            && await chart.RunAsync(turn, job, cancellationToken) is not JobStep.Moved { Move.On: Domain.Jobs.JobEvent.Complete } and var stop
                ? stop
                : null;
    }
}
