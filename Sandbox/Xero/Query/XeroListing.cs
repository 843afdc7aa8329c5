using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Query;

/// <summary>How one kind of record is listed: which members can be filtered and sorted by, and its id for the default order.</summary>
internal sealed class XeroListing<T>(string entity, Func<T, DateTime> updatedAt, Func<T, Guid> id)
{
    private readonly Dictionary<string, (Type Type, Func<T, object?> Read)> _fields = new(StringComparer.OrdinalIgnoreCase);

    public XeroListing<T> Text(string path, Func<T, string?> read) => With(path, typeof(string), read);

    public XeroListing<T> Amount(string path, Func<T, decimal> read) => With(path, typeof(decimal), record => read(record));

    public XeroListing<T> Flag(string path, Func<T, bool> read) => With(path, typeof(bool), record => read(record));

    public XeroListing<T> Key(string path, Func<T, Guid?> read) => With(path, typeof(Guid), record => read(record));

    public XeroListing<T> Date(string path, Func<T, DateTime?> read) => With(path, typeof(DateTime), record => read(record));

    /// <summary>Applies If-Modified-Since, <c>where</c>, <c>order</c> and, unless the resource has none, paging.</summary>
    public XeroPage<T> Select(XeroCall call, IEnumerable<T> records, bool isPaged = true)
    {
        if (call.ModifiedSince is { } since) records = records.Where(record => updatedAt(record) > since);
        if (call.Query("where") is { Length: > 0 } where)
        {
            var condition = WhereFilter.Parse(where, entity, path => _fields.TryGetValue(path, out var field) ? field.Type : null);
            records = records.Where(record => condition(path => _fields[path].Read(record)));
        }

        var sorted = Sort(call.Query("order"), records);
        if (!isPaged || call.Query("page") is not { Length: > 0 } page) return new XeroPage<T>([.. sorted], null);

        var all = sorted.ToList();
        var number = int.TryParse(page, out var asked) ? Math.Max(1, asked) : 1;
        var size = Math.Clamp(int.TryParse(call.Query("pageSize"), out var wanted) ? wanted : 100, 1, 1000);
        return new XeroPage<T>([.. all.Skip((number - 1) * size).Take(size)], new JsonObject
        {
            ["page"] = number,
            ["pageSize"] = size,
            ["pageCount"] = (all.Count + size - 1) / size,
            ["itemCount"] = all.Count,
        });
    }

    private IOrderedEnumerable<T> Sort(string? order, IEnumerable<T> records)
    {
        if (string.IsNullOrWhiteSpace(order)) return records.OrderBy(updatedAt).ThenBy(id);
        IOrderedEnumerable<T>? sorted = null;
        foreach (var part in order.Split(','))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length is 0 or > 2 || !_fields.TryGetValue(words[0], out var field)) throw new XeroRefusalException(XeroErrors.Query($"No property or field '{part.Trim()}' exists in type '{entity}'"));
            var descending = words.Length == 2 && words[1].StartsWith("DESC", StringComparison.OrdinalIgnoreCase);
            sorted = (sorted, descending) switch
            {
                (null, false) => records.OrderBy(field.Read),
                (null, true) => records.OrderByDescending(field.Read),
                (_, false) => sorted.ThenBy(field.Read),
                (_, true) => sorted.ThenByDescending(field.Read),
            };
        }

        return sorted!;
    }

    private XeroListing<T> With(string path, Type type, Func<T, object?> read)
    {
        _fields[path] = (type, read);
        return this;
    }
}

/// <param name="Pagination">Only when the call asked for a page; records are then given in full.</param>
internal sealed record XeroPage<T>(IReadOnlyList<T> Records, JsonObject? Pagination)
{
    public bool IsFull => Pagination is not null;
}
