using System.Text.Json;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Silo.Jobs;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Reminders;

/// <summary>A reminder went off: puts everything that is not in the books as it stands now into an export of its own.</summary>
internal sealed class AutomaticSyncHandler(Mailbox mailbox) : IJobHandler
{
    public string Kind => JobKinds.AutomaticSync;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        var documents = 0;
        await turn.CommitAsync(
            async t =>
            {
                var due = await BankTransactionStore.UnsyncedIdsAsync(t, turn.Connection.Id, turn.Connection.Company.RemoteId, cancellationToken);
                documents = due.Count;
                if (documents > 0)
                {
                    await mailbox.EnqueueAsync(
                        t,
                        new NewJob(turn.Connection.Id, JobKinds.ExportTransactions, JobPriority.Automatic) { Documents = due, OwnKey = $"automatic-{job.Id}" },
                        cancellationToken);
                }
            },
            cancellationToken);
        return JobStep.Completed(JsonSerializer.Serialize(new { documents }));
    }
}
