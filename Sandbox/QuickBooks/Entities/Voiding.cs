using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>What a void leaves of a transaction.</summary>
internal static class Voiding
{
    private const string Mark = "Voided";

    public static bool IsVoided(JsonObject transaction) => transaction.Number("TotalAmt") is 0 && transaction.Text("PrivateNote")?.StartsWith(Mark, StringComparison.Ordinal) == true;

    /// <summary>Zeroes amounts and quantities, drops prices, taxes, sums and links, and puts the mark before the note.</summary>
    public static void Empty(JsonObject transaction)
    {
        transaction["PrivateNote"] = transaction.Text("PrivateNote") switch
        {
            null or "" => Mark,
            var note when note.StartsWith(Mark, StringComparison.Ordinal) => note,
            var note => $"{Mark} - {note}"[..Math.Min(4000, Mark.Length + 3 + note.Length)],
        };
        transaction["Line"] = new JsonArray([.. transaction.Parts("Line").Where(line => line["LinkedTxn"] is null && line.Text("DetailType") != "SubTotalLineDetail").Select(EmptyLine)]);
        if (transaction["LinkedTxn"] is not null) transaction["LinkedTxn"] = new JsonArray();
        if (transaction["TxnTaxDetail"] is not null) transaction["TxnTaxDetail"] = new JsonObject { ["TotalTax"] = 0m };
        foreach (var amount in new[] { "TotalAmt", "HomeTotalAmt", "Balance", "HomeBalance", "RemainingCredit", "UnappliedAmt" })
            if (transaction[amount] is not null) transaction[amount] = 0m;
    }

    private static JsonNode EmptyLine(JsonObject line)
    {
        var empty = line.Clone();
        if (empty["Amount"] is not null) empty["Amount"] = 0m;
        if (Lines.DetailOf(empty) is not { } detail) return empty;
        detail.Remove("UnitPrice");
        detail.Remove("TaxInclusiveAmt");
        if (detail["Qty"] is not null) detail["Qty"] = 0m;
        return empty;
    }
}
