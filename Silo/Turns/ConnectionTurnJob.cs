using OrleansLedger.Domain;
using Quartz;

namespace OrleansLedger.Silo.Turns;

/// <summary>What a wake-up fires: one turn of the connection it names. At most one of a connection's runs in the cluster (execution group).</summary>
internal sealed class ConnectionTurnJob(TurnRunner runner) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await runner.RunAsync(
            new TenantId(Guid.Parse(context.MergedJobDataMap.GetString("tenant")!)),
            new ConnectionId(Guid.Parse(context.MergedJobDataMap.GetString("connection")!)),
            cancellationToken);
}
