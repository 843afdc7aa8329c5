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
