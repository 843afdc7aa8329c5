using Microsoft.Extensions.Options;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Grains;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Silo.Grains;

/// <summary>Wakes an unfinished job's connection from a reminder: it is what is left of the job when every process has ended.</summary>
internal sealed class ExportJobGrain(LedgerDatabase database, IOptions<TurnOptions> options, TimeProvider clock) : Grain, IExportJobGrain, IRemindable
{
    /// <summary>The reminder's name.</summary>
    public const string Reminder = "drive";

    public async Task StartAsync()
    {
        if (await this.GetReminder(Reminder) is null)
        {
            await this.RegisterOrUpdateReminder(Reminder, options.Value.JobReminder, options.Value.JobReminder);
        }
    }

    public async Task FinishAsync()
    {
        if (await this.GetReminder(Reminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var (tenant, connection, id) = GrainKeys.ReadJob(this.GetPrimaryKeyString());
        Job? job;
        try
        {
            job = await database.InTenantAsync(tenant, t => JobStore.FindAsync(t, id, CancellationToken.None), CancellationToken.None);
        }
        catch (Exception e) when (Defect.IsInfrastructure(e))
        {
            // The next tick looks again.
            return;
        }

        if (job is null || JobMachine.IsFinal(job.Status))
        {
            await FinishAsync();
        }
        else if (job.NotBefore is null || job.NotBefore <= clock.GetUtcNow())
        {
            await GrainFactory.GetGrain<IConnectionGrain>(GrainKeys.Connection(tenant, connection)).CheckAsync();
        }
    }
}
