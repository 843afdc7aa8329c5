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
/// <param name="parent">What stands in the query for the one thing whose list this is: <c>@JobId</c>. Null for lists of nothing but the tenant.</param>
internal sealed class KeysetList<TRow, TSort>(string name, string query, IReadOnlyDictionary<TSort, IReadOnlyList<Key<TRow>>> sorts, string? parent = null)
    where TSort : struct, Enum
{
    /// <summary>One statement. A row more than the page holds is asked for: it tells that there are more.</summary>
    public async Task<Page<TRow>> PageAsync(LedgerReader reader, Filters filters, Order<TSort> order, PageRequest request, CancellationToken cancellationToken)
    {
        var parameters = filters.Parameters();
        return PageOf(await reader.QueryComposedAsync<TRow>(Compose(filters, order, request, parameters), parameters, cancellationToken), order, request);
    }

    /// <summary>The same page of the lists of many things, in one statement.</summary>
    /// <param name="parentOf">Whose list a row is of.</param>
    public async Task<IReadOnlyDictionary<Guid, Page<TRow>>> PagesAsync(
        LedgerReader reader, Filters filters, IReadOnlyCollection<Guid> parents, Func<TRow, Guid> parentOf, Order<TSort> order, PageRequest request, CancellationToken cancellationToken)
    {
        var parameters = OfMany(filters, parents);
        var one = Compose(filters, order, request, parameters).Replace(parent!, "p.parent", StringComparison.Ordinal);
        var rows = await reader.QueryComposedAsync<TRow>($"select x.* from unnest(@Parents) as p(parent)\ncross join lateral (\n{one}) x", parameters, cancellationToken);
        var byParent = rows.ToLookup(parentOf);
        return parents.ToDictionary(p => p, p => PageOf([.. byParent[p]], order, request));
    }

    /// <summary>How many rows the filters leave of the lists of many things, in one statement.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> CountsAsync(LedgerReader reader, Filters filters, IReadOnlyCollection<Guid> parents, CancellationToken cancellationToken)
    {
        var one = filters.Apply(Sql.Named(query)).Replace(parent!, "p.parent", StringComparison.Ordinal);
        return (await reader.QueryComposedAsync<(Guid Parent, long Rows)>(
            $"select p.parent, (select count(*) from (\n{one}) counted) from unnest(@Parents) as p(parent)", OfMany(filters, parents), cancellationToken)).ToDictionary(c => c.Parent, c => c.Rows);
    }

    /// <summary>How many rows the filters leave. Reads them all: only for who asks.</summary>
    public async Task<long> CountAsync(LedgerReader reader, Filters filters, CancellationToken cancellationToken) =>
        (await reader.QueryComposedAsync<long>(
            $"select count(*) from (\n{filters.Apply(Sql.Named(query))}) counted", filters.Parameters(), cancellationToken))[0];

    private static DynamicParameters OfMany(Filters filters, IReadOnlyCollection<Guid> parents)
    {
        var parameters = filters.Parameters();
        parameters.Add("Parents", parents.ToArray());
        return parameters;
    }

    private static string NameOf(Order<TSort> order) => $"{Text.Of(order.By)}.{(order.Descending ? "desc" : "asc")}";

    /// <summary>The query between the cursors, in its order, with a row more than the page holds.</summary>
    private string Compose(Filters filters, Order<TSort> order, PageRequest request, DynamicParameters parameters)
    {
        var keys = sorts[order.By];
        var sql = new StringBuilder(filters.Apply(Sql.Named(query)));
        if (request.After is { } after)
        {
            Bound(sql, parameters, keys, order.Descending ? "<" : ">", "After", Cursor.Read(name, NameOf(order), keys, after));
        }

        if (request.Before is { } before)
        {
            Bound(sql, parameters, keys, order.Descending ? ">" : "<", "Before", Cursor.Read(name, NameOf(order), keys, before));
        }

        var direction = order.Descending != request.Backward ? " desc" : "";
        parameters.Add("PageLimit", request.Size + 1);
        return sql.Append(CultureInfo.InvariantCulture, $"order by {string.Join(", ", keys.Select(k => k.Column + direction))}\nlimit @PageLimit").ToString();
    }

    private Page<TRow> PageOf(List<TRow> rows, Order<TSort> order, PageRequest request)
    {
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
            rows.ConvertAll(row => new Edge<TRow>(row, Cursor.Write(name, NameOf(order), sorts[order.By], row))),
            HasNext: request.Backward ? request.Before is not null : more,
            HasPrevious: request.Backward ? more : request.After is not null);
    }

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
