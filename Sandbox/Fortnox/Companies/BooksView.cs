using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Files;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Companies;

/// <summary>The books for whoever looks into the sandbox from outside: <c>GET /_sandbox/api/companies/fortnox/{id}/books</c>.</summary>
internal static class BooksView
{
    public static JsonObject Of(FortnoxCompany company)
    {
        var receipts = company.VoucherFileConnections.ToLookup(connection => (connection.Year, connection.Series, connection.Number), connection => connection.FileId);
        var files = company.Files.ToDictionary(file => file.Id, StringComparer.Ordinal);
        var books = new JsonObject
        {
            ["id"] = company.Id,
            ["name"] = company.Name,
            ["organisationNumber"] = company.OrganisationNumber,
            ["baseCurrency"] = company.BaseCurrency,
            ["selectedFinancialYear"] = company.SelectedFinancialYear,
            ["lockedUntil"] = company.LockedUntil is { } last ? FortnoxValue.Date(last) : null,
            ["financialYears"] = new JsonArray([.. company.FinancialYears.Select(Year)]),
            ["vouchers"] = new JsonArray([.. company.FinancialYears.SelectMany(year => year.Series.Values).SelectMany(series => series.Vouchers)
                .Select(voucher => Voucher(voucher, receipts[(voucher.Year, voucher.Series, voucher.Number)].Select(id => File(files[id]))))]),
            ["inbox"] = new JsonArray([.. company.Files.Where(file => file.InInbox).Select(File)]),
        };
        SalesView.AddTo(books, company);
        return books;
    }

    private static JsonObject Year(FinancialYear year) => new()
    {
        ["id"] = year.Id,
        ["from"] = FortnoxValue.Date(year.From),
        ["to"] = FortnoxValue.Date(year.To),
        ["accounts"] = new JsonArray([.. year.Accounts.Values.Select(account => new JsonObject
        {
            ["number"] = account.Number,
            ["description"] = account.Description,
            ["active"] = account.Active,
            ["balance"] = FortnoxValue.Amount(account.BalanceBroughtForward + account.Movement),
        })]),
        ["series"] = new JsonArray([.. year.Series.Values.Select(series => new JsonObject { ["code"] = series.Code, ["manual"] = series.Manual, ["next"] = series.Vouchers.Count + 1 })]),
    };

    private static JsonObject Voucher(Voucher voucher, IEnumerable<JsonObject> files) => new()
    {
        ["financialYear"] = voucher.Year,
        ["series"] = voucher.Series,
        ["number"] = voucher.Number,
        ["transactionDate"] = FortnoxValue.Date(voucher.TransactionOn),
        ["description"] = voucher.Description,
        ["referenceType"] = voucher.ReferenceType,
        ["referenceNumber"] = voucher.ReferenceNumber,
        ["comments"] = voucher.Comments,
        ["postedAt"] = voucher.PostedAt,
        ["rows"] = new JsonArray([.. voucher.Rows.Select(row => new JsonObject
        {
            ["account"] = row.Account,
            ["debit"] = FortnoxValue.Amount(row.Debit),
            ["credit"] = FortnoxValue.Amount(row.Credit),
            ["description"] = row.Description,
            ["transactionInformation"] = row.TransactionInformation,
        })]),
        ["files"] = new JsonArray([.. files]),
    };

    public static JsonObject File(StoredFile file) => new()
    {
        ["id"] = file.Id,
        ["archiveFileId"] = file.ArchiveFileId,
        ["name"] = file.Name,
        ["path"] = file.Path,
        ["size"] = file.Size,
        ["sha256"] = file.Blob,
    };
}
