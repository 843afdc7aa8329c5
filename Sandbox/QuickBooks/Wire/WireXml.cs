using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace OrleansLedger.Sandbox.QuickBooks.Wire;

/// <summary>The XML the service sends to callers who do not ask for JSON: the same members, with ids of references as text and a few members as attributes.</summary>
internal static class WireXml
{
    private static readonly XNamespace Schema = "http://schema.intuit.com/finance/v3";
    private static readonly string[] Attributes = ["domain", "sparse", "status", "time", "startPosition", "maxResults", "totalCount", "bId", "code", "element"];

    /// <param name="answer">The members of the JSON answer, <c>time</c> included.</param>
    public static XElement Of(JsonObject answer) => Element("IntuitResponse", answer);

    private static XElement Element(string name, JsonObject content)
    {
        var element = new XElement(Schema + name);
        if (content.Text("value") is { } id && content.All(pair => pair.Key is "value" or "name" or "type"))
        {
            element.Value = id;
            if (content.Text("name") is { } label) element.SetAttributeValue("name", label);
            if (content.Text("type") is { } kind) element.SetAttributeValue("type", kind);
            return element;
        }

        foreach (var (member, value) in content)
        {
            if (value is JsonValue && (Attributes.Contains(member, StringComparer.Ordinal) || (name == "Fault" && member == "type"))) element.SetAttributeValue(member, value.Text());
            else Add(element, member, value);
        }

        return element;
    }

    private static void Add(XElement parent, string member, JsonNode? value)
    {
        switch (value)
        {
            case JsonArray array:
                foreach (var item in array) Add(parent, member, item);
                break;
            case JsonObject extension when member == "any":
                Add(parent, "NameValue", extension["value"]);
                break;
            case JsonObject part:
                parent.Add(Element(member, part));
                break;
            case not null:
                parent.Add(new XElement(Schema + member, value.Text()));
                break;
        }
    }
}
