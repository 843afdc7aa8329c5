using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Tests.Conformance;
using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers.Tests.Xero;

public sealed partial class XeroConformance : ProviderConformance<XeroProvider>
{
    protected override string Key => "xero";

    protected override string ForeignCurrency => "EUR";

    protected override string TransactionPath => "/BankTransactions$";

    protected override string TokenPath => "/connect/token$";

    protected override IReadOnlyList<string> QuotaRules => ["minute", "day", "appminute", "concurrent"];

    protected override Task PutContactOutOfUseAsync(RemoteSession session, string contactId) =>
        PostAsync(session, "Contacts", $$"""{"ContactID":"{{contactId}}","ContactStatus":"ARCHIVED"}""");

    protected override (string Method, string Path)? ContactCreation => ("PUT", "/Contacts\\?");

    protected override string AttachmentPath => "/Attachments/";

    protected override string AttachmentMethod => "PUT";

    protected override string SpoiltField => "LineItems.AccountCode";

    protected override void Register(IServiceCollection services, IConfiguration configuration) => services.AddXero(configuration);

    protected override object NewCompany(string name) =>
        new { provider = "xero", name, baseCurrency = "GBP", country = "GB", settings = new { currencies = (string[])["EUR", "USD", "JPY"] } };

    protected override TransactionEntry Spoil(TransactionEntry entry) => entry with { PostingAccount = entry.PostingAccount with { Code = "999" } };

    protected override IReadOnlyList<BookedEntry> ReadBooks(JsonElement books)
    {
        var accounts = books.GetProperty("accounts").EnumerateArray().ToList();
        return
        [
            .. from document in books.GetProperty("documents").EnumerateArray()
               where document.GetProperty("status").GetString() == "AUTHORISED"
               let key = EntryKey.FindIn(document.GetProperty("reference").GetString())
               where key is not null
               let amount = document.GetProperty("total").GetDecimal() * (document.GetProperty("type").GetString() == "SPEND" ? -1 : 1)
               let line = document.GetProperty("lines").EnumerateArray().Single()
               select new BookedEntry(
                   document.GetProperty("id").GetString()!,
                   key,
                   DateOnly.ParseExact(document.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                   amount,
                   document.GetProperty("currency").GetString()!,
                   Math.Round(amount / document.GetProperty("currencyRate").GetDecimal(), 2, MidpointRounding.AwayFromZero),
                   IdOf("name", document.GetProperty("bankAccount")),
                   IdOf("code", line.GetProperty("account")),
                   line.GetProperty("description").GetString()!,
                   [.. document.GetProperty("attachments").EnumerateArray().Select(file => new BookedFile(file.GetProperty("name").GetString()!, file.GetProperty("length").GetInt64()))]),
        ];

        string IdOf(string member, JsonElement value) =>
            accounts.First(account => account.GetProperty(member).GetString() == value.GetString()).GetProperty("id").GetString()!;
    }
}
