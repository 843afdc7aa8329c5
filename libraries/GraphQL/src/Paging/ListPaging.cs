using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OrleansLedger.GraphQL.Paging;

/// <summary>Pages of lists that are in memory. A cursor is an item's index.</summary>
internal static class ListPaging
{
    public static Connection<T> Slice<T>(IEnumerable<T> source, PagingArguments page)
        where T : notnull
    {
        var items = source as IReadOnlyList<T> ?? [.. source];
        var from = page.After is { } after ? Math.Min(IndexOf("after", after) + 1, items.Count) : 0;
        var to = page.Before is { } before ? Math.Min(IndexOf("before", before), items.Count) : items.Count;
        to = Math.Max(from, to);
        if (page.First is { } first)
        {
            to = Math.Min(to, from + first);
        }
        else if (page.Last is { } last)
        {
            from = Math.Max(from, to - last);
        }

        var edges = new Edge<T>[to - from];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = new Edge<T>(items[from + i], CursorOf(from + i));
        }

        var info = new PageInfo(to < items.Count, from > 0, edges.Length > 0 ? edges[0].Cursor : null, edges.Length > 0 ? edges[^1].Cursor : null);
        return new Connection<T>(edges, info, items.Count);
    }

    private static string CursorOf(int index) => Convert.ToBase64String(Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)));

    private static int IndexOf(string argument, string cursor)
    {
        Span<byte> bytes = stackalloc byte[12];
        if (Convert.TryFromBase64String(cursor, bytes, out var count) && Utf8Parser.TryParse(bytes[..count], out int index, out var read) && read == count && index >= 0)
        {
            return index;
        }

        throw new GraphQLException($"\"{argument}\" is not a cursor of this list: give one that \"cursor\", \"startCursor\" or \"endCursor\" gave.", ErrorCodes.BadUserInput);
    }
}
