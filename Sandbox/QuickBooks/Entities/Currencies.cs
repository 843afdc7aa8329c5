using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Currencies by ISO 4217 code, the company's list of them, and rates as home units for one foreign unit.</summary>
internal static class Currencies
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["AED"] = "United Arab Emirates Dirham", ["AUD"] = "Australian Dollar", ["BRL"] = "Brazilian Real", ["CAD"] = "Canadian Dollar", ["CHF"] = "Swiss Franc", ["CNY"] = "Chinese Yuan",
        ["CZK"] = "Czech Koruna", ["DKK"] = "Danish Krone", ["EUR"] = "Euro", ["GBP"] = "British Pound Sterling", ["HKD"] = "Hong Kong Dollar", ["HUF"] = "Hungarian Forint", ["ILS"] = "Israeli New Shekel",
        ["INR"] = "Indian Rupee", ["ISK"] = "Icelandic Krona", ["JPY"] = "Japanese Yen", ["KRW"] = "South Korean Won", ["MXN"] = "Mexican Peso", ["NOK"] = "Norwegian Krone", ["NZD"] = "New Zealand Dollar",
        ["PLN"] = "Polish Zloty", ["SEK"] = "Swedish Krona", ["SGD"] = "Singapore Dollar", ["THB"] = "Thai Baht", ["TRY"] = "Turkish Lira", ["USD"] = "United States Dollar", ["ZAR"] = "South African Rand",
    };

    public static bool IsKnown(string code) => Names.ContainsKey(code);

    public static string NameOf(string code) => Names.GetValueOrDefault(code, code);

    public static JsonObject Reference(string code) => new() { ["value"] = code, ["name"] = NameOf(code) };

    /// <summary>The home currency, or one the company has switched on.</summary>
    public static bool IsActive(QuickBooksCompany company, string code) => code == company.BaseCurrency || Find(company, code)?.Flag("Active") == true;

    public static JsonObject? Find(QuickBooksCompany company, string code) => company.All("CompanyCurrency").Values.FirstOrDefault(currency => currency.Text("Code") == code);

    /// <summary>The newest rate on file for that day; 1 when there is none.</summary>
    public static decimal RateOn(QuickBooksCompany company, string code, DateOnly day) => FindRate(company, code, day)?.Number("Rate") ?? 1;

    public static JsonObject? FindRate(QuickBooksCompany company, string code, DateOnly day) => company.All("ExchangeRate").Values
        .Where(rate => rate.Text("SourceCurrencyCode") == code && rate.Day("AsOfDate") <= day)
        .MaxBy(rate => rate.Day("AsOfDate"));

    /// <summary>
    /// Settles a transaction's currency and rate: refuses a foreign currency in a single-currency company, requires the currency in a
    /// multi-currency one, fills in the name and a missing rate. Null when refused.
    /// </summary>
    public static string? Settle(Draft draft, DateOnly day)
    {
        var (company, transaction) = (draft.Company, draft.Entity);
        var home = company.BaseCurrency;
        var wanted = transaction.Reference("CurrencyRef");
        if (!company.IsMultiCurrency)
        {
            if (wanted is not null && wanted != home) draft.Refuse(Refusals.SingleCurrency);
            transaction["CurrencyRef"] = Reference(home);
            transaction.Remove("ExchangeRate");
            return draft.IsRefused ? null : home;
        }

        if (wanted is null)
        {
            draft.Refuse(Refusals.Missing("CurrencyRef"));
            return null;
        }

        if (!IsActive(company, wanted))
        {
            draft.Refuse(Refusals.UnknownReference("Currency", wanted));
            return null;
        }

        // A sparse update that changes the currency or the date without a rate asks for the rate on file again.
        var sentRate = draft.Sent.ContainsKey("ExchangeRate") || draft.Previous?.Reference("CurrencyRef") == wanted ? transaction.Number("ExchangeRate") : null;
        var rate = wanted == home ? 1 : sentRate ?? RateOn(company, wanted, day);
        if (rate <= 0) draft.Refuse(Refusals.InvalidNumber("ExchangeRate", rate.ToString(CultureInfo.InvariantCulture)));
        transaction["CurrencyRef"] = Reference(wanted);
        transaction["ExchangeRate"] = rate;
        return draft.IsRefused ? null : wanted;
    }
}
