using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;

/// <summary>What is left of a transaction after all that was applied to it. The lines of the payments linked to it say how much that is.</summary>
internal static class OpenBalance
{
    private static readonly string[] SettlementTypes = ["Payment", "BillPayment"];

    public static void Write(JsonObject transaction, QuickBooksCompany company)
    {
        var balance = Money.Round((transaction.Number("TotalAmt") ?? 0) - Applied(transaction, company));
        transaction["Balance"] = balance;
        if (company.IsMultiCurrency) transaction["HomeBalance"] = Money.Round(balance * (transaction.Number("ExchangeRate") ?? 1));
    }

    /// <param name="except">Id of a payment that is left out.</param>
    public static decimal Applied(JsonObject transaction, QuickBooksCompany company, string? except = null) => Settlements(transaction, company)
        .Where(payment => payment.Text("Id") != except)
        .Sum(payment => LinesOn(payment, transaction.Text("Id")!).Sum(line => line.Number("Amount") ?? 0));

    /// <summary>The payments applied to the transaction.</summary>
    public static IEnumerable<JsonObject> Settlements(JsonObject transaction, QuickBooksCompany company) => transaction.Parts("LinkedTxn")
        .Select(link => SettlementTypes.Select(type => company.Find(type, link.Text("TxnId"))).FirstOrDefault(found => found is not null))
        .OfType<JsonObject>();

    public static IEnumerable<JsonObject> LinesOn(JsonObject payment, string id) => payment.Parts("Line").Where(line => line.Parts("LinkedTxn").Any(link => link.Text("TxnId") == id));

    /// <summary>What has been paid stays with whom it was paid by, in its currency, and is not more than the transaction is about.</summary>
    public static void CheckCovers(Draft draft, TransactionType type)
    {
        if (draft.Previous is not { } previous) return;
        foreach (var settled in Settlements(previous, draft.Company).GroupBy(payment => payment.Reference("CustomerRef") ?? payment.Reference("VendorRef"), StringComparer.Ordinal))
        {
            decimal Claim(JsonObject transaction) => type.Claims(transaction, draft.Company).Where(claimed => claimed.Key == settled.Key).Sum(claimed => claimed.Value);
            var applied = settled.Sum(payment => LinesOn(payment, previous.Text("Id")!).Sum(line => line.Number("Amount") ?? 0));
            var left = Math.Sign(Claim(previous)) * Claim(draft.Entity);
            if (left < applied || previous.Reference("CurrencyRef") != draft.Entity.Reference("CurrencyRef")) draft.Refuse(Refusals.BelowApplied);
        }
    }

    public static JsonObject? Receivables(JsonObject transaction, QuickBooksCompany company) =>
        company.Find("Account", transaction.Reference("ARAccountRef")) ?? AccountType.Default(company, "AccountsReceivable");

    public static JsonObject? Payables(JsonObject transaction, QuickBooksCompany company) =>
        company.Find("Account", transaction.Reference("APAccountRef")) ?? AccountType.Default(company, "AccountsPayable");
}
