using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace OrleansLedger.Domain.Text;

/// <summary>
/// Unicode's normalization form C. <see cref="string.Normalize()"/> returns its input unchanged in the invariant globalization mode that this product
/// runs in, so the rules are applied here; the data are in CanonicalEquivalence.txt. Source: https://www.unicode.org/reports/tr15/.
/// </summary>
internal static class UnicodeComposition
{
    private const int HangulBase = 0xAC00;
    private const int HangulLeadingBase = 0x1100;
    private const int HangulVowelBase = 0x1161;
    private const int HangulTrailingBase = 0x11A7;
    private const int HangulVowels = 21;
    private const int HangulTrailings = 28;
    private const int HangulSyllables = 19 * HangulVowels * HangulTrailings;

    private static readonly Lazy<Data> s_data = new(Data.Read);

    /// <summary>The composed form. Half a surrogate pair is kept as it is.</summary>
    public static string Compose(string text)
    {
        // Nothing below U+0300 composes with what follows, and nothing below decomposes into something else.
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', '\u02FF'))
        {
            return text;
        }

        var points = Decompose(text);
        Order(points);
        return ToText(Composed(points));
    }

    private static List<int> Decompose(string text)
    {
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            int point = text[i];
            if (char.IsSurrogatePair(text, i))
            {
                point = char.ConvertToUtf32(text, i++);
            }

            Decompose(point, points);
        }

        return points;
    }

    private static void Decompose(int point, List<int> points)
    {
        if (point is >= HangulBase and < HangulBase + HangulSyllables)
        {
            var index = point - HangulBase;
            points.Add(HangulLeadingBase + (index / (HangulVowels * HangulTrailings)));
            points.Add(HangulVowelBase + (index % (HangulVowels * HangulTrailings) / HangulTrailings));
            if (index % HangulTrailings > 0)
            {
                points.Add(HangulTrailingBase + (index % HangulTrailings));
            }
        }
        else if (s_data.Value.Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    /// <summary>Sorts each run of combining marks by class; marks of one class keep their order.</summary>
    private static void Order(List<int> points)
    {
        for (var i = 1; i < points.Count; i++)
        {
            var mark = Class(points[i]);
            for (var j = i; mark > 0 && j > 0 && Class(points[j - 1]) > mark; j--)
            {
                (points[j - 1], points[j]) = (points[j], points[j - 1]);
            }
        }
    }

    private static List<int> Composed(List<int> points)
    {
        var composed = new List<int>(points.Count);
        var starter = -1;
        var before = 0;
        foreach (var point in points)
        {
            var mark = Class(point);
            var blocked = starter >= 0 && composed.Count - 1 > starter && before >= mark;
            if (starter >= 0 && !blocked && Pair(composed[starter], point) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            composed.Add(point);
            before = mark;
            if (mark == 0)
            {
                starter = composed.Count - 1;
            }
        }

        return composed;
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= HangulLeadingBase and < HangulLeadingBase + 19 && second is >= HangulVowelBase and < HangulVowelBase + HangulVowels)
        {
            return HangulBase + ((((first - HangulLeadingBase) * HangulVowels) + second - HangulVowelBase) * HangulTrailings);
        }

        if (first is >= HangulBase and < HangulBase + HangulSyllables && (first - HangulBase) % HangulTrailings == 0
            && second is > HangulTrailingBase and < HangulTrailingBase + HangulTrailings)
        {
            return first + second - HangulTrailingBase;
        }

        return s_data.Value.Compositions.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static int Class(int point) => s_data.Value.Classes.GetValueOrDefault(point);

    private static string ToText(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            if (point <= char.MaxValue)
            {
                text.Append((char)point);
            }
            else
            {
                text.Append(char.ConvertFromUtf32(point));
            }
        }

        return text.ToString();
    }

    /// <summary>The tables of CanonicalEquivalence.txt.</summary>
    private sealed record Data(
        FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<(int First, int Second), int> Compositions, FrozenDictionary<int, int> Classes)
    {
        public static Data Read()
        {
            using var stream = typeof(Data).Assembly.GetManifestResourceStream("OrleansLedger.Domain.Text.CanonicalEquivalence.txt")
                ?? throw new InvalidOperationException("The resource CanonicalEquivalence.txt is missing from the assembly.");
            using var reader = new StreamReader(stream);
            var decompositions = new Dictionary<int, int[]>();
            var compositions = new Dictionary<(int First, int Second), int>();
            var classes = new Dictionary<int, int>();
            while (reader.ReadLine() is { } line)
            {
                foreach (var entry in line.StartsWith('#') ? [] : line.Split("; "))
                {
                    if (entry.Split('=') is [var whole, var pair])
                    {
                        var parts = Points(pair);
                        decompositions[Point(whole)] = parts;
                        compositions[(parts[0], parts[1])] = Point(whole);
                    }
                    else if (entry.Split('>') is [var single, var decomposition])
                    {
                        decompositions[Point(single)] = Points(decomposition);
                    }
                    else if (entry.Split("..") is [var from, var rest] && rest.Split(':') is [var to, var mark])
                    {
                        for (var point = Point(from); point <= Point(to); point++)
                        {
                            classes[point] = int.Parse(mark, CultureInfo.InvariantCulture);
                        }
                    }
                }
            }

            return new Data(decompositions.ToFrozenDictionary(), compositions.ToFrozenDictionary(), classes.ToFrozenDictionary());
        }

        private static int[] Points(string text) => [.. text.Split(' ').Select(Point)];

        private static int Point(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
