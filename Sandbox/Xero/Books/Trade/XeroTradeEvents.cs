using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>Invoices and credit notes have webhooks, credit notes with type and status in them; voiding, paying and allocating are updates.</summary>
internal static class XeroTradeEvents
{
    public static void Happened(this XeroCall call, XeroTradeDocument document, bool isNew)
    {
        var kind = XeroTradeKind.Of(document);
        var data = document.IsCredit ? new JsonObject { ["Type"] = document.Type, ["Status"] = document.Status } : null;
        call.Happened(isNew ? "CREATE" : "UPDATE", kind.EventCategory, kind.Plural, document.Id, data);
    }
}
