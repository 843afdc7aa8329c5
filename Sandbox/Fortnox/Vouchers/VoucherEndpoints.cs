using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Vouchers;

/// <summary>
/// Vouchers are posted and read. There is no way to change or remove one, and nothing makes a repeated POST harmless: it posts a second voucher.
/// </summary>
internal static class VoucherEndpoints
{
    public static void Map(FortnoxApi api)
    {
        api.Get("vouchers", FortnoxScopes.Bookkeeping, call => List(call, series: null));
        api.Get("vouchers/sublist/{series}", FortnoxScopes.Bookkeeping, call => List(call, call.Route("series")));
        api.Get("vouchers/{series}/{number}", FortnoxScopes.Bookkeeping, Single);
        api.Post("vouchers", FortnoxScopes.Bookkeeping, "Voucher", Create);
    }

    private static IResult List(FortnoxCall call, string? series)
    {
        var query = call.Query();
        var year = call.Year(query);
        var from = query.Date("fromdate");
        var to = query.Date("todate");
        var modified = query.Modified();
        var order = query.Order<Voucher>(("voucherseries", voucher => voucher.Series), ("vouchernumber", voucher => voucher.Number), ("transactiondate", voucher => voucher.TransactionOn), ("referencetype", voucher => voucher.ReferenceType));
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        if (series is not null && !year!.Series.ContainsKey(series)) return FortnoxError.NotFound("verifikationsserien");

        var vouchers = year!.Series.Values
            .Where(candidate => series is null || string.Equals(candidate.Code, series, StringComparison.Ordinal))
            .SelectMany(candidate => candidate.Vouchers)
            .Where(voucher => (from is null || voucher.TransactionOn >= from) && (to is null || voucher.TransactionOn <= to) && modified(voucher.PostedAt));
        return FortnoxAnswer.List("Vouchers", order(vouchers).ToList(), paging, voucher => Head(call, voucher));
    }

    private static IResult Single(FortnoxCall call)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrong) return wrong;
        if (call.RouteNumber("number") is not { } number) return FortnoxError.InvalidIdentifier();
        return year!.Series.TryGetValue(call.Route("series"), out var series) && series.Find(number) is { } voucher
            ? FortnoxAnswer.Single("Voucher", Full(call, voucher))
            : FortnoxError.NotFound("verifikationen");
    }

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrongQuery) return wrongQuery;
        var (draft, wrong) = VoucherDraft.Read(fields);
        if (draft is null) return wrong!;
        if (VoucherRules.Check(call.Company, year!, draft) is { } broken) return broken;
        return FortnoxAnswer.Created("Voucher", Full(call, VoucherRules.Post(call, year!, draft)));
    }

    /// <summary>As in lists: without rows.</summary>
    private static JsonObject Head(FortnoxCall call, Voucher voucher) => new()
    {
        ["@url"] = call.Url($"vouchers/{voucher.Series}/{voucher.Number}?financialyear={voucher.Year}"),
        ["Comments"] = voucher.Comments,
        ["Description"] = voucher.Description,
        ["ReferenceNumber"] = voucher.ReferenceNumber,
        ["ReferenceType"] = voucher.ReferenceType,
        ["TransactionDate"] = FortnoxValue.Date(voucher.TransactionOn),
        ["VoucherNumber"] = voucher.Number,
        ["VoucherSeries"] = voucher.Series,
        ["Year"] = voucher.Year,
        ["ApprovalState"] = 0,
    };

    private static JsonObject Full(FortnoxCall call, Voucher voucher)
    {
        var shape = Head(call, voucher);
        shape["CostCenter"] = "";
        shape["Project"] = "";
        shape["VoucherRows"] = new JsonArray([.. voucher.Rows.Select(row => new JsonObject
        {
            ["Account"] = row.Account,
            ["CostCenter"] = "",
            ["Credit"] = FortnoxValue.Amount(row.Credit),
            ["Debit"] = FortnoxValue.Amount(row.Debit),
            ["Description"] = row.Description,
            ["Project"] = "",
            ["Quantity"] = row.Quantity is { } quantity ? FortnoxValue.Amount(quantity) : 0,
            ["Removed"] = false,
            ["TransactionInformation"] = row.TransactionInformation ?? "",
        })]);
        return shape;
    }
}
