using System.Text.RegularExpressions;

namespace OrleansLedger.Sandbox.Fortnox.Wire;

/// <summary>
/// Characters Fortnox takes in text fields, https://www.fortnox.se/developer/guides-and-good-to-know/formats-and-encoding. Letters of every script, but of the
/// punctuation only what is listed: no straight quotes, brackets, em dashes, tabs or emoji.
/// </summary>
internal static partial class FortnoxText
{
    public static bool IsAllowed(string text) => Allowed().IsMatch(text);

    [GeneratedRegex("^[\\p{L}’\\\\\u0308\u030a0-9 –:.`´,;^¤#%§£$€¢¥©™°&/()=+\\-*_!?²³®½@\u00a0\\n\\r]*\\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
