using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Money moved between two of the company's own asset accounts.</summary>
internal sealed class TransferType() : TransactionType("Transfer", [Reference("FromAccountRef"), Reference("ToAccountRef"), Number("Amount"), Reference("ClassRef"), .. Others("TransferEx")])
{
    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "Amount"];

    protected override string LabelOf(JsonObject transaction) => "Transfer";

    protected override void CheckRequired(Draft draft)
    {
        draft.Require("FromAccountRef");
        draft.Require("ToAccountRef");
        draft.Require("Amount");
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        var transfer = draft.Entity;
        var amount = Money.Round(transfer.Number("Amount")!.Value);
        if (amount < 0) draft.Refuse(Refusals.NegativeAmount);
        transfer["Amount"] = amount;
        foreach (var end in new[] { "FromAccountRef", "ToAccountRef" })
        {
            if (draft.Follow(transfer, end, "Accounts", "Account") is not { } account) continue;
            if (account.Text("Classification") != "Asset" || account.Text("AccountType") == "Accounts Receivable") draft.Refuse(Refusals.WrongAccountType);
            AccountType.CheckCurrency(draft, account, currency);
        }

        if (!draft.IsRefused && transfer.Reference("FromAccountRef") == transfer.Reference("ToAccountRef")) draft.Refuse(Refusals.Business("You cannot transfer money from an account to itself."));
    }

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        var amount = entity.Number("Amount") ?? 0;
        if (company.Find("Account", entity.Reference("FromAccountRef")) is { } from) yield return new(from.Text("Id")!, -InAccountCurrency(amount, entity, from, company));
        if (company.Find("Account", entity.Reference("ToAccountRef")) is { } to) yield return new(to.Text("Id")!, InAccountCurrency(amount, entity, to, company));
    }
}
