using OrleansLedger.Domain;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Api.Graph;

/// <summary>Which way a list goes.</summary>
public enum SortDirection
{
    /// <summary>The smallest, or the earliest, first.</summary>
    Asc,

    /// <summary>The largest, or the latest, first.</summary>
    Desc,
}

/// <summary>Puts the keyset lists of the database behind Relay's arguments and connections.</summary>
internal static class Paging
{
    /// <summary>Rows of a page when the request does not say.</summary>
    public const int DefaultPage = 50;

    /// <summary>Rows of a page at most.</summary>
    public const int LargestPage = 500;

    /// <summary>One page of what is the tenant's, or the platform's where <paramref name="tenant"/> is null.</summary>
    /// <param name="count">Counts the whole list; null where nobody asked.</param>
    /// <exception cref="GraphQLException"><c>INVALID_CURSOR</c>, <c>CURSOR_OF_OTHER_LIST</c>, <c>CURSOR_OF_OTHER_ORDER</c>, <c>BAD_USER_INPUT</c>.</exception>
    public static async Task<Connection<TNode>> ConnectionAsync<TRow, TNode>(
        LedgerDatabase database,
        TenantId? tenant,
        PagingArguments paging,
        Func<LedgerReader, PageRequest, Task<Page<TRow>>> page,
        Func<LedgerReader, Task<long>>? count,
        Func<TRow, TNode> node,
        CancellationToken cancellationToken)
        where TNode : notnull
    {
        var reader = tenant is { } id ? database.Reader(id) : database.PlatformReader;
        try
        {
            var rows = await page(reader, RequestOf(paging));
            return ConnectionOf(paging, rows, count is null ? null : await count(reader), node);
        }
        catch (ListRequestException e)
        {
            throw Told(e);
        }
        catch (UnstorableTextException e)
        {
            throw new GraphQLException(e.Message, ErrorCodes.BadUserInput);
        }
    }

    /// <summary>The page as the database's lists take it; one of no rows looks at one, to say whether there are any.</summary>
    public static PageRequest RequestOf(PagingArguments paging)
    {
        var size = Math.Max(SizeOf(paging), 1);
        return paging.Last is null ? PageRequest.Forward(size, paging.After, paging.Before) : PageRequest.Back(size, paging.Before, paging.After);
    }

    public static Connection<TNode> ConnectionOf<TRow, TNode>(PagingArguments paging, Page<TRow> rows, long? total, Func<TRow, TNode> node)
        where TNode : notnull
    {
        if (SizeOf(paging) == 0)
        {
            rows = new Page<TRow>([], HasNext: paging.Last is null && rows.Edges.Count > 0, HasPrevious: paging.Last is not null && rows.Edges.Count > 0);
        }

        return new Connection<TNode>(
            [.. rows.Edges.Select(e => new OrleansLedger.GraphQL.Edge<TNode>(node(e.Item), e.Cursor))],
            new PageInfo(rows.HasNext, rows.HasPrevious, rows.StartCursor, rows.EndCursor),
            total is { } counted ? (int)Math.Min(counted, int.MaxValue) : null);
    }

    public static GraphQLException Told(ListRequestException e) => new(e.Message, CodeOf(e.Problem));

    /// <summary>As the database's lists take it.</summary>
    public static Order<TSort> Order<TSort>(TSort field, SortDirection direction)
        where TSort : struct, Enum => new(field, direction == SortDirection.Desc);

    private static int SizeOf(PagingArguments paging) => paging.First ?? paging.Last ?? DefaultPage;

    private static string CodeOf(ListRequestProblem problem) => problem switch
    {
        ListRequestProblem.CursorMalformed => "INVALID_CURSOR",
        ListRequestProblem.CursorOfOtherList => "CURSOR_OF_OTHER_LIST",
        ListRequestProblem.CursorOfOtherOrder => "CURSOR_OF_OTHER_ORDER",
        _ => ErrorCodes.BadUserInput,
    };
}
