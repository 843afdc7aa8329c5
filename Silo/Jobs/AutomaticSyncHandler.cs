using System.Text.Json;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Silo.Grains;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Jobs;

/// <summary>
/// An automatic sync is due: puts what the connection's settings have it carry into jobs of their own. Accounts and tax codes first, so that the
/// export finds them fresh; then every document that the books do not have with its current content and all its files.
/// </summary>
internal sealed class AutomaticSyncHandler : IJobHandler
{
    /// <summary>Less than a day: a daily sync comes a little early as often as a little late, and reads the accounts every time.</summary>
    private static readonly TimeSpan s_accountsFreshFor = TimeSpan.FromHours(20);

    public string Kind => JobKinds.AutomaticSync;

    public async Task<JobStep> RunAsync(Turn turn, Job job, CancellationToken cancellationToken)
    {
        var settings = turn.Connection.Settings;
        var documents = 0;
        var readsAccounts = false;
        await turn.CommitAsync(
            async t =>
            {
                readsAccounts = settings.SyncAccounts && !await JobStore.AccountsReadSinceAsync(t, turn.Connection.Id, turn.Clock.GetUtcNow() - s_accountsFreshFor, cancellationToken);
                if (readsAccounts)
                {
                    // Before the export, which may have been asked for in the same millisecond.
                    await Mailbox.EnqueueAsync(
                        t, new NewJob(turn.Connection.Id, JobKinds.RefreshAccounts, JobPriority.Automatic + 1) { OwnKey = $"automatic-accounts-{job.Id}" }, cancellationToken);
                }

                var due = settings.SyncBankTransactions ? await BankTransactionStore.DueAsync(t, turn.Connection.Id, among: null, cancellationToken) : [];
                documents = due.Count;
                if (documents > 0)
                {
                    await Mailbox.EnqueueAsync(
                        t, new NewJob(turn.Connection.Id, JobKinds.ExportTransactions, JobPriority.Automatic) { Documents = due, OwnKey = $"automatic-{job.Id}" }, cancellationToken);
                }
            },
            cancellationToken);
        var sync = JsonSerializer.Deserialize<AutomaticSync>(job.Payload, JsonSerializerOptions.Web);
        return JobStep.Completed(JsonSerializer.Serialize(new { documents, readsAccounts, dueAt = sync?.DueAt, missed = sync?.Missed }));
    }
}
