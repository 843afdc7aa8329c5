using System.Text.Json.Nodes;

namespace OrleansLedger.Demo;

/// <summary>Where a simulated company has its seat, and the currency of its books.</summary>
internal sealed record CompanyHome(string Country, string Currency);

/// <summary>The simulated companies the tenants keep their books in: empty, and open to every currency of the sample.</summary>
internal static class DemoCompanies
{
    /// <summary>A tenant's companies differ from the next tenant's in country and currency, where the provider leaves a choice.</summary>
    private static readonly Dictionary<string, CompanyHome[]> s_homes = new(StringComparer.Ordinal)
    {
        ["xero"] = [new("GB", "GBP"), new("IE", "EUR")],
        ["quickbooks"] = [new("US", "USD"), new("GB", "GBP")],
        ["fortnox"] = [new("SE", "SEK")],
    };

    /// <param name="number">The tenant's number, from 1.</param>
    public static CompanyHome Home(string provider, int number) => s_homes[provider][(number - 1) % s_homes[provider].Length];

    /// <summary>What the sandbox's control API takes besides provider and name.</summary>
    public static JsonObject Details(string provider, int number, IEnumerable<string> currencies)
    {
        var home = Home(provider, number);
        var details = new JsonObject { ["country"] = home.Country, ["baseCurrency"] = home.Currency };
        if (provider != "fortnox")
        {
            // Fortnox keeps no other currency than kronor.
            details["settings"] = new JsonObject { ["currencies"] = new JsonArray([.. currencies.Where(currency => currency != home.Currency).Select(currency => (JsonNode)currency)]) };
        }

        return details;
    }
}
