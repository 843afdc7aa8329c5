using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>A change that was checked; <see cref="Apply"/> makes it and gives the element to answer.</summary>
internal sealed record XeroChange(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings, Func<JsonObject> Apply);

/// <summary>
/// Several elements in one call. With <c>summarizeErrors=false</c> the answer is 200, the good elements are stored and every element says OK, WARNING or ERROR. Else one bad
/// element makes the call 400 with the bad elements echoed. Whether Xero then keeps the good siblings is not documented; here they are not stored.
/// </summary>
internal static class XeroElements
{
    private static readonly string ZeroId = Guid.Empty.ToString();

    public static XeroReply Process(XeroCall call, string plural, string idName, Func<JsonElement, XeroChange> check)
    {
        var elements = call.Elements(plural);
        // Every element is read before the first is stored: one that cannot be read at all refuses the whole call.
        var refused = elements.Select(element => (Element: element, check(element).Errors)).Where(item => item.Errors.Count > 0).ToList();
        if (call.SummarizeErrors && refused.Count > 0) return XeroErrors.Validation(refused.Select(item => Echo(item.Element, idName, item.Errors)));

        // Checked again one after the other, because an element may build on what the one before has changed. One that fails only now (the same number twice in a call)
        // makes a summarized call 400 all the same; those before it are stored.
        var stored = new List<JsonObject>(elements.Count);
        foreach (var element in elements)
        {
            var change = check(element);
            if (call.SummarizeErrors && change.Errors.Count > 0) return XeroErrors.Validation([Echo(element, idName, change.Errors)]);
            stored.Add(Store(element, idName, change, call.SummarizeErrors));
        }

        return XeroJson.Envelope(call, plural, stored);
    }

    /// <summary>The same for a call that names the record in its path.</summary>
    public static XeroReply ProcessOne(XeroCall call, string plural, string idName, Func<JsonElement, XeroChange> check) => call.Elements(plural).Count == 1
        ? Process(call, plural, idName, check)
        : XeroErrors.PostData("A call that names the record in its path takes exactly one element.");

    private static JsonObject Store(JsonElement element, string idName, XeroChange change, bool summarizeErrors)
    {
        var isRefused = change.Errors.Count > 0;
        var answer = isRefused ? Echo(element, idName, change.Errors) : change.Apply();
        if (!summarizeErrors) answer["StatusAttributeString"] = isRefused ? "ERROR" : change.Warnings.Count > 0 ? "WARNING" : "OK";
        if (change.Warnings.Count > 0) answer["Warnings"] = XeroErrors.Messages(change.Warnings);
        return answer;
    }

    private static JsonObject Echo(JsonElement element, string idName, IReadOnlyList<string> errors)
    {
        var echo = (JsonObject)JsonNode.Parse(element.GetRawText())!;
        if (element.Member(idName) is null) echo[idName] = ZeroId;
        echo["HasErrors"] = true;
        echo["ValidationErrors"] = XeroErrors.Messages(errors);
        return echo;
    }
}
