using System.Text.RegularExpressions;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>
/// What a text is searched for, as <c>ILIKE '%…%'</c> in SQL: contained anywhere, whatever the case, with <c>%</c> and <c>_</c> as wildcards. So a search for
/// <c>10</c> also finds <c>2100</c>: a client has to compare what it gets.
/// </summary>
internal sealed class IlikePattern(string wanted)
{
    private readonly Regex _pattern = new(
        Regex.Escape(wanted).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal),
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);

    public bool IsIn(string? text) => text is not null && _pattern.IsMatch(text);
}
