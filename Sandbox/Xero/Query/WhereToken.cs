using System.Globalization;

namespace OrleansLedger.Sandbox.Xero.Query;

internal enum WhereTokenKind
{
    Name,
    Text,
    Number,
    Symbol,
    End,
}

internal readonly record struct WhereToken(WhereTokenKind Kind, string Text, int At)
{
    public bool Is(string symbol) => Kind == WhereTokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == WhereTokenKind.Name && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    public decimal Number => decimal.Parse(Text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private static readonly string[] Symbols = ["==", "!=", "<>", ">=", "<=", "&&", "||", "=", ">", "<", "(", ")", ",", ".", "!", "-"];

    public static IReadOnlyList<WhereToken> Scan(string where)
    {
        List<WhereToken> tokens = [];
        var at = 0;
        while (at < where.Length)
        {
            var start = at;
            var first = where[at];
            if (char.IsWhiteSpace(first))
            {
                at++;
            }
            else if (char.IsAsciiLetter(first) || first == '_')
            {
                while (at < where.Length && (char.IsAsciiLetterOrDigit(where[at]) || where[at] == '_')) at++;
                tokens.Add(new WhereToken(WhereTokenKind.Name, where[start..at], start));
            }
            else if (char.IsAsciiDigit(first))
            {
                while (at < where.Length && (char.IsAsciiDigit(where[at]) || where[at] == '.')) at++;
                tokens.Add(new WhereToken(WhereTokenKind.Number, where[start..at], start));
                if (at < where.Length && where[at] is 'm' or 'M') at++;
            }
            else if (first == '"')
            {
                tokens.Add(ReadText(where, ref at));
            }
            else
            {
                var symbol = Array.Find(Symbols, known => where.AsSpan(start).StartsWith(known, StringComparison.Ordinal))
                    ?? throw new XeroRefusalException(XeroErrors.Query($"Syntax error '{first}' at index {start}"));
                tokens.Add(new WhereToken(WhereTokenKind.Symbol, symbol, start));
                at += symbol.Length;
            }
        }

        tokens.Add(new WhereToken(WhereTokenKind.End, "", where.Length));
        return tokens;
    }

    /// <summary>A quote inside is doubled or escaped with a backslash.</summary>
    private static WhereToken ReadText(string where, ref int at)
    {
        var start = at++;
        var text = new System.Text.StringBuilder();
        while (at < where.Length)
        {
            if (where[at] == '\\' && at + 1 < where.Length && where[at + 1] is '"' or '\\')
            {
                text.Append(where[at + 1]);
                at += 2;
            }
            else if (where[at] == '"' && at + 1 < where.Length && where[at + 1] == '"')
            {
                text.Append('"');
                at += 2;
            }
            else if (where[at] == '"')
            {
                at++;
                return new WhereToken(WhereTokenKind.Text, text.ToString(), start);
            }
            else
            {
                text.Append(where[at++]);
            }
        }

        throw new XeroRefusalException(XeroErrors.Query($"Unterminated string literal at index {start}"));
    }
}
