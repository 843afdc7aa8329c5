using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Storage.Events;
using Quartz;

namespace OrleansLedger.Storage.Jobs;

/// <summary>How every process of the product joins the one scheduler: nodes that work, and clients that only schedule.</summary>
public static class Scheduling
{
    public const string SchedulerName = "orleansledger";

    private static readonly TimeSpan s_checkIn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_checkInThreshold = TimeSpan.FromSeconds(4);

    /// <summary>A node that has not checked in for this long is dead: the others take over what it was at.</summary>
    public static TimeSpan DeadAfter => s_checkIn + s_checkInThreshold;

    /// <summary>The store all share. A dead node is noticed after about <see cref="DeadAfter"/>.</summary>
    public static void UseLedgerStore(this IQuartzBuilder quartz, string connectionString, bool provision)
    {
        quartz.ConfigureScheduler(o =>
        {
            o.InstanceName = SchedulerName;
            o.GenerateInstanceId = true;
            o.IdleWaitTime = TimeSpan.FromSeconds(1);
        });
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(NpgsqlFactory.Instance, connectionString);
            store.UseClustering(c =>
            {
                c.CheckinInterval = s_checkIn;
                c.CheckinMisfireThreshold = s_checkInThreshold;
            });
            store.UseExecutionHistory();
            store.ConfigureStore(o =>
            {
                o.AcceptEnlistedTransactions = true;
                o.StoreJobDataAsStrings = true;
                o.MisfireThreshold = TimeSpan.FromMinutes(1);
                o.SchemaProvisioning = provision ? SchemaProvisioning.CreateIfMissing : SchemaProvisioning.Validate;
            });
        });
        // One turn of a connection at a time in the whole cluster.
        quartz.UseExecutionLimits(limits => limits.ForGroupsWithPrefix(Mailbox.ExecutionGroupPrefix, 1, ExecutionLimitScope.Cluster));
    }

    /// <summary>A scheduler that is never started: it schedules in the caller's transactions and runs nothing.</summary>
    public static IServiceCollection AddSchedulingClient(this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, Action<string, string>> publish)
    {
        services.AddQuartz(q => q.UseLedgerStore(configuration.GetConnectionString("ledger") ?? "", provision: false));
        services.AddMailbox(publish);
        return services;
    }

    /// <summary>The mailbox and the reminders over whichever scheduler the process has, and the announcement of events.</summary>
    /// <param name="publish">Sends a message to a channel of whatever the process announces things by; may fail silently.</param>
    public static IServiceCollection AddMailbox(this IServiceCollection services, Func<IServiceProvider, Action<string, string>> publish)
    {
        services.AddSingleton(s => new Mailbox(s.GetRequiredService<ISchedulerFactory>(), s.GetRequiredService<TimeProvider>(), publish(s)));
        services.AddSingleton<ReminderSchedule>();
        services.AddSingleton(s => new EventSignal(publish(s)));
        return services;
    }
}
