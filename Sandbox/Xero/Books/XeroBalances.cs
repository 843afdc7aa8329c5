using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Books.Trade;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>What a contact owes and is owed, in the base currency. It moves with documents, not with the contact, so that If-Modified-Since does not see it.</summary>
internal static class XeroBalances
{
    public static JsonObject? Of(XeroCall call, Guid contactId)
    {
        var open = call.Company.Invoices.Values.Concat(call.Company.CreditNotes.Values).Where(document => document.ContactId == contactId && document.Status == "AUTHORISED").ToLookup(document => document.IsSale);
        if (!open[true].Any() && !open[false].Any()) return null;
        return new JsonObject { ["AccountsReceivable"] = Sum(call, open[true]), ["AccountsPayable"] = Sum(call, open[false]) };
    }

    private static JsonObject Sum(XeroCall call, IEnumerable<XeroTradeDocument> documents)
    {
        var amounts = documents.Select(document => (Amount: (document.IsCredit ? -1 : 1) * document.Outstanding / document.CurrencyRate, IsOverdue: !document.IsCredit && document.DueOn < call.Today)).ToList();
        return new JsonObject { ["Outstanding"] = XeroJson.Money(amounts.Sum(one => one.Amount)), ["Overdue"] = XeroJson.Money(amounts.Where(one => one.IsOverdue).Sum(one => one.Amount)) };
    }
}
