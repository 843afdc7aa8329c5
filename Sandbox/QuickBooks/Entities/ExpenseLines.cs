using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Lines of what is bought: on an account or through an item. Purchases, bills and vendor credits have them.</summary>
internal static class ExpenseLines
{
    /// <summary>Required members, before anything is looked up.</summary>
    public static void Check(Draft draft)
    {
        Lines.Check(draft, allowsNegative: true);
        foreach (var line in draft.Entity.Parts("Line"))
        {
            if (Lines.Detail(draft, line) is not { } detail) continue;
            switch (line.Text("DetailType"))
            {
                case "AccountBasedExpenseLineDetail":
                    draft.Require(detail, "AccountRef");
                    break;
                case "ItemBasedExpenseLineDetail":
                    draft.Require(detail, "ItemRef");
                    Lines.CheckProduct(draft, line, detail);
                    break;
                default:
                    draft.Refuse(Refusals.InvalidChoice("DetailType", line.Text("DetailType")!));
                    break;
            }
        }
    }

    /// <param name="party">The kind of name the transaction is with: <c>Vendor</c>, <c>Customer</c> or none.</param>
    public static void Complete(Draft draft, JsonObject line, string? party, string currency)
    {
        var detail = Lines.DetailOf(line)!;
        draft.Follow(detail, "ClassRef", "Classes", "Class");
        if (line.Text("DetailType") == "ItemBasedExpenseLineDetail")
        {
            draft.Follow(detail, "ItemRef", "Items", "Item");
            return;
        }

        if (draft.Follow(detail, "AccountRef", "Accounts", "Account") is not { } account) return;
        AccountType.CheckCurrency(draft, account, currency);
        if (account.Text("AccountType") == "Accounts Payable" && party != "Vendor") draft.Refuse(Refusals.PayableNeedsVendor);
        if (account.Text("AccountType") == "Accounts Receivable" && party != "Customer") draft.Refuse(Refusals.ReceivableNeedsCustomer);
        draft.Follow(detail, "CustomerRef", "Names", "Customer");
        detail["BillableStatus"] ??= "NotBillable";
    }

    /// <summary>Debits of the lines' accounts.</summary>
    public static IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject transaction, QuickBooksCompany company, int sign)
    {
        foreach (var (account, amount) in Amounts(transaction, company))
            yield return new(account.Text("Id")!, sign * TransactionType.InAccountCurrency(amount, transaction, account, company));
    }

    /// <summary>What lines on Accounts Receivable or Payable mean for the party: it owes more, or is owed less.</summary>
    public static IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, string party, QuickBooksCompany company, int sign) => Amounts(transaction, company)
        .Select(pair => pair.Account.Text("AccountType") switch { "Accounts Receivable" => pair.Amount, "Accounts Payable" => -pair.Amount, _ => 0m })
        .Where(amount => amount != 0)
        .Select(amount => new KeyValuePair<string, decimal>(party, sign * amount));

    private static IEnumerable<(JsonObject Account, decimal Amount)> Amounts(JsonObject transaction, QuickBooksCompany company)
    {
        foreach (var line in transaction.Parts("Line"))
        {
            if (Lines.DetailOf(line) is not { } detail) continue;
            var item = company.Find("Item", detail.Reference("ItemRef"));
            var id = detail.Reference("AccountRef") ?? item?.Reference(item.Text("Type") == "Inventory" ? "AssetAccountRef" : "ExpenseAccountRef");
            if (company.Find("Account", id) is { } account) yield return (account, line.Number("Amount") ?? 0);
        }
    }
}
