using System.Globalization;
using System.Text.Json.Nodes;

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
        ["documents"] = new JsonArray([.. company.BankTransactions.Values.Select(transaction => Document(company, transaction))]),
    };

    private static JsonObject Document(XeroCompany company, XeroBankTransaction transaction) => new()
    {
        ["kind"] = "BankTransaction",
        ["id"] = transaction.BankTransactionId.ToString(),
        ["type"] = transaction.Type,
        ["status"] = transaction.Status,
        ["date"] = Day(transaction.Date),
        ["reference"] = transaction.Reference,
        ["contact"] = company.Contacts.GetValueOrDefault(transaction.ContactId)?.Name,
        ["bankAccount"] = company.Accounts.GetValueOrDefault(transaction.BankAccountId)?.Name,
        ["currency"] = transaction.CurrencyCode,
        ["currencyRate"] = transaction.CurrencyRate,
        ["total"] = XeroJson.Money(transaction.Total),
        ["totalTax"] = XeroJson.Money(transaction.TotalTax),
        ["lines"] = new JsonArray([.. transaction.Lines.Select(line => new JsonObject
        {
            ["description"] = line.Description,
            ["account"] = line.AccountCode,
            ["taxType"] = line.TaxType,
            ["amount"] = XeroJson.Money(line.LineAmount),
            ["tax"] = XeroJson.Money(line.TaxAmount),
        })]),
        ["attachments"] = new JsonArray([.. (company.Attachments.GetValueOrDefault(transaction.BankTransactionId) ?? []).Select(attachment => new JsonObject
        {
            ["id"] = attachment.AttachmentId.ToString(),
            ["name"] = attachment.FileName,
            ["contentType"] = attachment.MimeType,
            ["length"] = attachment.ContentLength,
            ["sha256"] = attachment.Content,
        })]),
        ["notes"] = new JsonArray([.. (company.History.GetValueOrDefault(transaction.BankTransactionId) ?? []).Select(note => JsonValue.Create(note.Details))]),
        ["createdBy"] = transaction.CreatedBy,
    };

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
