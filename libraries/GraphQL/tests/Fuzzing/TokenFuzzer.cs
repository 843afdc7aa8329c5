using System.Text;
using System.Text.RegularExpressions;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>Documents for the parser: changed token by token, or made of tokens and pieces of tokens without any sense.</summary>
internal sealed partial class TokenFuzzer(Chance chance)
{
    private static readonly string[] s_tokens =
    [
        "{", "}", "(", ")", "[", "]", ":", "=", "!", "|", "&", "@", "$", "...", "a", "b1", "_", "on", "query", "mutation", "subscription", "fragment", "true", "false", "null",
        "type", "schema", "scalar", "interface", "union", "enum", "input", "directive", "extend", "implements", "repeatable", "FIELD", "QUERY", "0", "1", "-1", "1.5", "1e3", "-0.0E+1",
        "\"s\"", "\"\"", "\"\\n\\u00e9\"", "\"\\u{1F600}\"", "\"\"\"block\"\"\"", "\"\"\"\n  two\n  lines\n\"\"\"", "# comment\n", ",",
    ];

    private static readonly string[] s_pieces =
    [
        "\"", "\"\"\"", "\\", "\\u", "\\u{", "\\uD83D", "\"\\x\"", ".", "..", "....", "-", "+", "01", "1.", ".5", "1e", "1a", "0x1", "?", ";", "'", "`", "*", "/", "<", "%", "~", "é", "😀", "\u0000",
        "\u0007", "\uFEFF", "\u2028", "\r", "\n", "\r\n", "\t", "#", "\"unclosed", "\"\"\"unclosed", "\"line\nend\"", "ａ", "\u00A0", "\u007F",
    ];

    /// <summary>The document with one to four of its tokens dropped, doubled, exchanged, replaced, or with something put between; sometimes cut off.</summary>
    public string Changed(string document)
    {
        var tokens = Token().Matches(document).Select(match => match.Value).ToList();
        for (var changes = chance.Between(1, 4); changes > 0 && tokens.Count > 0; changes--) Change(tokens);
        return string.Concat(tokens);
    }

    public string Soup()
    {
        var text = new StringBuilder();
        for (var count = chance.Between(1, 40); count > 0; count--) text.Append(Any()).Append(chance.Pick(" ", " ", "", "\n", ","));
        return text.ToString();
    }

    private void Change(List<string> tokens)
    {
        var at = chance.Next(tokens.Count);
        switch (chance.Next(7))
        {
            case 0:
                tokens.RemoveAt(at);
                break;
            case 1:
                tokens.Insert(at, tokens[at]);
                break;
            case 2:
                var other = chance.Next(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 3:
                tokens[at] = Any();
                break;
            case 4:
                tokens.Insert(at, $" {Any()} ");
                break;
            case 5:
                tokens[at] = Cut(tokens[at]);
                break;
            default:
                if (chance.Percent(30)) tokens.RemoveRange(at, tokens.Count - at);
                break;
        }
    }

    /// <summary>Without one of its characters, where that leaves no half of a surrogate pair.</summary>
    private string Cut(string token)
    {
        if (token.Length == 0) return token;
        var at = chance.Next(token.Length);
        return char.IsSurrogate(token[at]) ? token : token.Remove(at, 1);
    }

    private string Any() => chance.Percent(80) ? chance.Pick(s_tokens) : chance.Pick(s_pieces);

    [GeneratedRegex("""
        \"{3}.*?\"{3}|"(?:\\.|[^"\\])*"|[_A-Za-z][_0-9A-Za-z]*|-?[0-9.eE+]+|\.{3}|\s+|#[^\n]*|[\uD800-\uDBFF][\uDC00-\uDFFF]|.
        """, RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
