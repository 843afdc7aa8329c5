using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Books.ManualJournals;
using OrleansLedger.Sandbox.Xero.Books.Payments;
using OrleansLedger.Sandbox.Xero.Books.Trade;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>The books for a reader of the control API: plain names, amounts as numbers, dates as <c>YYYY-MM-DD</c>.</summary>
internal static class XeroBooks
{
    public static JsonObject Render(XeroCompany company) => new()
    {
        ["provider"] = "xero",
        ["id"] = company.Id,
        ["name"] = company.Name,
        ["baseCurrency"] = company.BaseCurrency,
        ["currencies"] = new JsonArray([.. company.Currencies.Select(code => JsonValue.Create(code))]),
        ["periodLockDate"] = Day(company.PeriodLockDate),
        ["endOfYearLockDate"] = Day(company.EndOfYearLockDate),
        ["accounts"] = new JsonArray([.. company.Accounts.Values.Select(account => new JsonObject
        {
            ["id"] = account.AccountId.ToString(),
            ["code"] = account.Code,
            ["name"] = account.Name,
            ["type"] = account.Type,
            ["taxType"] = account.TaxType,
            ["status"] = account.Status,
            ["currency"] = account.CurrencyCode,
        })]),
        ["contacts"] = new JsonArray([.. company.Contacts.Values.Select(contact => new JsonObject
        {
            ["id"] = contact.ContactId.ToString(),
            ["name"] = contact.Name,
            ["status"] = contact.Status,
        })]),
        ["items"] = new JsonArray([.. company.Items.Values.Select(item => new JsonObject { ["id"] = item.ItemId.ToString(), ["code"] = item.Code, ["name"] = item.Name })]),
        ["documents"] = new JsonArray([.. Documents(company)]),
    };

    private static IEnumerable<JsonObject> Documents(XeroCompany company) =>
    [
        .. company.BankTransactions.Values.Select(transaction => BankTransaction(company, transaction)),
        .. company.Invoices.Values.Concat(company.CreditNotes.Values).Select(document => TradeDocument(company, document)),
        .. company.Payments.Values.Select(payment => Payment(company, payment)),
        .. company.ManualJournals.Values.Select(journal => ManualJournal(company, journal)),
    ];

    private static JsonObject BankTransaction(XeroCompany company, XeroBankTransaction transaction)
    {
        var json = Document(company, "BankTransaction", transaction.BankTransactionId, transaction);
        json["bankAccount"] = company.Accounts.GetValueOrDefault(transaction.BankAccountId)?.Name;
        return json;
    }

    private static JsonObject TradeDocument(XeroCompany company, XeroTradeDocument document)
    {
        var json = Document(company, document.IsCredit ? "CreditNote" : "Invoice", document.Id, document);
        json["number"] = document.Number;
        json["dueDate"] = Day(document.DueOn);
        json["outstanding"] = XeroJson.Money(document.Outstanding);
        json["paid"] = XeroJson.Money(document.AmountPaid);
        json["credited"] = XeroJson.Money(document.AmountAllocated);
        return json;
    }

    private static JsonObject Payment(XeroCompany company, XeroPayment payment) => new()
    {
        ["kind"] = "Payment",
        ["id"] = payment.PaymentId.ToString(),
        ["type"] = payment.PaymentType,
        ["status"] = payment.Status,
        ["date"] = Day(payment.Date),
        ["reference"] = payment.Reference,
        ["bankAccount"] = company.Accounts.GetValueOrDefault(payment.AccountId)?.Name,
        ["document"] = payment.DocumentId.ToString(),
        ["currency"] = company.TradeDocument(payment.DocumentId).CurrencyCode,
        ["currencyRate"] = payment.CurrencyRate,
        ["total"] = XeroJson.Money(payment.Amount),
    };

    private static JsonObject ManualJournal(XeroCompany company, XeroManualJournal journal) => new()
    {
        ["kind"] = "ManualJournal",
        ["id"] = journal.ManualJournalId.ToString(),
        ["status"] = journal.Status,
        ["date"] = Day(journal.Date),
        ["reference"] = journal.Narration,
        ["currency"] = company.BaseCurrency,
        ["lines"] = new JsonArray([.. journal.Lines.Select(line => Line(line.Description, line.AccountCode, line.TaxType, line.Amount, line.TaxAmount))]),
        ["attachments"] = Attachments(company, journal.ManualJournalId),
        ["notes"] = Notes(company, journal.ManualJournalId),
    };

    private static JsonObject Document(XeroCompany company, string kind, Guid id, XeroDocument document) => new()
    {
        ["kind"] = kind,
        ["id"] = id.ToString(),
        ["type"] = document.Type,
        ["status"] = document.Status,
        ["date"] = Day(document.Date),
        ["reference"] = document.Reference,
        ["contact"] = company.Contacts.GetValueOrDefault(document.ContactId)?.Name,
        ["currency"] = document.CurrencyCode,
        ["currencyRate"] = document.CurrencyRate,
        ["total"] = XeroJson.Money(document.Total),
        ["totalTax"] = XeroJson.Money(document.TotalTax),
        ["lines"] = new JsonArray([.. document.Lines.Select(line => Line(line.Description, line.AccountCode, line.TaxType, line.LineAmount, line.TaxAmount))]),
        ["attachments"] = Attachments(company, id),
        ["notes"] = Notes(company, id),
        ["createdBy"] = document.CreatedBy,
    };

    private static JsonObject Line(string? description, string? account, string taxType, decimal amount, decimal tax) => new()
    {
        ["description"] = description,
        ["account"] = account,
        ["taxType"] = taxType,
        ["amount"] = XeroJson.Money(amount),
        ["tax"] = XeroJson.Money(tax),
    };

    private static JsonArray Attachments(XeroCompany company, Guid id) => new([.. (company.Attachments.GetValueOrDefault(id) ?? []).Select(attachment => new JsonObject
    {
        ["id"] = attachment.AttachmentId.ToString(),
        ["name"] = attachment.FileName,
        ["contentType"] = attachment.MimeType,
        ["length"] = attachment.ContentLength,
        ["sha256"] = attachment.Content,
    })]);

    private static JsonArray Notes(XeroCompany company, Guid id) => new([.. (company.History.GetValueOrDefault(id) ?? []).Select(note => JsonValue.Create(note.Details))]);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
