using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities.Journals;

/// <summary>Debits and credits that are equal. A line on Accounts Receivable or Payable names whose it is, and a payment can be applied to it.</summary>
internal sealed class JournalEntryType() : TransactionType("JournalEntry", [Flag("Adjustment"), .. Others("HomeCurrencyAdjustment", "EnteredInHomeCurrency", "TotalAmt", "HomeTotalAmt", "JournalEntryEx")])
{
    private const string Automatic = "AUTO_GENERATE";

    public override IReadOnlyList<string> Queryable { get; } = ["DocNumber", "TxnDate"];

    protected override string LabelOf(JsonObject transaction) => "Journal Entry";

    protected override bool NumbersAreUnique(Draft draft) => draft.Company.OtherPreference("WarnDuplicateJournalNumber");

    public override IEnumerable<KeyValuePair<string, decimal>> Postings(JsonObject entity, QuickBooksCompany company) =>
        from posted in Posted(entity, company) select new KeyValuePair<string, decimal>(posted.Account.Text("Id")!, InAccountCurrency(posted.Debit, entity, posted.Account, company));

    public override IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) =>
        from posted in Posted(transaction, company)
        let party = posted.Detail.Part("Entity")?.Reference("EntityRef")
        let sign = posted.Account.Text("AccountType") switch { "Accounts Receivable" => 1, "Accounts Payable" => -1, _ => 0 }
        where party is not null && sign != 0
        select new KeyValuePair<string, decimal>(party, sign * posted.Debit);

    protected override void CheckRequired(Draft draft)
    {
        Require(draft);
        if (draft.IsRefused) return;
        var (debits, credits) = (Sum(draft.Entity, "Debit"), Sum(draft.Entity, "Credit"));
        if (debits != credits) draft.Refuse(Refusals.Unbalanced(debits, credits));
    }

    protected override void CompleteOwn(Draft draft, string currency)
    {
        var entry = draft.Entity;
        entry["Adjustment"] ??= false;
        foreach (var detail in Details(entry)) Complete(draft, detail, currency);
        entry.Remove("TotalAmt");
        entry.Remove("HomeTotalAmt");
        if (!draft.IsRefused && entry.Text("DocNumber") == Automatic) entry["DocNumber"] = draft.Previous?.Text("DocNumber") ?? draft.Company.NextId("JournalNumber");
    }

    private static void Require(Draft draft)
    {
        var lines = draft.Entity.Parts("Line").ToList();
        if (lines.Count == 0) draft.Refuse(Refusals.Missing("Line"));
        foreach (var line in lines)
        {
            if (line.Text("DetailType") == "DescriptionOnly") continue;
            if (line.Number("Amount") < 0) draft.Refuse(Refusals.NegativeJournalAmount);
            else Lines.CheckAmount(draft, line, allowsNegative: false);
            if (Lines.Detail(draft, line) is not { } detail) continue;
            if (line.Text("DetailType") != "JournalEntryLineDetail") draft.Refuse(Refusals.InvalidChoice("DetailType", line.Text("DetailType")!));
            if (detail.Text("PostingType") is null) draft.Refuse(Refusals.MissingPostingType);
            draft.Require(detail, "AccountRef");
            if (draft.Company.Country == "FR") draft.Require(detail, "JournalCodeRef");
        }
    }

    private static void Complete(Draft draft, JsonObject detail, string currency)
    {
        draft.Follow(detail, "ClassRef", "Classes", "Class");
        draft.Follow(detail, "DepartmentRef", "Departments", "Department");
        // Refused rather than kept without effect: the tax would be missing from both sides of the entry.
        if (detail.Reference("TaxCodeRef") is not null) draft.Refuse(Refusals.Unsupported("tax on the lines of a JournalEntry"));
        var party = FollowParty(draft, detail, currency);
        if (draft.Follow(detail, "AccountRef", "Accounts", "Account") is not { } account) return;
        AccountType.CheckCurrency(draft, account, currency);
        if (account.Text("AccountType") == "Accounts Payable" && party != "Vendor") draft.Refuse(Refusals.PayableNeedsVendor);
        if (account.Text("AccountType") == "Accounts Receivable" && party != "Customer") draft.Refuse(Refusals.ReceivableNeedsCustomer);
    }

    private static string? FollowParty(Draft draft, JsonObject detail, string currency)
    {
        if (detail.Part("Entity") is not { } entity) return null;
        draft.Require(entity, "Type");
        draft.Require(entity, "EntityRef");
        if (entity.Text("Type") is not ("Customer" or "Vendor" or "Employee")) draft.Refuse(Refusals.InvalidChoice("Type", entity.Text("Type") ?? ""));
        if (draft.IsRefused) return null;
        var kind = entity.Text("Type")!;
        if (draft.Follow(entity, "EntityRef", "Names", kind) is { } party) NameType.CheckCurrency(draft, party, currency);
        return kind;
    }

    private static IEnumerable<JsonObject> Details(JsonObject entry) => entry.Parts("Line").Select(line => line.Part("JournalEntryLineDetail")).OfType<JsonObject>();

    private static decimal Sum(JsonObject entry, string posting) => entry.Parts("Line").Where(line => line.Part("JournalEntryLineDetail")?.Text("PostingType") == posting).Sum(line => line.Number("Amount") ?? 0);

    private static IEnumerable<(JsonObject Account, JsonObject Detail, decimal Debit)> Posted(JsonObject entry, QuickBooksCompany company)
    {
        foreach (var line in entry.Parts("Line"))
        {
            if (line.Part("JournalEntryLineDetail") is not { } detail || company.Find("Account", detail.Reference("AccountRef")) is not { } account) continue;
            var amount = line.Number("Amount") ?? 0;
            yield return (account, detail, detail.Text("PostingType") == "Debit" ? amount : -amount);
        }
    }
}
