using System.Net;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Configuration;
using Orleans.Dashboard;
using OrleansLedger.Grains;

namespace OrleansLedger.Silo.Cluster;

/// <summary>This process as a silo of the cluster.</summary>
internal static class ClusterRegistration
{
    /// <summary>A call to a grain counts as failed after that: work of a dead silo is not waited for.</summary>
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds Orleans with the settings of section <c>Orleans</c>. <c>Silo:Address</c> is the IP address by which other silos and the API reach this one; without
    /// it, Orleans takes the machine's.
    /// </summary>
    public static void AddCluster(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddSiloCluster();
        // Before Orleans' own service: hosted services start in the order in which they are added.
        builder.Services.AddHostedService<DatabaseGate>();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterMembershipOptions>(Tune);
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = s_answersWithin);
            // A dead silo's part of the directory is held back for this, less the time in which it was found dead.
            silo.Configure<GrainDirectoryOptions>(o => o.RangeLeaseDuration = TimeSpan.FromSeconds(10));
            silo.Configure<ReminderOptions>(o =>
            {
                // Orleans warns of a shorter one at each start.
                var period = builder.Configuration.GetValue("Silo:JobReminder", o.MinimumReminderPeriod);
                o.MinimumReminderPeriod = period < o.MinimumReminderPeriod ? period : o.MinimumReminderPeriod;
            });
#pragma warning disable ORLEANSEXP003 // Marked experimental. The default directory lets a leaving silo's grains work twice; the epoch makes both safe (docs/adr/0001).
            silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
            silo.AddActivityPropagation();
            silo.AddDashboard();
            if (IPAddress.TryParse(builder.Configuration["Silo:Address"], out var address))
            {
                silo.Configure<EndpointOptions>(o => o.AdvertisedIPAddress = address);
            }
        });
        builder.Services.AddSingleton<DeadSilos>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DeadSilos>());
        builder.Services.AddHostedService<ScheduleStart>();
        builder.Services.AddHealthChecks().AddCheck<SiloHealth>("silo", tags: ["ready"]);
    }

    /// <summary>
    /// A dead silo is noticed after some 5 s, a frozen one after 10. No vote falls while the connection has received anything within
    /// <see cref="ClusterMembershipOptions.MaxProbeTimeout"/> x <see cref="ClusterMembershipOptions.NumMissedProbesLimit"/>.
    /// </summary>
    private static void Tune(ClusterMembershipOptions o)
    {
        o.ProbeTimeout = TimeSpan.FromSeconds(2);
        o.MinProbeTimeout = TimeSpan.FromSeconds(1.5);
        o.MaxProbeTimeout = TimeSpan.FromSeconds(3);
        o.NumMissedProbesLimit = 3;
        o.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
        o.NumMissedTableIAmAliveLimit = 3;
        o.DeathVoteExpirationTimeout = TimeSpan.FromSeconds(60);
    }

    private sealed class SiloHealth(ISiloStatusOracle membership) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(membership.CurrentStatus == SiloStatus.Active
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The silo is {membership.CurrentStatus}, not active."));
    }
}
