using System.Globalization;
using System.Text;
using Dapper;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Lists;

/// <summary>By what a list is ordered, and which way.</summary>
public sealed record Order<TSort>(TSort By, bool Descending = false)
    where TSort : struct, Enum;

/// <summary>
/// A list that is paged by the values of its keys, never by counting rows: a page deep down costs what the first one does, and rows that come or
/// go between two pages make none come twice or be missed.
/// </summary>
/// <param name="name">Stands in the cursors.</param>
/// <param name="query">A named query that ends in its <c>where</c> clause; see <see cref="Filters"/>.</param>
/// <param name="sorts">For each order the columns that make it, the last of which tell any two rows apart. All go the same way.</param>
internal sealed class KeysetList<TRow, TSort>(string name, string query, IReadOnlyDictionary<TSort, IReadOnlyList<Key<TRow>>> sorts)
    where TSort : struct, Enum
{
    /// <summary>One statement. A row more than the page holds is asked for: it tells that there are more.</summary>
    public async Task<Page<TRow>> PageAsync(LedgerTransaction transaction, Filters filters, Order<TSort> order, PageRequest request, CancellationToken cancellationToken)
    {
        var keys = sorts[order.By];
        var orderName = $"{Text.Of(order.By)}.{(order.Descending ? "desc" : "asc")}";
        var parameters = filters.Parameters();
        var sql = new StringBuilder(filters.Apply(Sql.Named(query)));
        if (request.After is { } after)
        {
            Bound(sql, parameters, keys, order.Descending ? "<" : ">", "After", Cursor.Read(name, orderName, keys, after));
        }

        if (request.Before is { } before)
        {
            Bound(sql, parameters, keys, order.Descending ? ">" : "<", "Before", Cursor.Read(name, orderName, keys, before));
        }

        var direction = order.Descending != request.Backward ? " desc" : "";
        sql.Append(CultureInfo.InvariantCulture, $"order by {string.Join(", ", keys.Select(k => k.Column + direction))}\nlimit @PageLimit");
        parameters.Add("PageLimit", request.Size + 1);

        var rows = await transaction.QueryComposedAsync<TRow>(sql.ToString(), parameters, cancellationToken);
        var more = rows.Count > request.Size;
        if (more)
        {
            rows.RemoveAt(request.Size);
        }

        if (request.Backward)
        {
            rows.Reverse();
        }

        return new Page<TRow>(
            rows.ConvertAll(row => new Edge<TRow>(row, Cursor.Write(name, orderName, keys, row))),
            HasNext: request.Backward ? request.Before is not null : more,
            HasPrevious: request.Backward ? more : request.After is not null);
    }

    /// <summary>How many rows the filters leave. Reads them all: only for who asks.</summary>
    public async Task<long> CountAsync(LedgerTransaction transaction, Filters filters, CancellationToken cancellationToken) =>
        (await transaction.QueryComposedAsync<long>(
            $"select count(*) from (\n{filters.Apply(Sql.Named(query))}) counted", filters.Parameters(), cancellationToken))[0];

    private static void Bound(StringBuilder sql, DynamicParameters parameters, IReadOnlyList<Key<TRow>> keys, string comparison, string bound, IReadOnlyList<object> values)
    {
        var names = keys.Select((_, i) => $"@{bound}{i}").ToList();
        if (keys.Count > 1)
        {
            // Says nothing new, but partitions are left out by a comparison of their column and not by one of rows.
            sql.Append(CultureInfo.InvariantCulture, $"  and {keys[0].Column} {comparison}= {names[0]}\n");
        }

        sql.Append(CultureInfo.InvariantCulture, $"  and ({string.Join(", ", keys.Select(k => k.Column))}) {comparison} ({string.Join(", ", names)})\n");
        for (var i = 0; i < values.Count; i++)
        {
            parameters.Add($"{bound}{i}", values[i]);
        }
    }
}
