using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using Quartz;

namespace OrleansLedger.Silo.Reminders;

/// <summary>A connection's reminder: puts an automatic sync into its mailbox, once per firing.</summary>
internal sealed class ReminderJob(LedgerDatabase database, Mailbox mailbox) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var tenant = new TenantId(Guid.Parse(context.MergedJobDataMap.GetString("tenant")!));
        var connection = new ConnectionId(Guid.Parse(context.MergedJobDataMap.GetString("connection")!));
        await database.InTenantAsync(
            tenant,
            t => mailbox.EnqueueAsync(
                t,
                new NewJob(connection, JobKinds.AutomaticSync, JobPriority.Automatic) { OwnKey = $"reminder-{connection}-{context.ScheduledFireTimeUtc:O}" },
                cancellationToken),
            cancellationToken);
        mailbox.Announce(connection);
    }
}
