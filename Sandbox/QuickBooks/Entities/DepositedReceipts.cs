using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Money that was received into Undeposited Funds and is then brought to the bank: a deposit line linked to the payment or sales receipt.</summary>
internal static class DepositedReceipts
{
    private static readonly string[] Kinds = ["Payment", "SalesReceipt"];

    public static void Check(Draft draft, JsonObject line, string currency)
    {
        foreach (var link in line.Parts("LinkedTxn"))
        {
            draft.Require(link, "TxnId");
            draft.Require(link, "TxnType");
            draft.Require(link, "TxnLineId");
            if (draft.IsRefused) return;
            Check(draft, line, link.Text("TxnType")!, link.Text("TxnId")!, currency);
        }
    }

    public static IEnumerable<TransactionKey> KeysOf(JsonObject line) =>
        line.Parts("LinkedTxn").Where(link => Kinds.Contains(link.Text("TxnType"), StringComparer.Ordinal)).Select(link => new TransactionKey(link.Text("TxnType")!, link.Text("TxnId")!));

    /// <summary>Where the money of a linked line comes from; null for a line of its own.</summary>
    public static string? AccountOf(JsonObject line, QuickBooksCompany company) =>
        KeysOf(line).Select(key => company.Find(key.Type, key.Id)?.Reference("DepositToAccountRef")).FirstOrDefault();

    /// <summary>What was brought to the bank can neither be taken back nor changed in its amount before the deposit is.</summary>
    public static bool IsDeposited(JsonObject receipt) => receipt.Parts("LinkedTxn").Any(link => link.Text("TxnType") == "Deposit");

    public static void CheckUnchanged(Draft draft)
    {
        if (draft.Previous is not { } previous || !IsDeposited(previous)) return;
        var isSame = previous.Number("TotalAmt") == draft.Entity.Number("TotalAmt") && previous.Reference("DepositToAccountRef") == draft.Entity.Reference("DepositToAccountRef");
        if (!isSame) draft.Refuse(Refusals.Deposited);
    }

    private static void Check(Draft draft, JsonObject line, string kind, string id, string currency)
    {
        var receipt = Kinds.Contains(kind, StringComparer.Ordinal) ? draft.Company.Find(kind, id) : null;
        if (receipt is null)
        {
            draft.Refuse(Kinds.Contains(kind, StringComparer.Ordinal) ? Refusals.UnknownReference("Txn", id) : Refusals.CannotLink($"a {kind} cannot be deposited."));
            return;
        }

        var isUndeposited = draft.Company.Find("Account", receipt.Reference("DepositToAccountRef"))?.Text("AccountSubType") == "UndepositedFunds";
        var otherDeposit = receipt.Parts("LinkedTxn").Any(link => link.Text("TxnType") == "Deposit" && link.Text("TxnId") != draft.Previous?.Text("Id"));
        if (!isUndeposited || otherDeposit) draft.Refuse(Refusals.CannotLink($"the {kind} {id} is not in Undeposited Funds."));
        else if (receipt.Reference("CurrencyRef") != currency) draft.Refuse(Refusals.WrongCurrency);
        else if (receipt.Number("TotalAmt") != line.Number("Amount")) draft.Refuse(Refusals.Business($"The amount of the deposit line differs from the amount of the {kind} {id}."));
    }
}
