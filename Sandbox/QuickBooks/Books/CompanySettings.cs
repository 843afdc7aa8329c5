using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>What the control API may change in a company, as its user would in the product. Sandbox/QuickBooks/README.md lists it.</summary>
internal static class CompanySettings
{
    private static readonly Dictionary<string, Action<QuickBooksCompany, JsonNode?, DateTimeOffset>> Setters = new(StringComparer.Ordinal)
    {
        ["name"] = (company, value, _) => company.Name = (company.Info["CompanyName"] = Text("name", value)).Text()!,
        ["bookCloseDate"] = (company, value, _) => Set(company, "AccountingInfoPrefs", "BookCloseDate", value is null ? null : Day(value)),
        ["multiCurrency"] = (company, value, _) => Set(company, "CurrencyPrefs", "MultiCurrencyEnabled", Flag("multiCurrency", value)),
        ["usesTax"] = (company, value, _) => Set(company, "TaxPrefs", "UsingSalesTax", Flag("usesTax", value)),
        ["customPurchaseNumbers"] = (company, value, _) => SetOther(company, "VendorAndPurchasesPrefs.UseCustomTxnNumbers", Flag("customPurchaseNumbers", value)),
        ["warnDuplicateCheckNumber"] = (company, value, _) => SetOther(company, "WarnDuplicateCheckNumber", Flag("warnDuplicateCheckNumber", value)),
        ["customSalesNumbers"] = (company, value, _) => Set(company, "SalesFormsPrefs", "CustomTxnNumbers", Flag("customSalesNumbers", value)),
        ["autoApplyCredit"] = (company, value, _) => Set(company, "SalesFormsPrefs", "AutoApplyCredit", Flag("autoApplyCredit", value)),
        ["warnDuplicateJournalNumber"] = (company, value, _) => SetOther(company, "WarnDuplicateJournalNumber", Flag("warnDuplicateJournalNumber", value)),
        ["corePlus"] = (company, value, _) => company.CountsCorePlus = Flag("corePlus", value),
        ["closedBooksCode"] = (company, value, _) => company.ClosedBooksAreBusinessRule = value.Text() switch { "6000" => true, "6210" => false, _ => throw Wrong("closedBooksCode", "6210 or 6000") },
        ["plan"] = (company, value, _) => SetNamed(company.Info.Parts("NameValue"), "OfferingSku", Text("plan", value)),
        ["subscribed"] = (company, value, _) => company.IsSubscribed = Flag("subscribed", value),
        ["concurrentRefreshEndsGrant"] = (company, value, _) => company.ConcurrentRefreshEndsGrant = Flag("concurrentRefreshEndsGrant", value),
        ["staleQueriesSeconds"] = (company, value, _) => company.StaleQueriesFor = TimeSpan.FromSeconds((double)(value.Number() ?? throw Wrong("staleQueriesSeconds", "a number"))),
        ["cloudEvents"] = (company, value, _) => company.SendsCloudEvents = Flag("cloudEvents", value),
        ["repeatWebhooks"] = (company, value, _) => company.RepeatsWebhooks = Flag("repeatWebhooks", value),
        ["throttledBatchItems"] = (company, value, _) => company.ThrottledBatchItems = (int)(value.Number() ?? throw Wrong("throttledBatchItems", "a number")),
        ["currencies"] = AddCurrencies,
    };

    public static void Apply(QuickBooksCompany company, JsonObject change, DateTimeOffset now)
    {
        foreach (var member in change.Select(pair => pair.Key))
            if (!Setters.ContainsKey(member)) throw new ControlRequestException($"QuickBooks Online companies have no setting '{member}'. One of: {string.Join(", ", Setters.Keys)}.");
        foreach (var (member, value) in change) Setters[member](company, value, now);
    }

    private static void AddCurrencies(QuickBooksCompany company, JsonNode? value, DateTimeOffset now)
    {
        if (value is not JsonArray codes) throw Wrong("currencies", "an array of currency codes");
        foreach (var code in codes.Select(code => code.Text() ?? ""))
        {
            if (!Currencies.IsKnown(code)) throw new ControlRequestException($"'{code}' is not a currency the simulated QuickBooks Online knows.");
            if (!Currencies.IsActive(company, code)) CompanyCurrencyType.Add(company, code, now);
        }
    }

    private static void Set(QuickBooksCompany company, string group, string member, JsonNode? value)
    {
        var preferences = company.Preferences.Part(group)!;
        if (value is null) preferences.Remove(member);
        else preferences[member] = value;
    }

    private static void SetOther(QuickBooksCompany company, string name, bool value) => SetNamed(company.Preferences.Part("OtherPrefs")!.Parts("NameValue"), name, value ? "true" : "false");

    private static void SetNamed(IEnumerable<JsonObject> pairs, string name, JsonNode value) => pairs.First(pair => pair.Text("Name") == name)["Value"] = value;

    private static string Day(JsonNode value) =>
        new JsonObject { ["day"] = value.DeepClone() }.Day("day") is { } day ? day.ToString("O") : throw Wrong("bookCloseDate", "a date such as 2026-03-31, or null");

    private static bool Flag(string member, JsonNode? value) => value.Flag() ?? throw Wrong(member, "true or false");

    private static string Text(string member, JsonNode? value) => value is JsonValue && value.GetValueKind() == JsonValueKind.String ? value.Text()! : throw Wrong(member, "a text");

    private static ControlRequestException Wrong(string member, string expected) => new($"'{member}' must be {expected}.");
}
