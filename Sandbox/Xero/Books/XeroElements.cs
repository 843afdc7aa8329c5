using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Xero.Books;


/// <summary>A change that was checked; <see cref="Apply"/> makes it and gives the element to answer.</summary>
internal sealed record XeroChange(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings, Func<JsonObject> Apply);

/// <summary>
/// Several elements in one call. With <c>summarizeErrors=false</c> the answer is 200, the good elements are stored and every element says OK, WARNING or ERROR. Else one bad
/// element makes the call 400 with the bad elements echoed. Whether Xero then keeps the good siblings is not documented; here nothing is stored.
/// </summary>
internal static class XeroElements
{
    private static readonly string ZeroId = Guid.Empty.ToString();

    public static XeroReply Process(XeroCall call, string plural, string idName, Func<JsonElement, XeroChange> check)
    {
        var elements = call.Elements(plural);
        return call.SummarizeErrors ? AllOrNothing(call, plural, idName, elements, check) : OneByOne(call, plural, idName, elements, check);
    }

    private static XeroReply OneByOne(XeroCall call, string plural, string idName, IReadOnlyList<JsonElement> elements, Func<JsonElement, XeroChange> check)
    {
        List<JsonObject> answers = [];
        foreach (var element in elements)
        {
            var change = check(element);
            var answer = change.Errors.Count > 0 ? Echo(element, idName, change.Errors) : change.Apply();
            answer["StatusAttributeString"] = change.Errors.Count > 0 ? "ERROR" : change.Warnings.Count > 0 ? "WARNING" : "OK";
            AddWarnings(answer, change);
            answers.Add(answer);
        }

        return XeroJson.Envelope(call, plural, answers);
    }

    private static XeroReply AllOrNothing(XeroCall call, string plural, string idName, IReadOnlyList<JsonElement> elements, Func<JsonElement, XeroChange> check)
    {
        var checkedElements = elements.Select(element => (Element: element, Change: check(element))).ToList();
        var refused = checkedElements.Where(item => item.Change.Errors.Count > 0).ToList();
        if (refused.Count > 0) return XeroErrors.Validation(refused.Select(item => Echo(item.Element, idName, item.Change.Errors)));
        return XeroJson.Envelope(call, plural, checkedElements.Select(item =>
        {
            var answer = item.Change.Apply();
            AddWarnings(answer, item.Change);
            return answer;
        }).ToList());
    }

    private static void AddWarnings(JsonObject answer, XeroChange change)
    {
        if (change.Warnings.Count > 0) answer["Warnings"] = XeroErrors.Messages(change.Warnings);
    }

    private static JsonObject Echo(JsonElement element, string idName, IReadOnlyList<string> errors)
    {
        var echo = element.ValueKind == JsonValueKind.Object ? (JsonObject)JsonNode.Parse(element.GetRawText())! : [];
        if (element.Member(idName) is null) echo[idName] = ZeroId;
        echo["HasErrors"] = true;
        echo["ValidationErrors"] = XeroErrors.Messages(errors);
        return echo;
    }
}
