using System.Text.Json;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.Demo.Verification;

/// <summary>Reads Purchase, Deposit and Attachable.</summary>
internal sealed class QuickBooksReader(HttpClient http, Uri provider, SimulatedCompany company) : ProviderReader(http, provider, company)
{
    private const int PageSize = 1000;

    protected override string AuthorizePath => "connect/oauth2";

    protected override string TokenPath => "oauth2/v1/tokens/bearer";

    protected override string Scope => "com.intuit.quickbooks.accounting";

    private string Root => $"v3/company/{Company.Id}";

    public override async Task<IReadOnlyList<BookedDocument>> ReadAsync(CancellationToken cancellationToken)
    {
        var files = await ReadFilesAsync(cancellationToken);
        var documents = new List<BookedDocument>();
        foreach (var purchase in await QueryAsync("Purchase", cancellationToken))
        {
            var sign = purchase.Text("Credit") is { } credit && bool.Parse(credit) ? 1 : -1;
            documents.Add(Document("Purchase", purchase, sign, "AccountRef", "AccountBasedExpenseLineDetail", files));
        }

        foreach (var deposit in await QueryAsync("Deposit", cancellationToken))
        {
            documents.Add(Document("Deposit", deposit, sign: 1, "DepositToAccountRef", "DepositLineDetail", files));
        }

        return documents;
    }

    private static string? Reference(JsonElement entity, string name) => entity.Member(name)?.Text("value");

    private BookedDocument Document(string kind, JsonElement entity, int sign, string bankMember, string detailMember, ILookup<string, BookedFile> files)
    {
        var id = entity.Text("Id")!;
        var currency = Reference(entity, "CurrencyRef") ?? Company.BaseCurrency;
        return new BookedDocument
        {
            Name = $"{kind.ToLowerInvariant()} {id}",
            EntryKey = EntryKey.FindIn(entity.Text("DocNumber")) ?? EntryKey.FindIn(entity.Text("PrivateNote")),
            DatedOn = entity.Day("TxnDate"),
            Amount = new Money(sign * (entity.Number("TotalAmt") ?? 0), currency),
            Rate = currency == Company.BaseCurrency ? 1 : entity.Number("ExchangeRate"),
            BankAccount = Json.Texts(Reference(entity, bankMember)),
            PostingAccount = Json.Texts(entity.Items("Line").Select(line => line.Member(detailMember) is { } detail ? Reference(detail, "AccountRef") : null).Distinct(StringComparer.Ordinal)),
            Files = [.. files[$"{kind}/{id}"]],
        };
    }

    /// <summary>By kind and id of the entity they hang on.</summary>
    private async Task<ILookup<string, BookedFile>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var files = new List<(string Entity, BookedFile File)>();
        foreach (var attachable in await QueryAsync("Attachable", cancellationToken))
        {
            if (attachable.Text("FileName") is not { } name)
            {
                continue;
            }

            using var link = await SendAsync(At($"{Root}/download/{attachable.Text("Id")}"), "*/*", cancellationToken);
            link.EnsureSuccessStatusCode();
            var file = new BookedFile(name, await HashAsync(new Uri(await link.Content.ReadAsStringAsync(cancellationToken)), cancellationToken));
            files.AddRange(attachable.Items("AttachableRef").Select(reference => reference.Member("EntityRef") is { } entity
                ? ($"{entity.Text("type")}/{entity.Text("value")}", file)
                : ("", file)));
        }

        return files.ToLookup(pair => pair.Entity, pair => pair.File, StringComparer.OrdinalIgnoreCase);
    }

    private async Task<IReadOnlyList<JsonElement>> QueryAsync(string entity, CancellationToken cancellationToken)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            var query = $"select * from {entity} orderby Id startposition {all.Count + 1} maxresults {PageSize}";
            var answer = await GetAsync($"{Root}/query?minorversion=75&query={Uri.EscapeDataString(query)}", cancellationToken);
            var page = answer.Member("QueryResponse")?.Items(entity).ToList() ?? [];
            all.AddRange(page);
            if (page.Count < PageSize)
            {
                return all;
            }
        }
    }
}
