using System.Text;

namespace OrleansLedger.Sandbox.QuickBooks.Query;

internal enum TokenKind
{
    Word,
    Text,
    Number,
    Symbol,
    End,
}

/// <param name="Column">1-based, for messages.</param>
internal sealed record Token(TokenKind Kind, string Value, int Column)
{
    public bool Is(string keyword) => Kind == TokenKind.Word && string.Equals(Value, keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && string.Equals(Value, symbol, StringComparison.Ordinal);
}

/// <summary>Cuts a query into words, quoted texts, numbers and symbols.</summary>
internal static class QueryTokens
{
    /// <exception cref="QuerySyntaxException">A character that cannot begin a token, or a quote that is never closed.</exception>
    public static List<Token> Of(string query)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (at < query.Length)
        {
            var start = at;
            var c = query[at];
            if (char.IsWhiteSpace(c)) at++;
            else if (c == '\'') tokens.Add(new Token(TokenKind.Text, Quoted(query, ref at), start + 1));
            else if (char.IsAsciiLetter(c) || c == '_') tokens.Add(new Token(TokenKind.Word, Run(query, ref at, static next => char.IsAsciiLetterOrDigit(next) || next is '_' or '.'), start + 1));
            else if (char.IsAsciiDigit(c) || (c == '-' && at + 1 < query.Length && char.IsAsciiDigit(query[at + 1])))
                tokens.Add(new Token(TokenKind.Number, Run(query, ref at, static next => char.IsAsciiDigit(next) || next is '.' or '-'), start + 1));
            else tokens.Add(new Token(TokenKind.Symbol, Symbol(query, ref at), start + 1));
        }

        tokens.Add(new Token(TokenKind.End, "<EOF>", query.Length + 1));
        return tokens;
    }

    private static string Run(string query, ref int at, Func<char, bool> belongs)
    {
        var start = at++;
        while (at < query.Length && belongs(query[at])) at++;
        return query[start..at];
    }

    private static string Quoted(string query, ref int at)
    {
        var opening = at++;
        var text = new StringBuilder();
        while (at < query.Length && query[at] != '\'')
        {
            if (query[at] == '\\' && at + 1 < query.Length && query[at + 1] is '\'' or '\\') at++;
            text.Append(query[at++]);
        }

        if (at == query.Length) throw new QuerySyntaxException($"Lexical error at line 1, column {opening + 1}.  Encountered: <EOF> after : \"{query[opening..]}\"");
        at++;
        return text.ToString();
    }

    private static string Symbol(string query, ref int at)
    {
        if (at + 1 < query.Length && query.AsSpan(at, 2) is "<=" or ">=")
        {
            at += 2;
            return query.Substring(at - 2, 2);
        }

        if ("=<>(),*".Contains(query[at], StringComparison.Ordinal)) return query[at++].ToString();
        throw new QuerySyntaxException($"Lexical error at line 1, column {at + 1}.  Encountered: \"{query[at]}\"");
    }
}
