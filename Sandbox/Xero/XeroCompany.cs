using System.Text.Json.Serialization;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Xero.Books;
using OrleansLedger.Sandbox.Xero.Books.Items;
using OrleansLedger.Sandbox.Xero.Books.ManualJournals;
using OrleansLedger.Sandbox.Xero.Books.Payments;
using OrleansLedger.Sandbox.Xero.Books.Trade;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>A Xero organisation and its books. <see cref="SimulatedCompany.Id"/> is the tenant id, a GUID in lower case.</summary>
internal sealed class XeroCompany : SimulatedCompany
{
    /// <summary>Xero's edition: UK, US, GLOBAL, ...</summary>
    public required string Version { get; init; }

    public string Plan { get; set; } = "PREMIUM";
    public string Timezone { get; set; } = "GMTSTANDARDTIME";
    public string ShortCode { get; init; } = "!sbx01";
    public DateOnly? PeriodLockDate { get; set; }
    public DateOnly? EndOfYearLockDate { get; set; }
    public required DateTime CreatedAt { get; init; }

    /// <summary>Currencies the organisation is subscribed to, the base currency first.</summary>
    public List<string> Currencies { get; init; } = [];

    /// <summary>Units of a currency for one of the base currency: the rate of the day when a transaction names none.</summary>
    public Dictionary<string, decimal> DayRates { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<Guid, XeroAccount> Accounts { get; init; } = [];
    public List<XeroTaxRate> TaxRates { get; init; } = [];
    public Dictionary<Guid, XeroContact> Contacts { get; init; } = [];
    public Dictionary<Guid, XeroBankTransaction> BankTransactions { get; init; } = [];
    public Dictionary<Guid, XeroTradeDocument> Invoices { get; init; } = [];
    public Dictionary<Guid, XeroTradeDocument> CreditNotes { get; init; } = [];
    public Dictionary<Guid, XeroPayment> Payments { get; init; } = [];
    public Dictionary<Guid, XeroItem> Items { get; init; } = [];
    public Dictionary<Guid, XeroManualJournal> ManualJournals { get; init; } = [];

    /// <summary>The next automatic number by its prefix.</summary>
    public Dictionary<string, int> NextNumbers { get; init; } = new(StringComparer.Ordinal);

    /// <summary>By the id of the document (or contact, account) they hang on.</summary>
    public Dictionary<Guid, List<XeroAttachment>> Attachments { get; init; } = [];

    /// <summary>Notes by the id of what they are about.</summary>
    public Dictionary<Guid, List<XeroHistoryRecord>> History { get; init; } = [];

    [JsonIgnore]
    public Guid OrganisationId => Guid.Parse(Id);

    public XeroAccount? Account(string? code, Guid? id) =>
        id is { } key ? Accounts.GetValueOrDefault(key) :
        string.IsNullOrEmpty(code) ? null : Accounts.Values.FirstOrDefault(account => string.Equals(account.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>Any posting to the account, or a payment through it.</summary>
    public bool Uses(XeroAccount account)
    {
        var id = account.AccountId;
        return BankTransactions.Values.Any(transaction => transaction.BankAccountId == id)
            || Payments.Values.Any(payment => payment.AccountId == id)
            || BankTransactions.Values.Concat<XeroDocument>(Invoices.Values).Concat(CreditNotes.Values).Any(document => document.Lines.Any(line => line.AccountId == id))
            || ManualJournals.Values.Any(journal => journal.Lines.Any(line => line.AccountId == id));
    }

    public XeroItem? Item(string? code) => string.IsNullOrEmpty(code) ? null : Items.Values.FirstOrDefault(item => string.Equals(item.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The invoice or credit note a payment is for.</summary>
    public XeroTradeDocument TradeDocument(Guid id) => Invoices.TryGetValue(id, out var invoice) ? invoice : CreditNotes[id];

    public XeroTaxRate? TaxRate(string? type) => TaxRates.FirstOrDefault(rate => string.Equals(rate.TaxType, type, StringComparison.Ordinal));
}
