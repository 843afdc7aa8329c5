using OrleansLedger.ServiceDefaults;
using OrleansLedger.Silo.Reminders;
using OrleansLedger.Silo.Turns;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using Quartz;

namespace OrleansLedger.Silo;

/// <summary>
/// <c>migrate</c>: brings the database up to date and exits. Needs <c>ConnectionStrings:ledger-admin</c>, the owner of the tables;
/// the application itself never does.
/// </summary>
internal static class Migrate
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var admin = ServiceDefaultsRegistration.Required(builder.Configuration, "ledger-admin", "Host=...;Username=postgres;Password=...;Database=ledger");
        var application = ServiceDefaultsRegistration.Required(builder.Configuration, "ledger", "Host=...;Username=ledger_app;Password=...;Database=ledger");
        var migrator = new Migrator(admin, application);
        var applied = await migrator.MigrateAsync(CancellationToken.None);
        await ProvisionSchedulerAsync(builder, admin);
        await migrator.GrantAsync(CancellationToken.None);
        Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied {string.Join(", ", applied)}.");
        return 0;
    }

    /// <summary>Quartz makes its own tables when a scheduler that may do so starts; the durable jobs are stored with them.</summary>
    private static async Task ProvisionSchedulerAsync(HostApplicationBuilder builder, string admin)
    {
        builder.Services.AddQuartz(q =>
        {
            q.UseLedgerStore(admin, provision: true);
            q.AddJob<ConnectionTurnJob>(j => j.WithIdentity(Mailbox.TurnKey).StoreDurably().RequestRecovery());
            q.AddJob<ReminderJob>(j => j.WithIdentity(ReminderSchedule.ReminderKey).StoreDurably().RequestRecovery());
        });
        using var host = builder.Build();
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await scheduler.Shutdown();
    }
}
