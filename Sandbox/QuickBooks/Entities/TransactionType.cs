using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;
using static OrleansLedger.Sandbox.QuickBooks.Entities.Fields;

namespace OrleansLedger.Sandbox.QuickBooks.Entities;

/// <summary>What all transactions share: date, closed books, currency and rate, number, lines with their ids.</summary>
internal abstract class TransactionType(string name, IEnumerable<Field> ownFields) : EntityType(name, EntityOperations.All, new Shape(
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

    /// <summary>Required members, before anything is looked up.</summary>
    protected abstract void CheckRequired(Draft draft);

    /// <summary>References, amounts, taxes and totals, with the date and currency settled.</summary>
    protected abstract void CompleteOwn(Draft draft, string currency);

    public sealed override void Complete(Draft draft)
    {
        CheckRequired(draft);
        if (draft.IsRefused) return;

        var transaction = draft.Entity;
        transaction["TxnDate"] ??= Timestamps.Day(draft.Now, draft.Company.UtcOffset);
        var day = transaction.Day("TxnDate")!.Value;
        CheckBooksOpen(draft, day);
        if (draft.IsRefused) return;
        if (Currencies.Settle(draft, day) is not { } currency) return;

        CompleteOwn(draft, currency);
        if (draft.IsRefused) return;
        NumberLines(draft);
        CheckNumber(draft);
    }

    public override void CheckDelete(Draft draft) => CheckBooksOpen(draft, draft.Entity.Day("TxnDate")!.Value);

    private static void CheckBooksOpen(Draft draft, DateOnly day)
    {
        if (draft.Company.BooksClosedOn is not { } closed) return;
        if (day <= closed || draft.Previous?.Day("TxnDate") <= closed) draft.Refuse(Refusals.BooksClosed);
    }

    private void CheckNumber(Draft draft)
    {
        if (draft.Entity.Text("DocNumber") is not { Length: > 0 } number || draft.Options.AllowsDuplicateNumbers || !NumbersAreUnique(draft)) return;
        if (string.Equals(draft.Previous?.Text("DocNumber"), number, StringComparison.Ordinal)) return;
        if (draft.Company.FindByNumber(Name, number) is { } other && other.Text("Id") != draft.Previous?.Text("Id"))
            draft.Refuse(Refusals.DuplicateDocument(number, LabelOf(other), other.Text("Id")!));
    }

    /// <summary>A line whose id is known keeps it; every other line gets the next free one.</summary>
    private static void NumberLines(Draft draft)
    {
        var known = draft.Previous?.Parts("Line").Select(line => line.Text("Id")).ToHashSet(StringComparer.Ordinal) ?? [];
        var used = new HashSet<string?>(StringComparer.Ordinal);
        var last = known.Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
        foreach (var line in draft.Entity.Parts("Line"))
        {
            if (line.Text("Id") is not { } id || !known.Contains(id) || !used.Add(id)) line["Id"] = (++last).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>An amount in the currency of <paramref name="account"/>: the transaction's, or converted into the home currency.</summary>
    protected static decimal InAccountCurrency(decimal amount, JsonObject transaction, JsonObject account, QuickBooksCompany company) =>
        AccountType.CurrencyOf(account, company) == transaction.Reference("CurrencyRef") ? amount : Money.Round(amount * (transaction.Number("ExchangeRate") ?? 1));
}
