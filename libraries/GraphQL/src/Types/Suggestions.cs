using System.Text;

namespace OrleansLedger.GraphQL.Types;

/// <summary>"Did you mean": names near to a misspelt one.</summary>
internal static class Suggestions
{
    private const int MaxSuggestions = 5;

    /// <summary>Names longer than this are not compared.</summary>
    private const int LongestCompared = 256;

    /// <summary>The names near enough to what was given, nearest first.</summary>
    public static IReadOnlyList<string> For(string given, IEnumerable<string> names)
    {
        // Two names may differ in four tenths of what was typed, and always in one character.
        var threshold = (int)(given.Length * 0.4) + 1;
        return
        [
            .. names.Distinct(StringComparer.Ordinal).Select(name => (Name: name, Distance: DistanceBetween(given, name, threshold)))
                .Where(candidate => candidate.Distance <= threshold)
                .OrderBy(candidate => candidate.Distance)
                .ThenBy(candidate => candidate.Name, NaturalOrder.Instance)
                .Select(candidate => candidate.Name),
        ];
    }

    /// <summary>The sentence to append to an error, beginning with a space; empty without suggestions.</summary>
    public static string DidYouMean(string what, IReadOnlyList<string> suggestions, bool quote)
    {
        if (suggestions.Count == 0)
        {
            return "";
        }

        var text = new StringBuilder(" Did you mean ");
        if (what.Length > 0)
        {
            text.Append(what).Append(' ');
        }

        var shown = suggestions.Take(MaxSuggestions).Select(s => quote ? $"\"{s}\"" : s).ToList();
        return text.Append(Alternatives(shown)).Append('?').ToString();
    }

    /// <summary>The error of an enum type without its suggestions, for servers that tell no names.</summary>
    public static string Without(string error) =>
        error.LastIndexOf(" Did you mean the enum value", StringComparison.Ordinal) is var suggestion and >= 0 ? error[..suggestion] : error;

    /// <summary><c>A</c>, <c>A or B</c>, <c>A, B, or C</c>.</summary>
    internal static string Alternatives(IReadOnlyList<string> items) => Listed(items, "or");

    /// <summary><c>A</c>, <c>A and B</c>, <c>A, B, and C</c>.</summary>
    internal static string Conjunction(IReadOnlyList<string> items) => Listed(items, "and");

    private static string Listed(IReadOnlyList<string> items, string word) => items.Count switch
    {
        1 => items[0],
        2 => $"{items[0]} {word} {items[1]}",
        _ => $"{string.Join(", ", items.Take(items.Count - 1))}, {word} {items[^1]}",
    };

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours from one to the other; names that differ in case only count as one.</summary>
    private static int DistanceBetween(string given, string name, int threshold)
    {
        if (given == name)
        {
            return 0;
        }

        // Before anything is done to the names: a stranger's may be as long as his document.
        if (Math.Abs(given.Length - name.Length) > threshold)
        {
            return int.MaxValue;
        }

        if (given.Length > LongestCompared)
        {
            return int.MaxValue;
        }

        Span<char> a = stackalloc char[given.Length];
        Span<char> b = stackalloc char[name.Length];
        given.AsSpan().ToLowerInvariant(a);
        name.AsSpan().ToLowerInvariant(b);
        if (a.SequenceEqual(b))
        {
            return 1;
        }

        Span<int> before = stackalloc int[b.Length + 1];
        Span<int> previous = stackalloc int[b.Length + 1];
        Span<int> current = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    distance = Math.Min(distance, before[j - 2] + 1);
                }

                current[j] = distance;
                least = Math.Min(least, distance);
            }

            // A row can fall below the one before by nothing: once all are too far, they stay too far, but for a swap that reaches back one row.
            if (least > threshold + 1)
            {
                return int.MaxValue;
            }

            var free = before;
            before = previous;
            previous = current;
            current = free;
        }

        return previous[b.Length];
    }
}
