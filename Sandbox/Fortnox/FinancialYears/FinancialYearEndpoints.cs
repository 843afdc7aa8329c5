using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.FinancialYears;

/// <summary>Financial years: listed, found by date, and added after the last one.</summary>
internal static class FinancialYearEndpoints
{
    /// <summary>Swedish law allows at most 18 months.</summary>
    private const int LongestMonths = 18;

    public static void Map(FortnoxApi api)
    {
        api.Get("financialyears", FortnoxScopes.Bookkeeping, List);
        api.Get("financialyears/{id}", FortnoxScopes.Bookkeeping, Single);
        api.Post("financialyears", FortnoxScopes.Bookkeeping, "FinancialYear", Create);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var date = query.Date("date");
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        var years = call.Company.FinancialYears.Where(year => date is not { } day || year.Covers(day)).ToList();
        return FortnoxAnswer.List("FinancialYears", years, paging, year => Shape(call, year));
    }

    private static IResult Single(FortnoxCall call)
    {
        if (call.RouteNumber("id") is not { } id) return FortnoxError.InvalidIdentifier();
        return call.Company.Year(id) is { } year ? FortnoxAnswer.Single("FinancialYear", Shape(call, year)) : FortnoxError.NotFound("räkenskapsåret");
    }

    /// <summary>Only forwards: a year before the first one can be made in Fortnox's user interface alone.</summary>
    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var from = fields.Date("FromDate", required: true);
        var to = fields.Date("ToDate", required: true);
        var method = fields.Choice("AccountingMethod", "ACCRUAL", "CASH");
        fields.Text("AccountChartType", 100);
        fields.Text("accountCharts", 100);
        if (fields.Finish() is { } wrong) return wrong;

        var last = call.Company.FinancialYears[^1];
        if (from!.Value != last.To.AddDays(1)) return FortnoxError.Rule($"Räkenskapsåret måste börja dagen efter det senaste räkenskapsårets slut ({FortnoxValue.Date(last.To)}).");
        if (to!.Value <= from.Value || to.Value > from.Value.AddMonths(LongestMonths).AddDays(-1)) return FortnoxError.Rule("Räkenskapsåret får omfatta högst 18 månader och måste sluta efter att det börjat.");

        var year = last.Successor(call.Company.FinancialYears.Max(known => known.Id) + 1, from.Value, to.Value, method ?? last.AccountingMethod);
        call.Company.FinancialYears.Add(year);
        call.Happened(Topics.FinancialYears, "financial-year-created-v1", $"{year.Id}");
        return FortnoxAnswer.Created("FinancialYear", Shape(call, year));
    }

    private static JsonObject Shape(FortnoxCall call, FinancialYear year) => new()
    {
        ["@url"] = call.Url($"financialyears/{year.Id}"),
        ["Id"] = year.Id,
        ["FromDate"] = FortnoxValue.Date(year.From),
        ["ToDate"] = FortnoxValue.Date(year.To),
        ["AccountChartType"] = year.AccountChart,
        ["AccountingMethod"] = year.AccountingMethod,
    };
}
