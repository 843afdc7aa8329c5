using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Connections;

/// <summary>Which connections; everything that is given must hold.</summary>
/// <param name="Providers">Of these accounting systems, by their keys.</param>
/// <param name="Statuses">In one of these.</param>
public sealed record ConnectionFilterInput(IReadOnlyList<string>? Providers, IReadOnlyList<ConnectionStatus>? Statuses);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record ConnectionOrderInput(ConnectionSort Field, SortDirection Direction = SortDirection.Asc);

[QueryType]
public static class ConnectionQueries
{
    /// <summary>The tenant's connections, those that were disconnected too; by accounting system when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [Authorize("viewer")]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<AccountingConnection>> GetConnectionsAsync(
        ConnectionFilterInput? filter,
        ConnectionOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        LedgerDatabase database,
        CancellationToken cancellationToken)
    {
        var wanted = new ConnectionFilter { Providers = filter?.Providers, Statuses = filter?.Statuses };
        var order = orderBy is null ? ConnectionList.ByProvider : Paging.Order(orderBy.Field, orderBy.Direction);
        return Paging.ConnectionAsync(
            database,
            user.Tenant(),
            paging,
            (t, request) => ConnectionList.PageAsync(t, wanted, order, request, cancellationToken),
            counted ? t => ConnectionList.CountAsync(t, wanted, cancellationToken) : null,
            AccountingConnection.Of,
            cancellationToken);
    }

    /// <summary>A connection, null when there is none of that id.</summary>
    [Authorize("viewer")]
    public static async Task<AccountingConnection?> GetConnectionAsync([ID] string id, ClaimsPrincipal user, ConnectionById connections) =>
        GlobalId.TryRead(GlobalId.Connection, id, out var key) && await connections.OfAsync(user, new ConnectionId(key)) is { } found ? AccountingConnection.Of(found) : null;
}

/// <summary>Connections by id.</summary>
public sealed class ConnectionById(LedgerDatabase database) : TenantLoader<ConnectionId, ListedConnection>(database)
{
    protected override Task<IReadOnlyDictionary<ConnectionId, ListedConnection>> FetchAsync(LedgerReader reader, IReadOnlyList<ConnectionId> keys, CancellationToken cancellationToken) =>
        ConnectionList.FindAsync(reader, keys, cancellationToken);
}
