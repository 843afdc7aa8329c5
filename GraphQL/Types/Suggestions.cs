using System.Text;

namespace OrleansLedger.GraphQL.Types;

/// <summary>"Did you mean": names near to a misspelt one.</summary>
internal static class Suggestions
{
    private const int MaxSuggestions = 5;

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

        var a = given.ToLowerInvariant();
        var b = name.ToLowerInvariant();
        if (a == b)
        {
            return 1;
        }

        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
