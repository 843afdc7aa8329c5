using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Entities.Settlements;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>What all transactions share: date, closed books, currency and rate, number, lines with their ids, links to others.</summary>
internal abstract class TransactionType(string name, IEnumerable<Field> ownFields, EntityOperations operations = EntityOperations.All) : EntityType(name, operations, new Shape(
    name,
    [
        .. Entity,
        Text("DocNumber", 21), Day("TxnDate"), Reference("DepartmentRef"), Reference("CurrencyRef"), Number("ExchangeRate"), Text("PrivateNote", 4000), Parts("LinkedTxn", Lines.Linked), Parts("Line", Lines.Shape),
        Part("TxnTaxDetail", Lines.TaxDetail), Choice("GlobalTaxCalculation", "TaxExcluded", "TaxInclusive", "NotApplicable"),
        .. Others("TxnStatus", "TxnSource", "TaxFormType", "TaxFormNum", "TransactionLocationType", "Tag", "TxnApprovalInfo", "RecurDataRef", "RecurringInfo", "ProjectRef"),
        .. ownFields,
    ]))
{
    public override string IdFamily => "Transaction";

    /// <summary>What the service calls it in the text of a duplicate number.</summary>
    protected abstract string LabelOf(JsonObject transaction);

    /// <summary>Whether a number may occur once only.</summary>
    protected virtual bool NumbersAreUnique(Draft draft) => false;

    /// <summary>Whether the lines have ids; those of payments have none.</summary>
    protected virtual bool HasLineIds => true;

    /// <summary>Whether the list of links is shown also when it is empty.</summary>
    protected virtual bool ShowsNoLinks => false;

    /// <summary>Kinds of transactions a caller may name in <c>LinkedTxn</c>; everything else in it is the service's own doing.</summary>
    protected virtual IReadOnlyList<string> LinksToState => [];

    /// <summary>Whether a company outside the United States has to say how its amounts stand to tax.</summary>
    protected virtual bool StatesTaxMode => false;

    /// <summary>Required members, before anything is looked up.</summary>
    protected abstract void CheckRequired(Draft draft);

    /// <summary>References, amounts, taxes and totals, with the date and currency settled.</summary>
    protected abstract void CompleteOwn(Draft draft, string currency);

    /// <summary>How the transactions linked to it call it: <c>TxnType</c>.</summary>
    public virtual string LinkType(JsonObject transaction) => Name;

    /// <summary>The transactions it is applied to or was made from. Each of them shows a link back.</summary>
    public virtual IEnumerable<TransactionKey> Links(JsonObject transaction) => [];

    /// <summary>What it makes a party owe (a customer to the company, the company to a vendor), by the party's id; negative is to the party's credit.</summary>
    public virtual IEnumerable<KeyValuePair<string, decimal>> Claims(JsonObject transaction, QuickBooksCompany company) => [];

    /// <summary>Computes what depends on the transactions linked to it, such as the open balance.</summary>
    public virtual void Settle(JsonObject transaction, QuickBooksCompany company)
    {
    }

    public sealed override void Complete(Draft draft)
    {
        var transaction = draft.Entity;
        if (StatesTaxMode && draft.Company is { IsUs: false, UsesTax: true } && transaction.Text("GlobalTaxCalculation") is null) draft.Refuse(Refusals.NoTaxMode);
        CheckRequired(draft);
        if (draft.IsRefused) return;

        transaction["TxnDate"] ??= Timestamps.Day(draft.Now, draft.Company.UtcOffset);
        var day = transaction.Day("TxnDate")!.Value;
        CheckBooksOpen(draft, day);
        if (draft.IsRefused) return;
        if (Currencies.Settle(draft, day) is not { } currency) return;

        draft.Follow(transaction, "DepartmentRef", "Departments", "Department");
        SetLinks(draft);
        CompleteOwn(draft, currency);
        if (!draft.IsRefused) OpenBalance.CheckCovers(draft, this);
        if (draft.IsRefused) return;
        if (HasLineIds) NumberLines(draft);
        CheckNumber(draft);
    }

    /// <summary>The record stays, without amounts, quantities and links, with a note that says so.</summary>
    public void Void(Draft draft)
    {
        CheckBooksOpen(draft, draft.Entity.Day("TxnDate")!.Value);
        if (DepositedReceipts.IsDeposited(draft.Entity)) draft.Refuse(Refusals.Deposited);
        if (draft.IsRefused) return;
        Voiding.Empty(draft.Entity);
        VoidOwn(draft.Entity);
    }

    /// <summary>Empties what only this kind of transaction has.</summary>
    protected virtual void VoidOwn(JsonObject transaction)
    {
    }

    public override void CheckDelete(Draft draft)
    {
        CheckBooksOpen(draft, draft.Entity.Day("TxnDate")!.Value);
        if (DepositedReceipts.IsDeposited(draft.Entity)) draft.Refuse(Refusals.Deposited);
        else if (draft.Entity.Parts("LinkedTxn").Any(link => !LinksToState.Contains(link.Text("TxnType"), StringComparer.Ordinal))) draft.Refuse(Refusals.StillLinked);
    }

    private static void CheckBooksOpen(Draft draft, DateOnly day)
    {
        if (draft.Company.BooksClosedOn is not { } closed) return;
        if (day <= closed || draft.Previous?.Day("TxnDate") <= closed) draft.Refuse(Refusals.BooksClosed(draft.Company.ClosedBooksAreBusinessRule));
    }

    private void CheckNumber(Draft draft)
    {
        if (draft.Entity.Text("DocNumber") is not { Length: > 0 } number || draft.Options.AllowsDuplicateNumbers || !NumbersAreUnique(draft)) return;
        if (string.Equals(draft.Previous?.Text("DocNumber"), number, StringComparison.Ordinal)) return;
        if (draft.Company.FindByNumber(Name, number) is { } other && other.Text("Id") != draft.Previous?.Text("Id"))
            draft.Refuse(Refusals.DuplicateDocument(number, LabelOf(other), other.Text("Id")!));
    }

    /// <summary>Links made from the far side stay as they are; of those in the body only the ones a caller may state count.</summary>
    private void SetLinks(Draft draft)
    {
        bool MayBeStated(JsonObject link) => LinksToState.Contains(link.Text("TxnType"), StringComparer.Ordinal);
        var stated = draft.Entity.Parts("LinkedTxn").Where(MayBeStated);
        var kept = draft.Previous?.Parts("LinkedTxn").Where(link => !MayBeStated(link)) ?? [];
        WriteLinks(draft.Entity, [.. kept.Concat(stated).Select(link => link.Clone())]);
    }

    public void WriteLinks(JsonObject transaction, IReadOnlyList<JsonObject> links)
    {
        if (links.Count > 0 || ShowsNoLinks) transaction["LinkedTxn"] = new JsonArray([.. links]);
        else transaction.Remove("LinkedTxn");
    }

    /// <summary>A line whose id is known keeps it; every other line gets the next free one. The sum the service itself adds has none.</summary>
    private static void NumberLines(Draft draft)
    {
        var known = draft.Previous?.Parts("Line").Select(line => line.Text("Id")).ToHashSet(StringComparer.Ordinal) ?? [];
        var used = new HashSet<string?>(StringComparer.Ordinal);
        var last = known.Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
        foreach (var line in draft.Entity.Parts("Line").Where(line => line.Text("DetailType") != "SubTotalLineDetail"))
        {
            if (line.Text("Id") is not { } id || !known.Contains(id) || !used.Add(id)) line["Id"] = (++last).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>An amount in the currency of <paramref name="account"/>: the transaction's, or converted into the home currency.</summary>
    public static decimal InAccountCurrency(decimal amount, JsonObject transaction, JsonObject account, QuickBooksCompany company) =>
        AccountType.CurrencyOf(account, company) == transaction.Reference("CurrencyRef") ? amount : Money.Round(amount * (transaction.Number("ExchangeRate") ?? 1));
}
