using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Files;

/// <summary>
/// Receipts of vouchers. The body names series and number but cannot name the year: that comes from <c>?financialyear</c>, and without it the
/// receipt lands on the voucher of that number in the selected year.
/// </summary>
internal static class VoucherFileConnectionEndpoints
{
    public static void Map(FortnoxApi api)
    {
        api.Get("voucherfileconnections", FortnoxScopes.ConnectFile, List);
        api.Get("voucherfileconnections/{fileId}", FortnoxScopes.ConnectFile, Single);
        api.Post("voucherfileconnections", FortnoxScopes.ConnectFile, "VoucherFileConnection", Create);
        api.Delete("voucherfileconnections/{fileId}", FortnoxScopes.ConnectFile, Delete);
    }

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var description = query.Text("voucherdescription");
        var number = query.Integer("vouchernumber");
        var series = query.Text("voucherseries");
        var year = query.Integer("voucheryear");
        var financialYear = query.Integer("financialyear");
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        var connections = call.Company.VoucherFileConnections
            .Where(connection => (number is null || connection.Number == number)
                && (series is null || string.Equals(connection.Series, series, StringComparison.OrdinalIgnoreCase))
                && (year is null || connection.Year == year)
                && (financialYear is null || connection.Year == financialYear)
                && (description is null || DescriptionOf(call, connection).Contains(description, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        return FortnoxAnswer.List("VoucherFileConnections", connections, paging, connection => Shape(call, connection));
    }

    private static IResult Single(FortnoxCall call) => Find(call, call.Route("fileId")) is { } connection
        ? FortnoxAnswer.Single("VoucherFileConnection", Shape(call, connection))
        : FortnoxError.NotFound("filkopplingen");

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var query = call.Query();
        var year = call.Year(query);
        if (query.Finish() is { } wrongQuery) return wrongQuery;
        var fileId = fields.Text("FileId", 100, required: true);
        var series = fields.Code("VoucherSeries", 10, required: true);
        var number = fields.Integer("VoucherNumber", required: true);
        if (fields.Finish() is { } wrong) return wrong;

        if (call.Company.Files.Find(candidate => FileIds.Same(candidate.Id, fileId!)) is not { } file) return FortnoxError.NotFound("filen");
        if (!year!.Series.TryGetValue(series!, out var found) || found.Find(number!.Value) is not { } voucher) return FortnoxError.NotFound("verifikationen");
        if (FileAttachmentEndpoints.IsConnected(call, file)) return FortnoxError.Rule($"Filen är redan kopplad till en verifikation eller faktura ({file.Id}).");

        var connection = new VoucherFileConnection(file.Id, year.Id, voucher.Series, voucher.Number);
        call.Company.VoucherFileConnections.Add(connection);
        file.InInbox = false;
        return FortnoxAnswer.Created("VoucherFileConnection", Shape(call, connection));
    }

    /// <summary>The file stays in the archive.</summary>
    private static IResult Delete(FortnoxCall call) =>
        call.Company.VoucherFileConnections.RemoveAll(connection => FileIds.Same(connection.FileId, call.Route("fileId"))) == 1 ? Results.NoContent() : FortnoxError.NotFound("filkopplingen");

    private static VoucherFileConnection? Find(FortnoxCall call, string fileId) => call.Company.VoucherFileConnections.Find(connection => FileIds.Same(connection.FileId, fileId));

    private static JsonObject Shape(FortnoxCall call, VoucherFileConnection connection) => new()
    {
        ["@url"] = call.Url($"voucherfileconnections/{connection.FileId}"),
        ["FileId"] = connection.FileId,
        ["Name"] = call.Company.Files.Find(file => FileIds.Same(file.Id, connection.FileId))?.Name,
        ["VoucherDescription"] = DescriptionOf(call, connection),
        ["VoucherNumber"] = connection.Number.ToString(CultureInfo.InvariantCulture),
        ["VoucherSeries"] = connection.Series,
        ["VoucherYear"] = connection.Year,
    };

    private static string DescriptionOf(FortnoxCall call, VoucherFileConnection connection) =>
        call.Company.Year(connection.Year)!.Series[connection.Series].Find(connection.Number)!.Description;
}
