using System.Globalization;

namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>Terms of payment: here a code is the number of days, as in the register a new company has.</summary>
internal static class TermsOfPayment
{
    public const string Default = "30";
    private const int LongestDays = 365;

    /// <returns>Null for a code that is not in the register.</returns>
    public static int? DaysOf(string code) => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= LongestDays ? days : null;
}
