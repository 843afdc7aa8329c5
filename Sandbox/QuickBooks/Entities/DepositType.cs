using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>Money in, directly on accounts or from what was received before. Lines may be negative (fees held back), their sum may not.</summary>
internal sealed class DepositType() : TransactionType("Deposit",
[
    Reference("DepositToAccountRef"), Part("CashBack", new Shape("CashBackInfo", Reference("AccountRef"), Number("Amount"), Text("Memo", 4000))), Computed(Number("TotalAmt")), Computed(Number("HomeTotalAmt")),
    .. Others("DepositEx"),
])
{
    private static readonly string[] SourceTypes = ["Income", "Other Income", "Expense", "Other Expense", "Other Current Asset", "Equity", "Cost of Goods Sold"];

    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate", "TotalAmt"];

    protected override string LabelOf(JsonObject transaction) => "Deposit";

    protected override void CheckRequired(Draft draft)
    {
        draft.Require("DepositToAccountRef");
        Lines.Check(draft, allowsNegative: true);
        foreach (var line in draft.Entity.Parts("Line"))
        {
            if (line.Parts("LinkedTxn").Any()) continue;
            if (Lines.Detail(draft, line) is not { } detail) continue;
            if (line.Text("DetailType") != "DepositLineDetail") draft.Refuse(Refusals.InvalidChoice("DetailType", line.Text("DetailType")!));
            draft.Require(detail, "AccountRef");
            if (detail.Reference("TaxCodeRef") is not null && !draft.Company.IsUs) draft.Require(detail, "TaxApplicableOn");
        }

        if (draft.Entity.Part("CashBack") is not { } back) return;
        draft.Require(back, "AccountRef");
        draft.Require(back, "Amount");
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        var deposit = draft.Entity;
        if (draft.Follow(deposit, "DepositToAccountRef", "Accounts", "Account") is { } account)
        {
            if (account.Text("AccountType") is not ("Bank" or "Other Current Asset")) draft.Refuse(Refusals.WrongAccountType);
            AccountType.CheckCurrency(draft, account, currency);
        }

        foreach (var line in deposit.Parts("Line")) CheckLine(draft, line, currency);
        if (deposit.Part("CashBack") is { } back && draft.Follow(back, "AccountRef", "Accounts", "Account") is { } backTo && backTo.Text("Classification") != "Asset") draft.Refuse(Refusals.WrongAccountType);
        if (draft.IsRefused) return;

        var tax = Taxes.Settle(draft, deposit.Parts("Line"), detail => detail.Text("TaxApplicableOn") == "Purchase" ? TaxSide.Purchase : TaxSide.Sales, codeRequired: false);
        var total = Money.Round(deposit.Parts("Line").Sum(line => line.Number("Amount") ?? 0) + tax - (deposit.Part("CashBack")?.Number("Amount") ?? 0));
        if (total < 0) draft.Refuse(Refusals.NegativeAmount);
        deposit["TotalAmt"] = total;
        if (draft.Company.IsMultiCurrency) deposit["HomeTotalAmt"] = Money.Round(total * (deposit.Number("ExchangeRate") ?? 1));
    }

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company)
    {
        if (company.Find("Account", entity.Reference("DepositToAccountRef")) is { } bank)
            yield return new(bank.Text("Id")!, InAccountCurrency(entity.Number("TotalAmt") ?? 0, entity, bank, company));
        if (entity.Part("CashBack") is { } back && company.Find("Account", back.Reference("AccountRef")) is { } backTo)
            yield return new(backTo.Text("Id")!, InAccountCurrency(back.Number("Amount") ?? 0, entity, backTo, company));
        foreach (var line in entity.Parts("Line"))
            if (company.Find("Account", DepositedReceipts.AccountOf(line, company) ?? Lines.DetailOf(line)?.Reference("AccountRef")) is { } account)
                yield return new(account.Text("Id")!, -InAccountCurrency(line.Number("Amount") ?? 0, entity, account, company));
    }

    public override IEnumerable<TransactionKey> Links(JsonObject transaction) => transaction.Parts("Line").SelectMany(DepositedReceipts.KeysOf);

    private static void CheckLine(Draft draft, JsonObject line, string currency)
    {
        DepositedReceipts.Check(draft, line, currency);
        if (Lines.DetailOf(line) is not { } detail) return;
        if (draft.Follow(detail, "AccountRef", "Accounts", "Account") is { } account && !SourceTypes.Contains(account.Text("AccountType"), StringComparer.Ordinal)) draft.Refuse(Refusals.WrongAccountType);
        if (detail.Reference("Entity") is null) return;
        var isVendor = string.Equals(detail.Part("Entity")!.Text("type"), "VENDOR", StringComparison.OrdinalIgnoreCase);
        if (draft.Follow(detail, "Entity", "Names", isVendor ? "Vendor" : "Customer") is { } party) NameType.CheckCurrency(draft, party, currency);
    }
}
