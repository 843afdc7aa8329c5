using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Database;
using Quartz;

namespace OrleansLedger.Storage.Jobs;

/// <summary>A connection's automatic sync: a durable Quartz trigger named after it, changed in the transaction that changes the setting.</summary>
public sealed class ReminderSchedule(ISchedulerFactory schedulers)
{
    /// <summary>The durable Quartz job that every reminder fires.</summary>
    public static JobKey ReminderKey { get; } = new("reminder", "connection");

    public const string ReminderGroup = "reminder";

    /// <summary>Sets or removes the reminder. Real-time connections have one too, hourly: for what an outage made them miss.</summary>
    public async Task SetAsync(LedgerTransaction transaction, ConnectionId connection, SyncFrequency frequency, CancellationToken cancellationToken)
    {
        var key = new TriggerKey(connection.ToString(), ReminderGroup);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        using (scheduler.EnlistTransaction(transaction.Transaction))
        {
            var every = frequency switch
            {
                SyncFrequency.Manual => (TimeSpan?)null,
                SyncFrequency.RealTime or SyncFrequency.Hourly => TimeSpan.FromHours(1),
                SyncFrequency.Daily => TimeSpan.FromDays(1),
                SyncFrequency.Weekly => TimeSpan.FromDays(7),
                _ => throw new ArgumentOutOfRangeException(nameof(frequency), frequency, "Unknown frequency"),
            };
            if (every is null)
            {
                await scheduler.UnscheduleJob(key, cancellationToken);
                return;
            }

            var trigger = TriggerBuilder.Create()
                .WithIdentity(key)
                .ForJob(ReminderKey)
                .UsingJobData("tenant", transaction.TenantId.ToString())
                .UsingJobData("connection", connection.ToString())
                .WithSimpleSchedule(s => s.WithInterval(every.Value).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
                .Build();
            await scheduler.ScheduleTrigger(trigger, TriggerConflict.Replace, cancellationToken);
        }
    }
}
