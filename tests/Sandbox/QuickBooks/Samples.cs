using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

/// <summary>Bodies the tests begin with; <see cref="With"/> changes a member, null takes it out.</summary>
internal static class Samples
{
    public static JsonObject Purchase(decimal amount = 20m, string currency = "USD", string account = "42", string? taxCode = null) => Parse($$$"""
        {"PaymentType":"CreditCard","AccountRef":{"value":"{{{account}}}"},"CurrencyRef":{"value":"{{{currency}}}"},"TxnDate":"2026-03-04","PrivateNote":"a note","Line":[{{{ExpenseLine(amount, taxCode)}}}]}
        """);

    public static string ExpenseLine(decimal amount, string? taxCode = null, string account = "13") => $$$"""
        {"DetailType":"AccountBasedExpenseLineDetail","Amount":{{{amount}}},"AccountBasedExpenseLineDetail":{"AccountRef":{"value":"{{{account}}}"}{{{TaxCode(taxCode)}}} } }
        """;

    private static string TaxCode(string? code) => code is null ? "" : $",\"TaxCodeRef\":{{\"value\":\"{code}\"}}";

    public static JsonObject Deposit(decimal amount = 80m, string currency = "USD", string to = "35", string from = "87") => Parse($$$"""
        {"DepositToAccountRef":{"value":"{{{to}}}"},"CurrencyRef":{"value":"{{{currency}}}"},"TxnDate":"2026-03-05","Line":[{"DetailType":"DepositLineDetail","Amount":{{{amount}}},"DepositLineDetail":{"AccountRef":{"value":"{{{from}}}"} } }]}
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

    public static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
