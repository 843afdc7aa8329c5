using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>Xero answers XML unless the caller accepts JSON. This is the same content element by element: enough for a client that forgot its Accept header to notice.</summary>
internal static class XeroXml
{
    public static byte[] Render(JsonObject json) =>
        System.Text.Encoding.UTF8.GetBytes(Element(json.ContainsKey("ErrorNumber") ? "ApiException" : "Response", json).ToString());

    private static XElement Element(string name, JsonNode? node) => node switch
    {
        JsonObject members => new XElement(name, members.Where(member => member.Value is not null).Select(member => Element(member.Key, member.Value))),
        JsonArray items => new XElement(name, items.Select(item => Element(Singular(name), item))),
        _ => new XElement(name, node is null ? null : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString()),
    };

    private static string Singular(string plural) =>
        plural.EndsWith("ies", StringComparison.Ordinal) ? plural[..^3] + "y" :
        plural.EndsWith("sses", StringComparison.Ordinal) ? plural[..^2] :
        plural.EndsWith('s') ? plural[..^1] : plural + "Item";
}
