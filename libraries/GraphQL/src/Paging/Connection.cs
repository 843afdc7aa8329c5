namespace OrleansLedger.GraphQL;

/// <summary>A page of a list, as Relay's cursor connections specification shapes it. An item is never null.</summary>
/// <param name="edges">The items with their cursors, in order.</param>
/// <param name="pageInfo">What lies before and after them.</param>
/// <param name="totalCount">Items in the whole list, null where that is not counted.</param>
public sealed class Connection<T>(IReadOnlyList<Edge<T>> edges, PageInfo pageInfo, int? totalCount = null) : IConnection
    where T : notnull
{
    /// <summary>The items with their cursors.</summary>
    public IReadOnlyList<Edge<T>> Edges { get; } = edges;

    /// <summary>The items.</summary>
    public IEnumerable<T> Nodes => Edges.Select(e => e.Node);

    /// <summary>What lies before and after this page.</summary>
    public PageInfo PageInfo { get; } = pageInfo;

    /// <summary>Items in the whole list; null where that is not counted.</summary>
    public int? TotalCount { get; } = totalCount;
}

/// <summary>A <see cref="Connection{T}"/> of anything.</summary>
internal interface IConnection;

/// <summary>An item of a connection.</summary>
/// <param name="Node">The item.</param>
/// <param name="Cursor">Where it stands in the list: give it as <c>after</c> or <c>before</c>. Opaque to clients.</param>
public sealed record Edge<T>(T Node, string Cursor)
    where T : notnull;

/// <summary>What lies before and after a page.</summary>
/// <param name="HasNextPage">Whether there are items after the page.</param>
/// <param name="HasPreviousPage">Whether there are items before the page.</param>
/// <param name="StartCursor">The first item's cursor, null on an empty page.</param>
/// <param name="EndCursor">The last item's cursor, null on an empty page.</param>
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);
