using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Vouchers;

/// <summary>The voucher series of one financial year, and which kind of document goes into which.</summary>
internal static class VoucherSeriesEndpoints
{
    public static void Map(FortnoxApi api)
    {
        api.Get("voucherseries", FortnoxScopes.Bookkeeping, List);
        api.Get("voucherseries/{code}", FortnoxScopes.Bookkeeping, Single);
        api.Post("voucherseries", FortnoxScopes.Bookkeeping, "VoucherSeries", Create);
        api.Put("voucherseries/{code}", FortnoxScopes.Bookkeeping, "VoucherSeries", Update);
        api.Get("predefinedvoucherseries", FortnoxScopes.Settings, ListPredefined);
        api.Get("predefinedvoucherseries/{name}", FortnoxScopes.Settings, SinglePredefined);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var year = call.Year(query);
        var paging = query.Paging();
        return query.Finish() ?? (IResult)FortnoxAnswer.List("VoucherSeriesCollection", [.. year!.Series.Values], paging, series => Shape(call, year, series));
    }

    private static IResult Single(FortnoxCall call)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrong) return wrong;
        return year!.Series.TryGetValue(call.Route("code"), out var series) ? Answer(call, year, series) : FortnoxError.NotFound("verifikationsserien");
    }

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrongQuery) return wrongQuery;
        var code = fields.Code("Code", 10, required: true);
        var description = fields.Text("Description", 200, required: true);
        var manual = fields.Flag("Manual");
        if (fields.Finish() is { } wrong) return wrong;
        if (year!.Series.ContainsKey(code!)) return FortnoxError.Rule($"Verifikationsserien {code} finns redan.");
        var series = new VoucherSeries { Code = code!, Description = description!, Manual = manual ?? true };
        year.Series.Add(series.Code, series);
        return FortnoxAnswer.Created("VoucherSeries", WithNext(Shape(call, year, series), series));
    }

    private static IResult Update(FortnoxCall call, FieldReader fields)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrongQuery) return wrongQuery;
        var description = fields.Text("Description", 200);
        var manual = fields.Flag("Manual");
        if (fields.Finish() is { } wrong) return wrong;
        if (!year!.Series.TryGetValue(call.Route("code"), out var series)) return FortnoxError.NotFound("verifikationsserien");
        series.Description = description ?? series.Description;
        series.Manual = manual ?? series.Manual;
        return Answer(call, year, series);
    }

    private static IResult ListPredefined(FortnoxCall call)
    {
        var query = call.Query();
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        return FortnoxAnswer.List("PreDefinedVoucherSeriesCollection", [.. call.Company.PredefinedVoucherSeries.OrderBy(pair => pair.Key, StringComparer.Ordinal)], paging, pair => ShapePredefined(call, pair.Key, pair.Value));
    }

    private static IResult SinglePredefined(FortnoxCall call) => call.Company.PredefinedVoucherSeries.TryGetValue(call.Route("name"), out var series)
        ? FortnoxAnswer.Single("PreDefinedVoucherSeries", ShapePredefined(call, call.Route("name"), series))
        : FortnoxError.NotFound("den förvalda verifikationsserien");

    private static FortnoxAnswer Answer(FortnoxCall call, FinancialYear year, VoucherSeries series) =>
        FortnoxAnswer.Single("VoucherSeries", WithNext(Shape(call, year, series), series));

    private static JsonObject Shape(FortnoxCall call, FinancialYear year, VoucherSeries series) => new()
    {
        ["@url"] = call.Url($"voucherseries/{series.Code}?financialyear={year.Id}"),
        ["Code"] = series.Code,
        ["Description"] = series.Description,
        ["Manual"] = series.Manual,
        ["Year"] = year.Id,
        ["Approver"] = null,
    };

    private static JsonObject WithNext(JsonObject shape, VoucherSeries series)
    {
        shape["NextVoucherNumber"] = series.Vouchers.Count + 1;
        return shape;
    }

    private static JsonObject ShapePredefined(FortnoxCall call, string name, string series) => new()
    {
        ["@url"] = call.Url($"predefinedvoucherseries/{name}"),
        ["Name"] = name,
        ["VoucherSeries"] = series,
    };
}
