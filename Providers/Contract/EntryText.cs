using System.Globalization;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Providers.Contract;

/// <summary>The text of an entry's line: what the provider shows there anyway, and in parentheses what else it is to say.</summary>
public static class EntryText
{
    private const string Separator = "; ";

    /// <summary>
    /// <paramref name="text"/>, then <c>(30.00 CHF at 0.88 GBP; Nordic Roasters; travel; tx-77)</c> as far as the entry asks for it. Where it is too
    /// long the text is cut, since people know it from elsewhere; the rest takes half of the room at most.
    /// </summary>
    /// <param name="namesCounterparty">The text has the counterparty already.</param>
    /// <param name="fit">As the provider takes a text, cut to a number of characters.</param>
    public static string Line(TransactionEntry entry, string text, bool namesCounterparty, int length, Func<string, int, string> fit)
    {
        var remarks = string.Join(Separator, Remarks(entry, namesCounterparty));
        if (remarks.Length == 0)
        {
            return fit(text, length);
        }

        var tail = $"({fit(remarks, (length / 2) - 3)})";
        var head = fit(text, length - tail.Length - 1);
        return head.Length == 0 ? tail : $"{head} {tail}";
    }

    private static IEnumerable<string> Remarks(TransactionEntry entry, bool namesCounterparty)
    {
        // First, so that it is never cut: it is what the amount can be checked by.
        if (entry.Original is { } original)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{original.Amount.Absolute.Display} at {original.Rate:0.############} {entry.Document.Amount.Currency}");
        }

        if (entry.LineDetail != LineDetail.Full)
        {
            yield break;
        }

        if (entry.Document.Counterparty is { Length: > 0 } counterparty && !namesCounterparty)
        {
            yield return counterparty;
        }

        if (entry.Document.Category is { Length: > 0 } category)
        {
            yield return category;
        }

        yield return entry.Document.SourceReference;
    }
}
