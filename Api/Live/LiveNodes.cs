using System.Security.Claims;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Live;

[ObjectType<JobChange>]
public static class JobChangeNode
{
    /// <summary>The whole job, read when this is asked for: it may be further than the event.</summary>
    public static async Task<SyncJob?> GetJobAsync([Parent] JobChange change, ClaimsPrincipal user, JobById jobs) =>
        await jobs.OfAsync(user, GraphIds.Job(change.JobId)!.Value) is { } found ? SyncJob.Of(found) : null;
}

[ObjectType<ConnectionChange>]
public static class ConnectionChangeNode
{
    /// <summary>The whole connection, read when this is asked for: it may be further than the event.</summary>
    public static async Task<AccountingConnection?> GetConnectionAsync([Parent] ConnectionChange change, ClaimsPrincipal user, ConnectionById connections) =>
        await connections.OfAsync(user, GraphIds.Connection(change.ConnectionId)!.Value) is { } found ? AccountingConnection.Of(found) : null;
}
