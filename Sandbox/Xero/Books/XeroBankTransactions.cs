using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/BankTransactions</c>: money spent and received.</summary>
internal static class XeroBankTransactions
{
    private const string Plural = "BankTransactions";
    private const string IdName = "BankTransactionID";

    public static XeroReply List(XeroCall call)
    {
        var company = call.Company;
        IEnumerable<XeroBankTransaction> transactions = company.BankTransactions.Values;
        // A parameter of Xero's own client libraries (xero-node 20.0.0).
        if (call.Listed("References") is { } references) transactions = transactions.Where(transaction => transaction.Reference is not null && references.Contains(transaction.Reference));

        var page = Listing(company).Select(call, transactions);
        return XeroJson.Envelope(call, Plural, page.Records.Select(transaction => Wire(call, transaction, withLines: page.IsFull)), page.Pagination);
    }

    public static XeroReply Get(XeroCall call) => call.Company.BankTransactions.TryGetValue(call.Id(), out var transaction)
        ? XeroJson.Envelope(call, Plural, [Wire(call, transaction)])
        : XeroErrors.NotFound();

    public static XeroReply Write(XeroCall call) => XeroElements.Process(call, Plural, IdName, element => Check(call, element, idInPath: null));

    public static XeroReply Update(XeroCall call)
    {
        var id = call.Id();
        if (!call.Company.BankTransactions.ContainsKey(id)) return XeroErrors.NotFound();
        return XeroElements.ProcessOne(call, Plural, IdName, element => Check(call, element, id));
    }

    private static XeroChange Check(XeroCall call, JsonElement element, Guid? idInPath)
    {
        // PUT only creates: an id in the body is not looked at.
        var id = idInPath ?? (call.IsPut ? null : element.Id(IdName));
        if (id is not { } known) return XeroBankTransactionDraft.Create(call, element);
        return call.Company.BankTransactions.TryGetValue(known, out var existing)
            ? XeroBankTransactionDraft.Change(call, element, existing)
            : new XeroChange(["An existing Bank Transaction with the specified BankTransactionID could not be found"], [], () => []);
    }

    public static JsonObject Wire(XeroCall call, XeroBankTransaction transaction, bool withLines = true)
    {
        var company = call.Company;
        var account = company.Accounts[transaction.BankAccountId];
        var contact = company.Contacts[transaction.ContactId];
        var json = new JsonObject
        {
            [IdName] = transaction.BankTransactionId.ToString(),
            ["BankAccount"] = new JsonObject { ["AccountID"] = account.AccountId.ToString(), ["Code"] = account.Code, ["Name"] = account.Name },
            ["Type"] = transaction.Type,
            ["Reference"] = transaction.Reference ?? "",
            ["IsReconciled"] = transaction.IsReconciled,
            ["HasAttachments"] = XeroDocumentWire.HasAttachments(company, transaction.BankTransactionId),
            ["Contact"] = withLines ? XeroContacts.Wire(contact, withDetails: true) : XeroContacts.Wire(contact, withDetails: false),
            ["DateString"] = XeroJson.DateString(transaction.Date),
            ["Date"] = XeroJson.Date(transaction.Date),
            ["Status"] = transaction.Status,
            ["LineAmountTypes"] = transaction.LineAmountTypes,
        };
        if (withLines) json["LineItems"] = XeroDocumentWire.Lines(transaction, call.UnitDecimals);
        json.AddTotals(transaction);
        json["UpdatedDateUTC"] = XeroJson.Date(transaction.UpdatedAt);
        json["CurrencyCode"] = transaction.CurrencyCode;
        if (transaction.CurrencyCode != company.BaseCurrency) json["CurrencyRate"] = transaction.CurrencyRate;
        if (transaction.Url is not null) json["Url"] = transaction.Url;
        if (transaction.OverpaymentId is { } overpayment) json["OverpaymentID"] = overpayment.ToString();
        if (transaction.PrepaymentId is { } prepayment) json["PrepaymentID"] = prepayment.ToString();
        return json;
    }

    private static XeroListing<XeroBankTransaction> Listing(XeroCompany company) =>
        new XeroListing<XeroBankTransaction>("BankTransaction", transaction => transaction.UpdatedAt, transaction => transaction.BankTransactionId)
            .Key(IdName, transaction => transaction.BankTransactionId)
            .Documents(company)
            .Flag("IsReconciled", transaction => transaction.IsReconciled)
            .Key("BankAccount.AccountID", transaction => transaction.BankAccountId)
            .Text("BankAccount.Code", transaction => company.Accounts[transaction.BankAccountId].Code)
            .Text("BankAccount.Name", transaction => company.Accounts[transaction.BankAccountId].Name)
            .Key("OverpaymentID", transaction => transaction.OverpaymentId)
            .Key("PrepaymentID", transaction => transaction.PrepaymentId);
}
