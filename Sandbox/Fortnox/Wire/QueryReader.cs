using System.Globalization;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>
/// Reads query parameters and keeps the first thing that is wrong. Names are lower-case and compared exactly; one that the resource does not
/// know is refused, because silently ignoring <c>financialYear</c> would mean another year's books.
/// </summary>
internal sealed class QueryReader
{
    public const int DefaultLimit = 100;
    public const int HighestLimit = 500;
    private readonly Dictionary<string, string> _values;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public QueryReader(HttpRequest request)
    {
        // ASP.NET's collection ignores case, and keeps the spelling of the request in its keys.
        _values = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value[^1] ?? "", StringComparer.Ordinal);
    }

    public FortnoxError? Error { get; private set; }

    public string? Text(string name)
    {
        _known.Add(name);
        return _values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>Whether a text fits what is searched for, see <see cref="IlikePattern"/>; without the parameter every text does.</summary>
    public Func<string?, bool> Search(string name)
    {
        if (Text(name) is not { } wanted) return _ => true;
        var pattern = new IlikePattern(wanted);
        return pattern.IsIn;
    }

    public string? Choice(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text) return null;
        foreach (var choice in allowed)
            if (string.Equals(choice, text, StringComparison.Ordinal)) return text;
        Error ??= FortnoxError.Parameter(name);
        return null;
    }

    /// <summary>Puts a list in the order that <c>sortby</c> and <c>sortorder</c> ask for; without them it stays as it is.</summary>
    public Func<IEnumerable<T>, IEnumerable<T>> Order<T>(params (string Field, Func<T, IComparable?> Key)[] fields)
    {
        var field = Choice("sortby", [.. fields.Select(known => known.Field)]);
        var isDescending = Choice("sortorder", "ascending", "descending") == "descending";
        return items =>
        {
            var ordered = field is null ? items : items.OrderBy(fields.First(known => known.Field == field).Key);
            return isDescending ? ordered.Reverse() : ordered;
        };
    }

    public int? Integer(string name, int lowest = 1)
    {
        if (Text(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= lowest) return value;
        Error ??= FortnoxError.Parameter(name);
        return null;
    }

    public bool? Flag(string name) => Choice(name, "true", "false") is { } text ? text == "true" : null;

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Error ??= FortnoxError.Parameter(name);
        return null;
    }

    /// <summary>Whether something changed at or after <c>lastmodified</c>.</summary>
    public Func<DateTimeOffset?, bool> Modified() => Instant("lastmodified") is { } since ? changedAt => changedAt >= since : _ => true;

    /// <summary>A Swedish local time, with or without seconds or clock.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateTime.TryParseExact(text, ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return SwedishTime.ToInstant(local);
        Error ??= FortnoxError.Parameter(name);
        return null;
    }

    public Paging Paging() => new(Integer("page") ?? 1, Math.Min(Integer("limit") ?? DefaultLimit, HighestLimit), Integer("offset", lowest: 0) ?? 0);

    public void Refuse(FortnoxError error) => Error ??= error;

    /// <summary>What is wrong with the query, if anything; call it after every parameter was read.</summary>
    public FortnoxError? Finish()
    {
        foreach (var name in _values.Keys)
            if (!_known.Contains(name)) return FortnoxError.Parameter(name);
        return Error;
    }
}

/// <summary>Which part of a list is wanted; <paramref name="Offset"/> entries are left out before the pages are counted.</summary>
internal sealed record Paging(int Page, int Limit, int Offset);
