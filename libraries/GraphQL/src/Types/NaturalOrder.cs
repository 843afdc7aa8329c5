namespace OrleansLedger.GraphQL.Types;

/// <summary>Names in the order people sort them: numbers by their value (<c>a2</c> before <c>a10</c>), the rest by character; digits after a leading zero are no number.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    private NaturalOrder()
    {
    }

    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = x ?? "";
        var b = y ?? "";
        var i = 0;
        var j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (a[i] is >= '1' and <= '9' && b[j] is >= '1' and <= '9')
            {
                var left = Digits(a, ref i);
                var right = Digits(b, ref j);
                var byValue = left.Length != right.Length ? left.Length - right.Length : left.CompareTo(right, StringComparison.Ordinal);
                if (byValue != 0)
                {
                    return byValue;
                }
            }
            else if (a[i] != b[j])
            {
                return a[i] - b[j];
            }
            else
            {
                i++;
                j++;
            }
        }

        return a.Length - i - (b.Length - j);
    }

    private static ReadOnlySpan<char> Digits(string text, ref int position)
    {
        var start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return text.AsSpan(start, position - start);
    }
}
