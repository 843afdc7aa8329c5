using System.Text.Json;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.Demo.Verification;

/// <summary>Reads BankTransactions and their Attachments.</summary>
internal sealed class XeroReader(HttpClient http, Uri provider, SimulatedCompany company) : ProviderReader(http, provider, company)
{
    private const int PageSize = 1000;

    protected override string AuthorizePath => "identity/connect/authorize";

    protected override string TokenPath => "connect/token";

    protected override string Scope => "offline_access accounting.banktransactions accounting.attachments accounting.settings.read";

    protected override void Prepare(HttpRequestMessage request) => request.Headers.Add("Xero-Tenant-Id", Company.Id);

    public override async Task<IReadOnlyList<BookedDocument>> ReadAsync(CancellationToken cancellationToken)
    {
        var documents = new List<BookedDocument>();
        for (var page = 1; ; page++)
        {
            var answer = await GetAsync($"api.xro/2.0/BankTransactions?page={page}&pageSize={PageSize}&unitdp=4", cancellationToken);
            var transactions = answer.Items("BankTransactions").ToList();
            foreach (var transaction in transactions.Where(transaction => transaction.Text("Status") == "AUTHORISED"))
            {
                documents.Add(await ReadAsync(transaction, cancellationToken));
            }

            if (transactions.Count < PageSize)
            {
                return documents;
            }
        }
    }

    private async Task<BookedDocument> ReadAsync(JsonElement transaction, CancellationToken cancellationToken)
    {
        var id = transaction.Text("BankTransactionID")!;
        var sign = transaction.Text("Type")!.StartsWith("SPEND", StringComparison.Ordinal) ? -1 : 1;
        var bank = transaction.Member("BankAccount") ?? default;
        var lines = transaction.Items("LineItems").ToList();
        return new BookedDocument
        {
            Name = $"bank transaction {id}",
            EntryKey = EntryKey.FindIn(transaction.Text("Reference")),
            DatedOn = transaction.Day("DateString"),
            Amount = new Money(sign * (transaction.Number("Total") ?? 0), transaction.Text("CurrencyCode") ?? ""),
            Rate = BaseUnitsForOne(transaction),
            BankAccount = Json.Texts(bank.Text("AccountID"), bank.Text("Code")),
            PostingAccount = Json.Texts(lines.SelectMany(line => new[] { line.Text("AccountID"), line.Text("AccountCode") }).Distinct(StringComparer.Ordinal)),
            Files = await ReadFilesAsync(id, transaction.Text("HasAttachments"), cancellationToken),
        };
    }

    /// <summary>Xero's rate is the other way round: units of the transaction's currency for one of the organisation's.</summary>
    private decimal? BaseUnitsForOne(JsonElement transaction) => transaction.Text("CurrencyCode") == Company.BaseCurrency
        ? 1
        : transaction.Number("CurrencyRate") is { } rate and > 0 ? 1 / rate : null;

    private async Task<IReadOnlyList<BookedFile>> ReadFilesAsync(string id, string? hasAttachments, CancellationToken cancellationToken)
    {
        if (!bool.TryParse(hasAttachments, out var has) || !has)
        {
            return [];
        }

        var path = $"api.xro/2.0/BankTransactions/{id}/Attachments";
        var files = new List<BookedFile>();
        foreach (var file in (await GetAsync(path, cancellationToken)).Items("Attachments"))
        {
            files.Add(new BookedFile(file.Text("FileName")!, await HashAsync(At($"{path}/{file.Text("AttachmentID")}"), cancellationToken)));
        }

        return files;
    }
}
