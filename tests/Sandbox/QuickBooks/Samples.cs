using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

/// <summary>Bodies the tests begin with; <see cref="With"/> changes a member, null takes it out.</summary>
internal static class Samples
{
    public static JsonObject Purchase(decimal amount = 20m, string currency = "USD", string account = "42", string? taxCode = null) => Parse($$$"""
        {"PaymentType":"CreditCard","AccountRef":{"value":"{{{account}}}"},"CurrencyRef":{"value":"{{{currency}}}"},"TxnDate":"2026-03-04","PrivateNote":"a note","GlobalTaxCalculation":"TaxExcluded","Line":[{{{ExpenseLine(amount, taxCode)}}}]}
        """);

    public static string ExpenseLine(decimal amount, string? taxCode = null, string account = "13") => $$$"""
        {"DetailType":"AccountBasedExpenseLineDetail","Amount":{{{amount}}},"AccountBasedExpenseLineDetail":{"AccountRef":{"value":"{{{account}}}"}{{{TaxCode(taxCode)}}} } }
        """;

    private static string TaxCode(string? code) => code is null ? "" : $",\"TaxCodeRef\":{{\"value\":\"{code}\"}}";

    public static JsonObject Deposit(decimal amount = 80m, string currency = "USD", string to = "35", string from = "87") => Parse($$$"""
        {"DepositToAccountRef":{"value":"{{{to}}}"},"CurrencyRef":{"value":"{{{currency}}}"},"TxnDate":"2026-03-05","Line":[{"DetailType":"DepositLineDetail","Amount":{{{amount}}},"DepositLineDetail":{"AccountRef":{"value":"{{{from}}}"} } }]}
        """);

    /// <summary>An invoice, credit memo, receipt or estimate of one line on the item Services; customer 4 is Amy's Bird Sanctuary.</summary>
    public static JsonObject Sale(decimal amount = 300m, string customer = "4", string currency = "USD", string? taxCode = null) => Parse($$$"""
        {"CustomerRef":{"value":"{{{customer}}}"},"CurrencyRef":{"value":"{{{currency}}}"},"TxnDate":"2026-03-02","GlobalTaxCalculation":"TaxExcluded","Line":[{{{SalesLine(amount, taxCode)}}}]}
        """);

    public static string SalesLine(decimal amount, string? taxCode = null) => $$$"""
        {"DetailType":"SalesItemLineDetail","Amount":{{{amount}}},"SalesItemLineDetail":{"ItemRef":{"value":"1"}{{{TaxCode(taxCode)}}} } }
        """;

    /// <summary>A payment of customer 4, with a line for each transaction it is applied to.</summary>
    public static JsonObject Payment(decimal total, params IEnumerable<(decimal Amount, string Type, JsonObject Transaction)> lines) => new()
    {
        ["CustomerRef"] = Ref("4"), ["CurrencyRef"] = Ref("USD"), ["TxnDate"] = "2026-03-09", ["TotalAmt"] = total, ["Line"] = Applied(lines),
    };

    public static JsonArray Applied(params IEnumerable<(decimal Amount, string Type, JsonObject Transaction)> lines) => new([.. lines.Select(line => (JsonNode)new JsonObject
    {
        ["Amount"] = line.Amount, ["LinkedTxn"] = new JsonArray(new JsonObject { ["TxnId"] = line.Transaction["Id"]!.GetValue<string>(), ["TxnType"] = line.Type }),
    })]);

    public static JsonObject JournalEntry(decimal debit = 55m, decimal credit = 55m, string debitAccount = "13", string creditAccount = "1") => Parse($$$"""
        {"CurrencyRef":{"value":"USD"},"TxnDate":"2026-03-31","Line":[{{{JournalLine("Debit", debit, debitAccount)}}},{{{JournalLine("Credit", credit, creditAccount)}}}]}
        """);

    public static string JournalLine(string posting, decimal amount, string account, string? customer = null) => $$$"""
        {"DetailType":"JournalEntryLineDetail","Amount":{{{amount}}},"JournalEntryLineDetail":{"PostingType":"{{{posting}}}","AccountRef":{"value":"{{{account}}}"}{{{Party(customer)}}} } }
        """;

    private static string Party(string? customer) => customer is null ? "" : $$$""","Entity":{"Type":"Customer","EntityRef":{"value":"{{{customer}}}"}}""";

    /// <summary>A bill or vendor credit; vendor 1 is Computers by Jenni.</summary>
    public static JsonObject Bill(decimal amount = 90m, string vendor = "1") => Parse($$$"""
        {"VendorRef":{"value":"{{{vendor}}}"},"CurrencyRef":{"value":"USD"},"TxnDate":"2026-03-04","Line":[{{{ExpenseLine(amount)}}}]}
        """);

    public static JsonObject With(this JsonObject body, string member, object? value)
    {
        if (value is null) body.Remove(member);
        else body[member] = value as JsonNode ?? JsonValue.Create(value);
        return body;
    }

    public static JsonObject Ref(string id, string? type = null) => type is null ? new JsonObject { ["value"] = id } : new JsonObject { ["value"] = id, ["type"] = type };

    /// <summary>What an update needs of what was stored.</summary>
    public static JsonObject Version(this JsonObject stored, bool sparse) => new() { ["Id"] = stored["Id"]!.GetValue<string>(), ["SyncToken"] = stored["SyncToken"]!.GetValue<string>(), ["sparse"] = sparse };

    public static decimal Number(this JsonObject stored, string member) => stored[member]!.GetValue<decimal>();

    /// <summary>What is linked, as <c>Type:Id</c>.</summary>
    public static IEnumerable<string> Linked(this JsonObject stored) => stored["LinkedTxn"]!.AsArray().Select(link => $"{link!["TxnType"]}:{link["TxnId"]}");

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
