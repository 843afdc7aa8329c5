using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Connections;

[QueryType]
public static class ConnectionQueries
{
    /// <summary>Every connection of the tenant's, those that were disconnected too.</summary>
    [Authorize("viewer")]
    public static async Task<IReadOnlyList<AccountingConnection>> GetConnectionsAsync(ClaimsPrincipal user, ConnectionRequests connections, CancellationToken cancellationToken) =>
        [.. (await connections.ListAsync(user.Tenant(), cancellationToken)).Select(AccountingConnection.Of)];

    /// <summary>A connection, null when there is none of that id.</summary>
    [Authorize("viewer")]
    public static async Task<AccountingConnection?> GetConnectionAsync([ID] string id, ClaimsPrincipal user, ConnectionRequests connections, CancellationToken cancellationToken) =>
        GlobalId.TryRead(id, out var kind, out var key) && kind == GlobalId.Connection
            ? (await connections.ListAsync(user.Tenant(), cancellationToken)).Where(c => c.Connection.Id == new ConnectionId(key)).Select(AccountingConnection.Of).SingleOrDefault()
            : null;
}
