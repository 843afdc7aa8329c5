namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>A line's tax: which rates an account takes, and the amount rounded to two decimals.</summary>
internal static class XeroTax
{
    /// <returns>Null (and an error) for a rate that is not there or not active.</returns>
    public static XeroTaxRate? Rate(XeroCompany company, string type, XeroAccount? account, List<string> errors)
    {
        if (company.TaxRate(type) is not { Status: "ACTIVE" } rate)
        {
            errors.Add($"The TaxType code '{type}' does not exist or cannot be used for this type of transaction.");
            return null;
        }

        if (account is not null && !rate.AppliesTo.Contains(account.Class, StringComparer.Ordinal)) errors.Add($"The TaxType code '{type}' cannot be used with account code '{account.Code}'.");
        return rate;
    }

    public static decimal Amount(decimal lineAmount, XeroTaxRate rate, string lineAmountTypes) => lineAmountTypes switch
    {
        "Inclusive" => XeroJson.Round(lineAmount * rate.EffectiveRate / (100m + rate.EffectiveRate)),
        "Exclusive" => XeroJson.Round(lineAmount * rate.EffectiveRate / 100m),
        _ => 0m,
    };
}
