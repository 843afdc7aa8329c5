using Orleans.Configuration;
using Orleans.Dashboard;
using OrleansLedger.Api.Access;
using OrleansLedger.Grains;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Api.Cluster;

/// <summary>This process as a client of the silos: it wakes grains and waits for none. It starts and answers without any silo.</summary>
public static class ClusterClient
{
    /// <summary>Where the platform looks at silos and grains.</summary>
    private const string Dashboard = "/operations/orleans";

    /// <summary>A wake-up that takes longer is found by the silos' sweep.</summary>
    private static readonly TimeSpan s_answersWithin = TimeSpan.FromSeconds(5);

    /// <summary>Connects to the silos of section <c>Orleans</c> while the process runs, and wakes grains when work has been committed.</summary>
    public static void AddClusterClient(this IHostApplicationBuilder builder)
    {
        builder.Configuration.AddClientCluster();
        // The client's start ends with its first connection to a silo: requests are answered meanwhile.
        builder.Services.Configure<HostOptions>(o => o.ServicesStartConcurrently = true);
        builder.UseOrleansClient(client =>
        {
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = s_answersWithin);
            client.UseConnectionRetryFilter<RetryForever>();
            client.AddActivityPropagation();
        });
        builder.Services.AddSingleton<IWorkListener, GrainWakeups>();
    }

    /// <summary>Adds Orleans' dashboard, without its view of logs.</summary>
    public static void AddClusterDashboard(this WebApplicationBuilder builder) => builder.UseOrleansClient(client => client.AddDashboard(o => o.HideTrace = true));

    /// <summary>Orleans' dashboard at /operations/orleans, for keys of the platform.</summary>
    public static void MapClusterDashboard(this WebApplication app) => app.MapOrleansDashboard(Dashboard).RequireAuthorization("platform");

    private sealed class RetryForever(TimeProvider clock) : IClientConnectionRetryFilter
    {
        private static readonly TimeSpan s_tryAgainAfter = TimeSpan.FromSeconds(1);

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            await Task.Delay(s_tryAgainAfter, clock, cancellationToken);
            return true;
        }
    }
}
