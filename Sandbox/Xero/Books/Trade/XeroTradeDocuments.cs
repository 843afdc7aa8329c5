using System.Text.Json;

namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary><c>/Invoices</c> and <c>/CreditNotes</c>: list, get, create with PUT, create or update with POST.</summary>
internal sealed class XeroTradeDocuments(XeroTradeKind kind)
{
    public XeroReply List(XeroCall call)
    {
        var documents = Filter(call, kind.Documents(call.Company).Values);
        var page = kind.Listing(call.Company).Select(call, documents);
        var isFull = page.IsFull && !call.IsAsked("summaryOnly");
        return XeroJson.Envelope(call, kind.Plural, page.Records.Select(document => XeroTradeDocumentWire.Write(call, document, isFull)), page.Pagination);
    }

    public XeroReply Get(XeroCall call) => kind.Find(call.Company, call.Route("id")) is { } document
        ? XeroJson.Envelope(call, kind.Plural, [XeroTradeDocumentWire.Write(call, document)])
        : XeroErrors.NotFound();

    public XeroReply Write(XeroCall call) => XeroElements.Process(call, kind.Plural, kind.IdName, element => Check(call, element));

    public XeroReply Update(XeroCall call)
    {
        if (kind.Find(call.Company, call.Route("id")) is not { } existing) return XeroErrors.NotFound();
        // Found again at every check, because a document stored is a new object.
        return XeroElements.ProcessOne(call, kind.Plural, kind.IdName, element => XeroTradeDocumentDraft.Check(kind, call, element, kind.Documents(call.Company)[existing.Id]));
    }

    private XeroChange Check(XeroCall call, JsonElement element)
    {
        // PUT only creates: an id in the body is not looked at.
        if (call.IsPut) return XeroTradeDocumentDraft.Check(kind, call, element, existing: null);
        if (element.Id(kind.IdName) is { } id)
        {
            return kind.Documents(call.Company).TryGetValue(id, out var known)
                ? XeroTradeDocumentDraft.Check(kind, call, element, known)
                : new XeroChange([$"{kind.Noun} with the {kind.IdName} {id} could not be found."], [], () => []);
        }

        // A number identifies sales documents only: the same number on two bills makes two bills.
        var isSale = element.Text("Type") is not { } type || type == kind.Types[0];
        return XeroTradeDocumentDraft.Check(kind, call, element, isSale ? kind.Numbered(call.Company, element.Text(kind.NumberName)) : null);
    }

    private IEnumerable<XeroTradeDocument> Filter(XeroCall call, IEnumerable<XeroTradeDocument> documents)
    {
        // Credit notes have no such parameters.
        if (kind == XeroTradeKind.CreditNote) return documents;
        if (call.Listed("IDs") is { } ids) documents = documents.Where(document => ids.Contains(document.Id.ToString()));
        if (call.Listed("InvoiceNumbers") is { } numbers) documents = documents.Where(document => document.Number is not null && numbers.Contains(document.Number));
        if (call.Listed("ContactIDs") is { } contacts) documents = documents.Where(document => contacts.Contains(document.ContactId.ToString()));
        if (call.Listed("Statuses") is { } statuses) documents = documents.Where(document => statuses.Contains(document.Status));
        if (call.IsAsked("createdByMyApp")) documents = documents.Where(document => document.CreatedBy == call.ClientId);
        if (call.Query("searchTerm") is { Length: > 0 } term)
        {
            documents = documents.Where(document => new[] { document.Number, document.Reference, call.Company.Contacts[document.ContactId].Name }
                .Any(text => text?.Contains(term, StringComparison.OrdinalIgnoreCase) == true));
        }

        return documents;
    }
}
