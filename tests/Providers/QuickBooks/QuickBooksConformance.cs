using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;
using OrleansLedger.Providers.Tests.Conformance;

namespace OrleansLedger.Providers.Tests.QuickBooks;

/// <summary>Against a company outside the US, with several currencies and tax.</summary>
public sealed partial class QuickBooksConformance : ProviderConformance<QuickBooksProvider>
{
    protected override string Key => "quickbooks";

    protected override string ForeignCurrency => "EUR";

    protected override string TransactionPath => "/batch$";

    protected override string TokenPath => "/tokens/bearer$";

    protected override IReadOnlyList<string> QuotaRules => ["second", "minute", "batch", "batch-company"];

    protected override async Task PutContactOutOfUseAsync(RemoteSession session, string contactId)
    {
        var read = session.Calls.Sent.First(request => request.Uri.AbsolutePath.EndsWith("/preferences", StringComparison.Ordinal)).Uri;
        var json = $$"""{"Id":"{{contactId.Split(':')[1]}}","SyncToken":"0","sparse":true,"Active":false}""";
        var request = ProviderRequest.Json(HttpMethod.Post, new Uri(read, "vendor?minorversion=75"), "test", json) with { Headers = [new("Accept", "application/json")] };
        (await session.Calls.SendAsync(request, Cancellation)).ShouldBeOfType<CallAnswer.Answered>().IsSuccess.ShouldBeTrue();
    }

    protected override (string Method, string Path)? ContactCreation => ("POST", "/batch\\?");

    protected override string AttachmentPath => "/upload$";

    protected override string SpoiltField => "Accounts";

    protected override void Register(IServiceCollection services, IConfiguration configuration) => services.AddQuickBooks(configuration);

    protected override object NewCompany(string name) => new { provider = Key, name, country = "GB", baseCurrency = "GBP" };

    protected override Task<string> CreateCompanyAsync(string name = "Harbour Cafe") => UnhurriedAsync(NewCompany(name));

    /// <summary>Ten calls a second are soon used up without a gate, which is not what is tested here.</summary>
    private async Task<string> UnhurriedAsync(object company)
    {
        var id = await Sandbox.CreateCompanyAsync(company);
        await Sandbox.ChangeCompanyAsync(Key, id, new { quotas = new { second = new { limit = 1000, seconds = 1 } } });
        return id;
    }

    protected override TransactionEntry Spoil(TransactionEntry entry) => entry with { PostingAccount = entry.PostingAccount with { RemoteId = "999999" } };

    protected override IReadOnlyList<BookedEntry> ReadBooks(JsonElement books) =>
        [.. books.GetProperty("documents").EnumerateArray().Where(document => Text(document, "type") is "Purchase" or "Deposit").Select(Booked).OfType<BookedEntry>()];

    private static BookedEntry? Booked(JsonElement document)
    {
        var entity = document.GetProperty("entity");
        if (EntryKey.FindIn(Text(entity, "DocNumber")) is not { } key)
        {
            return null;
        }

        var isPurchase = Text(document, "type") == "Purchase";
        var line = entity.GetProperty("Line").EnumerateArray().ShouldHaveSingleItem();
        var detail = line.GetProperty(isPurchase ? "AccountBasedExpenseLineDetail" : "DepositLineDetail");
        var isMoneyOut = isPurchase && !(entity.TryGetProperty("Credit", out var credit) && credit.GetBoolean());
        var amount = entity.GetProperty("TotalAmt").GetDecimal() * (isMoneyOut ? -1 : 1);
        var rate = entity.TryGetProperty("ExchangeRate", out var given) ? given.GetDecimal() : 1;
        return new BookedEntry(
            $"{(isPurchase ? "purchase" : "deposit")}:{Text(document, "id")}",
            key,
            DateOnly.ParseExact(Text(entity, "TxnDate")!, "yyyy-MM-dd"),
            amount,
            Reference(entity, "CurrencyRef"),
            amount * rate,
            Reference(entity, isPurchase ? "AccountRef" : "DepositToAccountRef"),
            Reference(detail, "AccountRef"),
            Text(entity, "PrivateNote") ?? "",
            [.. document.GetProperty("attachments").EnumerateArray().Select(file => new BookedFile(Text(file, "fileName")!, file.GetProperty("size").GetInt64()))]);
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() : null;

    private static string Reference(JsonElement element, string name) => Text(element.GetProperty(name), "value")!;
}
