using System.Globalization;

namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>Numbers of registers whose numbers may be any text.</summary>
internal static class Numbering
{
    /// <summary>One more than the highest of those that are numbers.</summary>
    public static string Next(IEnumerable<string> taken)
    {
        var highest = taken.Max(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (int?)number : null) ?? 0;
        return (highest + 1).ToString(CultureInfo.InvariantCulture);
    }
}
