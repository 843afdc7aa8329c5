using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary><c>DepositToAccountRef</c>: the account money from or to a customer goes through. Undeposited Funds when none is named.</summary>
internal static class ReceivingAccount
{
    public static void Follow(Draft draft, string currency)
    {
        var transaction = draft.Entity;
        if (transaction.Reference("DepositToAccountRef") is null && AccountType.Default(draft.Company, "UndepositedFunds") is { } funds)
            transaction["DepositToAccountRef"] = new JsonObject { ["value"] = funds.Text("Id") };
        if (draft.Follow(transaction, "DepositToAccountRef", "Accounts", "Account") is not { } account) return;
        if (account.Text("AccountType") is not ("Bank" or "Other Current Asset")) draft.Refuse(Refusals.WrongAccountType);
        AccountType.CheckCurrency(draft, account, currency);
    }
}
