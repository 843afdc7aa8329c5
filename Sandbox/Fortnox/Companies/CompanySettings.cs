using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Fortnox.Books;

namespace OrleansLedger.Sandbox.Fortnox.Companies;

/// <summary>What a user would click together in Fortnox's own user interface, done over the control API. Documented in Sandbox/Fortnox/README.md.</summary>
internal static class CompanySettings
{
    public static void Apply(FortnoxCompany company, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            switch (name)
            {
                case "name":
                    company.Name = Required<string>(name, value);
                    break;
                case "lockedUntil":
                    company.LockedUntil = value is null ? null : Date(name, value);
                    break;
                case "selectedFinancialYear":
                    company.SelectedFinancialYear = Year(company, Required<int>(name, value)).Id;
                    break;
                case "hasApiLicence":
                    company.HasApiLicence = Required<bool>(name, value);
                    break;
                case "unlicensedScopes":
                    company.UnlicensedScopes.Clear();
                    company.UnlicensedScopes.UnionWith(Array(name, value).Select(scope => Required<string>(name, scope)));
                    break;
                case "eventCopies":
                    company.EventCopies = Required<int>(name, value);
                    if (company.EventCopies < 1) throw new ControlRequestException("'eventCopies' is at least 1: how often each event comes over the websocket.");
                    break;
                case "financialYears":
                    foreach (var year in Array(name, value)) AddYear(company, year);
                    break;
                case "accounts":
                    foreach (var account in Array(name, value)) ChangeAccount(company, account);
                    break;
                case "series":
                    foreach (var series in Array(name, value)) ChangeSeries(company, series);
                    break;
                default:
                    throw new ControlRequestException($"A Fortnox company has no setting '{name}'. One of: name, lockedUntil, selectedFinancialYear, hasApiLicence, unlicensedScopes, eventCopies, financialYears, accounts, series, quotas.");
            }
        }
    }

    /// <summary><c>{from, to}</c>; earlier years too, as only the user interface can add them.</summary>
    private static void AddYear(FortnoxCompany company, JsonNode? node)
    {
        var from = Date("financialYears.from", node?["from"]);
        var to = Date("financialYears.to", node?["to"]);
        if (to <= from || company.FinancialYears.Exists(year => from <= year.To && year.From <= to)) throw new ControlRequestException("A financial year must end after it begins and must not overlap another one.");
        company.FinancialYears.Add(CompanySeed.Year(company.FinancialYears.Max(year => year.Id) + 1, from, to));
        company.FinancialYears.Sort((left, right) => left.From.CompareTo(right.From));
    }

    /// <summary><c>{number, financialYear?, active?, description?}</c>; without a year in all years; an unknown number is added.</summary>
    private static void ChangeAccount(FortnoxCompany company, JsonNode? node)
    {
        var number = Required<int>("accounts.number", node?["number"]);
        foreach (var year in Years(company, node))
        {
            if (!year.Accounts.TryGetValue(number, out var account)) year.Accounts[number] = account = new LedgerAccount { Number = number, Description = "Konto" };
            account.Active = node!["active"]?.GetValue<bool>() ?? account.Active;
            account.Description = node["description"]?.GetValue<string>() ?? account.Description;
        }
    }

    /// <summary><c>{code, financialYear?, manual?, description?}</c>; without a year in all years; an unknown code is added.</summary>
    private static void ChangeSeries(FortnoxCompany company, JsonNode? node)
    {
        var code = Required<string>("series.code", node?["code"]);
        foreach (var year in Years(company, node))
        {
            if (!year.Series.TryGetValue(code, out var series)) year.Series[code] = series = new VoucherSeries { Code = code, Description = code, Manual = true };
            series.Manual = node!["manual"]?.GetValue<bool>() ?? series.Manual;
            series.Description = node["description"]?.GetValue<string>() ?? series.Description;
        }
    }

    private static IEnumerable<FinancialYear> Years(FortnoxCompany company, JsonNode? node) =>
        node?["financialYear"] is { } id ? [Year(company, id.GetValue<int>())] : company.FinancialYears;

    private static FinancialYear Year(FortnoxCompany company, int id) => company.Year(id)
        ?? throw new ControlRequestException($"{company.Name} has no financial year {id}. It has: {string.Join(", ", company.FinancialYears.Select(year => $"{year.Id} ({year.From:yyyy-MM-dd})"))}.");

    private static JsonArray Array(string name, JsonNode? value) => value as JsonArray ?? throw new ControlRequestException($"'{name}' is an array.");

    private static T Required<T>(string name, JsonNode? value) => value is null ? throw new ControlRequestException($"'{name}' is missing.") : value.GetValue<T>();

    private static DateOnly Date(string name, JsonNode? value) =>
        DateOnly.TryParseExact(Required<string>(name, value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new ControlRequestException($"'{name}' is a date, yyyy-mm-dd.");
}
