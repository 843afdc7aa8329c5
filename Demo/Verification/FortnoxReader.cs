using System.Text.Json;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.Demo.Verification;

/// <summary>Reads the vouchers of every financial year and the files connected to them. The books know no other currency than the company's.</summary>
internal sealed class FortnoxReader(HttpClient http, Uri provider, SimulatedCompany company) : ProviderReader(http, provider, company)
{
    private const int PageSize = 500;

    protected override string AuthorizePath => "oauth-v1/auth";

    protected override string TokenPath => "oauth-v1/token";

    protected override string Scope => "bookkeeping connectfile archive inbox";

    protected override string AuthorizeExtra => "&access_type=offline";

    public override async Task<IReadOnlyList<BookedDocument>> ReadAsync(CancellationToken cancellationToken)
    {
        var documents = new List<BookedDocument>();
        foreach (var year in await ListAsync("financialyears", "FinancialYears", cancellationToken))
        {
            var id = year.Text("Id")!;
            var files = await ReadFilesAsync(id, cancellationToken);
            foreach (var head in await ListAsync($"vouchers?financialyear={id}", "Vouchers", cancellationToken))
            {
                var path = $"vouchers/{head.Text("VoucherSeries")}/{head.Text("VoucherNumber")}?financialyear={id}";
                var voucher = (await GetAsync("3/" + path, cancellationToken)).GetProperty("Voucher");
                documents.Add(Document(voucher, files));
            }
        }

        return documents;
    }

    private BookedDocument Document(JsonElement voucher, ILookup<string, BookedFile> files)
    {
        var number = $"{voucher.Text("VoucherSeries")}{voucher.Text("VoucherNumber")}";
        var rows = voucher.Items("VoucherRows").Where(row => row.Text("Removed") is not ("True" or "true")).ToList();
        var bank = rows.Where(IsBank).ToList();
        return new BookedDocument
        {
            Name = $"voucher {number}",
            EntryKey = EntryKey.FindIn(voucher.Text("Comments")) ?? EntryKey.FindIn(voucher.Text("Description")),
            DatedOn = voucher.Day("TransactionDate"),
            BaseAmount = new Money(bank.Sum(row => (row.Number("Debit") ?? 0) - (row.Number("Credit") ?? 0)), Company.BaseCurrency),
            BankAccount = Json.Texts(bank.Select(row => row.Text("Account")).Distinct(StringComparer.Ordinal)),
            PostingAccount = Json.Texts(rows.Except(bank).Select(row => row.Text("Account")).Distinct(StringComparer.Ordinal)),
            Files = [.. files[number]],
        };
    }

    /// <summary>In the BAS chart 1900 to 1999 are cash and bank.</summary>
    private static bool IsBank(JsonElement row) => row.Text("Account") is ['1', '9', _, _];

    /// <summary>By series and number of the voucher.</summary>
    private async Task<ILookup<string, BookedFile>> ReadFilesAsync(string year, CancellationToken cancellationToken)
    {
        var names = (await GetAsync("3/archive/root", cancellationToken)).GetProperty("Folder").Items("Files")
            .ToDictionary(file => file.Text("Id")!, file => file.Text("Name")!, StringComparer.OrdinalIgnoreCase);
        var files = new List<(string Voucher, BookedFile File)>();
        foreach (var connection in await ListAsync($"voucherfileconnections?financialyear={year}", "VoucherFileConnections", cancellationToken))
        {
            var id = connection.Text("FileId")!;
            files.Add((
                $"{connection.Text("VoucherSeries")}{connection.Text("VoucherNumber")}",
                new BookedFile(names.GetValueOrDefault(id, id), await ReadHashAsync(id, cancellationToken))));
        }

        return files.ToLookup(pair => pair.Voucher, pair => pair.File, StringComparer.Ordinal);
    }

    private Task<string> ReadHashAsync(string fileId, CancellationToken cancellationToken) => HashAsync(At($"3/archive/{fileId}"), cancellationToken);

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string path, string name, CancellationToken cancellationToken)
    {
        var all = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = await GetAsync($"3/{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}page={page}&limit={PageSize}", cancellationToken);
            all.AddRange(answer.Items(name));
            if (page >= (answer.Member("MetaInformation")?.Number("@TotalPages") ?? 1))
            {
                return all;
            }
        }
    }
}
