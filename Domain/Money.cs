using System.Globalization;
using System.Text.Json.Serialization;

namespace OrleansLedger.Domain;

/// <summary>An amount in one currency. <paramref name="Currency"/> is an ISO 4217 code in upper case.</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    // Not part of its JSON: it has an absolute amount of its own, and so on without end.
    [JsonIgnore]
    public Money Absolute => this with { Amount = Math.Abs(Amount) };

    /// <summary>For people, with the decimals the currency has, however many the amount was stored with: <c>-30.00 CHF</c>.</summary>
    [JsonIgnore]
    public string Display => $"{Amount.ToString($"F{Domain.Currency.Decimals(Currency)}", CultureInfo.InvariantCulture)} {Currency}";

    public override string ToString() => $"{Amount} {Currency}";
}

/// <summary>ISO 4217 codes and the number of decimals their amounts have.</summary>
public static class Currency
{
    private static readonly HashSet<string> s_withoutDecimals = new(StringComparer.Ordinal)
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> s_withThreeDecimals = new(StringComparer.Ordinal)
    {
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    };

    /// <summary>The decimals of the currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    public static int Decimals(string currency) =>
        s_withoutDecimals.Contains(currency) ? 0 : s_withThreeDecimals.Contains(currency) ? 3 : 2;

    /// <summary>True for three upper-case letters; whether a company uses the currency is the company's to say.</summary>
    public static bool IsWellFormed(string? currency) =>
        currency is { Length: 3 } && currency.All(char.IsAsciiLetterUpper);
}
