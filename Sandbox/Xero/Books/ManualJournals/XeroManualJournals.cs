using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Xero.Query;

namespace OrleansLedger.Sandbox.Xero.Books.ManualJournals;

/// <summary><c>/ManualJournals</c>.</summary>
internal static class XeroManualJournals
{
    private const string Plural = "ManualJournals";
    private const string IdName = "ManualJournalID";

    public static XeroReply List(XeroCall call)
    {
        var page = Listing().Select(call, call.Company.ManualJournals.Values);
        return XeroJson.Envelope(call, Plural, page.Records.Select(journal => Wire(call, journal, withLines: page.IsFull)), page.Pagination);
    }

    public static XeroReply Get(XeroCall call) => call.Company.ManualJournals.TryGetValue(call.Id(), out var journal) ? XeroJson.Envelope(call, Plural, [Wire(call, journal)]) : XeroErrors.NotFound();

    public static XeroReply Write(XeroCall call) => XeroElements.Process(call, Plural, IdName, element => Check(call, element, call.IsPut ? null : element.Id(IdName)));

    public static XeroReply Update(XeroCall call) => call.Company.ManualJournals.ContainsKey(call.Id())
        ? XeroElements.ProcessOne(call, Plural, IdName, element => Check(call, element, call.Id()))
        : XeroErrors.NotFound();

    public static JsonObject Wire(XeroCall call, XeroManualJournal journal, bool withLines = true)
    {
        var json = new JsonObject
        {
            ["Date"] = XeroJson.Date(journal.Date),
            ["Status"] = journal.Status,
            ["LineAmountTypes"] = journal.LineAmountTypes,
            ["UpdatedDateUTC"] = XeroJson.Date(journal.UpdatedAt),
            [IdName] = journal.ManualJournalId.ToString(),
            ["Narration"] = journal.Narration,
        };
        if (withLines) json["JournalLines"] = new JsonArray([.. journal.Lines.Select(Wire)]);
        json["ShowOnCashBasisReports"] = journal.ShowOnCashBasisReports;
        json["HasAttachments"] = XeroDocumentWire.HasAttachments(call.Company, journal.ManualJournalId);
        if (journal.Url is not null) json["Url"] = journal.Url;
        return json;
    }

    private static XeroChange Check(XeroCall call, JsonElement element, Guid? id)
    {
        if (id is not { } known) return new XeroManualJournalDraft(call, element, existing: null).Check();
        return call.Company.ManualJournals.TryGetValue(known, out var existing)
            ? new XeroManualJournalDraft(call, element, existing).Check()
            : new XeroChange([$"The Manual Journal with the ManualJournalID {known} could not be found."], [], () => []);
    }

    private static JsonObject Wire(XeroJournalLine line) => new JsonObject
    {
        ["Description"] = line.Description ?? "",
        ["TaxType"] = line.TaxType,
        ["TaxAmount"] = XeroJson.Money(line.TaxAmount),
        ["LineAmount"] = XeroJson.Money(line.Amount),
        ["AccountCode"] = line.AccountCode,
        ["Tracking"] = new JsonArray(),
        ["AccountID"] = line.AccountId?.ToString(),
        ["IsBlank"] = false,
    }.WithoutNulls();

    private static XeroListing<XeroManualJournal> Listing() =>
        new XeroListing<XeroManualJournal>("ManualJournal", journal => journal.UpdatedAt, journal => journal.ManualJournalId)
            .Key(IdName, journal => journal.ManualJournalId)
            .Text("Narration", journal => journal.Narration)
            .Text("Status", journal => journal.Status)
            .Date("Date", journal => journal.Date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc))
            .Date("UpdatedDateUTC", journal => journal.UpdatedAt);
}
