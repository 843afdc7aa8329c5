using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/{Endpoint}/{id}/History</c>: notes.</summary>
internal static class XeroHistory
{
    private const int LongestNote = 2500;

    public static XeroReply List(XeroCall call) => XeroParents.OfNotes(call) is { } parent
        ? XeroJson.Envelope(call, "HistoryRecords", (call.Company.History.GetValueOrDefault(parent) ?? []).Select(Wire))
        : XeroErrors.NotFound();

    public static XeroReply Add(XeroCall call)
    {
        if (XeroParents.OfNotes(call) is not { } parent) return XeroErrors.NotFound();
        List<XeroHistoryRecord> added = [];
        foreach (var element in call.Elements("HistoryRecords"))
        {
            if (element.Text("Details") is not { Length: > 0 } details) return XeroErrors.Validation("Details is a mandatory field.");
            if (details.Length > LongestNote) return XeroErrors.Validation($"Details exceeds the maximum length of {LongestNote} characters.");
            added.Add(new XeroHistoryRecord(call.Now, "Note", call.User, details));
        }

        if (!call.Company.History.TryGetValue(parent, out var notes)) call.Company.History[parent] = notes = [];
        notes.AddRange(added);
        return XeroJson.Envelope(call, "HistoryRecords", added.Select(Wire));
    }

    private static JsonObject Wire(XeroHistoryRecord note) => new()
    {
        ["Changes"] = note.Changes,
        ["DateUTCString"] = note.At.ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture),
        ["DateUTC"] = XeroJson.Date(note.At),
        ["User"] = note.User,
        ["Details"] = note.Details,
    };
}
