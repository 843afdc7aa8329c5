using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Books;

/// <summary>
/// With <c>AutoApplyCredit</c> the service sets a new invoice against the customer's open credit memos, and a new credit memo against its open invoices, oldest first:
/// by a payment of 0.
/// </summary>
internal static class AutomaticCredit
{
    /// <returns>The body of the payment; null when there is nothing to set against.</returns>
    public static JsonObject? For(QuickBooksCompany company, EntityType type, JsonObject created)
    {
        if (type.Name is not ("Invoice" or "CreditMemo") || !company.Preference("SalesFormsPrefs", "AutoApplyCredit")) return null;
        var others = type.Name == "Invoice" ? "CreditMemo" : "Invoice";
        var left = created.Number("Balance") ?? 0;
        var lines = new JsonArray();
        foreach (var other in company.All(others).Values.Where(other => IsOpen(other) && SameParty(other, created)))
        {
            var amount = Math.Min(left, other.Number("Balance") ?? 0);
            if (amount <= 0) break;
            left -= amount;
            lines.Add(Line(amount, others, other));
        }

        if (lines.Count == 0) return null;
        lines.Add(Line((created.Number("Balance") ?? 0) - left, type.Name, created));
        return new JsonObject
        {
            ["CustomerRef"] = created["CustomerRef"]!.DeepClone(), ["CurrencyRef"] = created["CurrencyRef"]?.DeepClone(), ["ExchangeRate"] = created["ExchangeRate"]?.DeepClone(), ["TxnDate"] = created.Text("TxnDate"), ["TotalAmt"] = 0m,
            ["Line"] = lines, ["PrivateNote"] = "Created by QB Online to link credits to charges.",
        };
    }

    private static bool IsOpen(JsonObject form) => form.Number("Balance") > 0;

    private static bool SameParty(JsonObject one, JsonObject other) => one.Reference("CustomerRef") == other.Reference("CustomerRef") && one.Reference("CurrencyRef") == other.Reference("CurrencyRef");

    private static JsonObject Line(decimal amount, string type, JsonObject form) =>
        new() { ["Amount"] = amount, ["LinkedTxn"] = new JsonArray(new JsonObject { ["TxnId"] = form.Text("Id"), ["TxnType"] = type }) };
}
