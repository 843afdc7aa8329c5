using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Core.Control;

/// <summary>
/// One list of a company's books as an HTML table. Documents (rows with a date and an amount) have the same columns at every provider, so that the amount is visible at any width; all fields
/// of a document are in a section that opens. Other lists have one column for each member. Texts are shortened, with the full text as the cell's title.
/// </summary>
internal static class BooksTable
{
    private const int LongestText = 40;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="baseCurrency">The currency of documents that name none.</param>
    public static void Append(StringBuilder html, IReadOnlyList<JsonObject> rows, string baseCurrency)
    {
        if (rows.All(row => DateOf(row) is not null && AmountOf(row) is not null))
        {
            AppendDocuments(html, rows, baseCurrency);
        }
        else
        {
            AppendMembers(html, rows);
        }
    }

    private static void AppendDocuments(StringBuilder html, IReadOnlyList<JsonObject> rows, string baseCurrency)
    {
        var contacts = rows.Any(row => ContactOf(row) is not null);
        html.Append($"""
            <table class="documents"><thead><tr><th scope="col" class="date">Date</th><th scope="col" class="document">Document</th>{(contacts ? "<th scope=\"col\" class=\"contact\">Contact</th>" : "")}<th scope="col">Text</th><th scope="col" class="number">Amount</th></tr></thead><tbody>
            """);
        foreach (var row in rows)
        {
            var files = (row["attachments"] ?? row["files"]) is JsonArray { Count: > 0 } attached ? $"<small>{attached.Count} {(attached.Count == 1 ? "file" : "files")}</small>" : "";
            html.Append($"""
                <tr><td class="date">{Esc(DateOf(row))}</td><td class="document">{Shortened(KindOf(row))}<small>{Shortened(NumberOf(row))}</small></td>{(contacts ? TextCell("contact", ContactOf(row)) : "")}
                <td class="text">{Shortened(TextOf(row))}{files}<details><summary>All fields</summary><pre>{Esc(row.ToJsonString(s_indented))}</pre></details></td>
                <td class="number">{Esc(AmountOf(row)!.Value.ToString("#,##0.00##", CultureInfo.InvariantCulture))} {Esc(Text(row, "currency", "entity.CurrencyRef.value") ?? baseCurrency)}</td></tr>
                """);
        }

        html.Append("</tbody></table>");
    }

    private static void AppendMembers(StringBuilder html, IReadOnlyList<JsonObject> rows)
    {
        var columns = rows.SelectMany(row => row.Where(member => member.Value is not null and not JsonArray { Count: 0 }).Select(member => member.Key)).Distinct(StringComparer.Ordinal).ToList();
        html.Append("<div class=\"scroll\"><table><thead><tr>")
            .AppendJoin("", columns.Select(column => $"<th scope=\"col\"{(rows.Any(row => IsNumber(row[column])) ? " class=\"number\"" : "")}>{Esc(Words(column))}</th>"))
            .Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>").AppendJoin("", columns.Select(column => Cell(column, row[column]))).Append("</tr>");
        }

        html.Append("</tbody></table></div>");
    }

    private static string Cell(string column, JsonNode? value) => value switch
    {
        null => "<td></td>",
        JsonArray items => TextCell("short", string.Join(", ", items.Select(Brief))),
        JsonObject => TextCell("short", Brief(value)),
        _ when IsNumber(value) => $"<td class=\"number\">{Esc(value.ToJsonString())}</td>",
        _ when column is "id" or "Id" && value.ToString().Length > 12 => $"<td class=\"short\" title=\"{Esc(value.ToString())}\">…{Esc(value.ToString()[^8..])}</td>",
        _ => TextCell("short", value.ToString()),
    };

    private static string Brief(JsonNode? value) => value is JsonObject members
        ? string.Join(" · ", members.Where(member => member.Value is not null and not JsonArray && member.Key is not ("id" or "sha256")).Select(member => member.Value!.ToString()))
        : value?.ToString() ?? "";

    private static string? DateOf(JsonObject row) => Text(row, "date", "transactionDate", "invoicedOn", "paidOn", "entity.TxnDate");

    /// <summary>The document's total; a voucher or journal has none, so its debits are added up.</summary>
    private static decimal? AmountOf(JsonObject row) => Number(row, "total", "amount", "entity.TotalAmt") ?? SumOf(row["rows"], "debit") ?? SumOf(row["lines"], "amount") ?? SumOf(row["entity"]?["Line"], "Amount");

    private static decimal? SumOf(JsonNode? lines, string member) =>
        lines is JsonArray array ? array.OfType<JsonObject>().Sum(line => Math.Max(0, Number(line, member) ?? 0)) : null;

    private static string? ContactOf(JsonObject row) => Text(row, "contact", "customer", "entity.EntityRef.name", "entity.CustomerRef.name", "entity.VendorRef.name");

    private static string KindOf(JsonObject row)
    {
        var kind = Text(row, "kind", "type") is { } name ? Words(name) : "";
        return Text(row, "state", "status") is { } status ? $"{kind} ({status.ToLowerInvariant()})".TrimStart() : kind;
    }

    private static string? NumberOf(JsonObject row) => Text(row, "series") + Text(row, "number", "entity.DocNumber") is { Length: > 0 } number ? number : Text(row, "reference");

    private static string? TextOf(JsonObject row) =>
        ((row["lines"] ?? row["entity"]?["Line"]) as JsonArray)?.OfType<JsonObject>().Select(line => Text(line, "description", "Description")).FirstOrDefault(line => line is not null)
        ?? Text(row, "description", "comments", "entity.PrivateNote", "reference");

    private static string? Text(JsonObject row, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Find(row, path) is JsonValue value)
            {
                return value.ToString();
            }
        }

        return null;
    }

    private static decimal? Number(JsonObject row, params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Find(row, path) is { } value && IsNumber(value))
            {
                return decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private static JsonNode? Find(JsonObject row, string path) =>
        path.Split('.').Aggregate((JsonNode?)row, (node, name) => node is JsonObject members && members.TryGetPropertyValue(name, out var member) ? member : null);

    private static string TextCell(string style, string? text) => $"<td class=\"{style}\">{Shortened(text)}</td>";

    private static string Shortened(string? text) => text is { Length: > LongestText }
        ? $"<span title=\"{Esc(text)}\">{Esc(text[..(LongestText - 1)].TrimEnd())}…</span>"
        : Esc(text);

    private static bool IsNumber(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number;

    /// <summary><c>bankAccount</c> as <c>Bank account</c>.</summary>
    internal static string Words(string name) => char.ToUpperInvariant(name[0]) + string.Concat(name.Skip(1).Select(letter => char.IsAsciiLetterUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));

    private static string Esc(string? text) => WebUtility.HtmlEncode(text ?? "");
}
