using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>Finds QuickBooks' faults in answers, in JSON (both spellings) or XML, and the sent id that a fault points to. Pure.</summary>
internal static partial class QuickBooksFaults
{
    /// <summary>The fault in a body; null where the body has none in QuickBooks' shape.</summary>
    public static WireFault? In(CallAnswer.Answered answer)
    {
        var start = answer.JsonBytes.Span.TrimStart(" \t\r\n"u8);
        return start.IsEmpty ? null : start[0] == (byte)'<' ? InXml(answer.JsonBytes) : InJson(answer.JsonBytes);
    }

    /// <summary>
    /// The reference of a sent item that the error says is unknown or inactive, by the id it has here. QuickBooks names the list it looked in
    /// ("Names element id 58 not found"), or no more than that something is inactive: then it is the contact, which is what people deactivate and merge.
    /// </summary>
    public static StaleReference? StaleIn(WireError error, WireBatchItem sent)
    {
        var text = $"{error.Message} {error.Detail}";
        var named = ElementId().Match(text);
        if (!named.Success)
        {
            // Of an update the same words say that the entry itself is gone.
            return sent.Operation == "create" && MadeInactive().IsMatch(text) ? Contact(sent) ?? Account(sent, id: null) : null;
        }

        var id = named.Groups["id"].Value;
        return named.Groups["list"].Value.ToUpperInvariant() switch
        {
            "ACCOUNT" or "ACCOUNTS" => Account(sent, id),
            "TAXCODE" or "TAXCODES" => TaxCode(sent, id),
            "NAME" or "NAMES" or "VENDOR" or "VENDORS" or "CUSTOMER" or "CUSTOMERS" or "EMPLOYEE" or "EMPLOYEES" => Contact(sent),
            _ => null,
        };
    }

    private static StaleReference? Contact(WireBatchItem sent)
    {
        var transaction = sent.Purchase ?? sent.Deposit;
        var reference = transaction?.EntityRef ?? transaction?.Line?.Select(line => line.DepositLineDetail?.Entity).FirstOrDefault(entity => entity is not null);
        return reference is { Value: { } id, Type: { } type } ? new StaleReference(ReferenceKind.Contact, new QuickBooksId(type, id, transaction!.CurrencyRef?.Value).ToString()) : null;
    }

    private static StaleReference? Account(WireBatchItem sent, string? id)
    {
        var transaction = sent.Purchase ?? sent.Deposit;
        var line = transaction?.Line is [var only, ..] ? only : null;
        string?[] sentIds =
        [
            (line?.AccountBasedExpenseLineDetail?.AccountRef ?? line?.DepositLineDetail?.AccountRef)?.Value,
            (transaction?.AccountRef ?? transaction?.DepositToAccountRef)?.Value,
        ];
        return sentIds.FirstOrDefault(account => account is not null && (id is null || account == id)) is { } found ? new StaleReference(ReferenceKind.Account, found) : null;
    }

    private static StaleReference? TaxCode(WireBatchItem sent, string id)
    {
        var line = (sent.Purchase ?? sent.Deposit)?.Line is [var only, ..] ? only : null;
        var code = (line?.AccountBasedExpenseLineDetail?.TaxCodeRef ?? line?.DepositLineDetail?.TaxCodeRef)?.Value;
        return code == id ? new StaleReference(ReferenceKind.TaxCode, id) : null;
    }

    private static WireFault? InJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && (document.RootElement.TryGetProperty("Fault", out var fault) || document.RootElement.TryGetProperty("fault", out fault))
                    ? QuickBooksJson.Read<WireFault>(fault)
                    : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary><c>&lt;IntuitResponse&gt;&lt;Fault type=""&gt;&lt;Error code=""&gt;&lt;Message/&gt;&lt;Detail/&gt;</c> (Intuit's Finance.xsd); names in any casing.</summary>
    private static WireFault? InXml(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray());
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 1024 * 1024 });
            var root = XDocument.Load(reader).Root!;
            if (!Is(root, "IntuitResponse") && !Is(root, "Fault"))
            {
                return null;
            }

            var fault = root.DescendantsAndSelf().FirstOrDefault(element => Is(element, "Fault"));
            return fault is null ? null : new WireFault([.. fault.Elements().Where(element => Is(element, "Error")).Select(Error)], Attribute(fault, "type"));
        }
        catch (Exception unreadable) when (unreadable is XmlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static WireError Error(XElement error) => new(Child(error, "Message"), Child(error, "Detail"), Attribute(error, "code"), Attribute(error, "element"));

    private static bool Is(XElement element, string name) => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string? Child(XElement element, string name) => element.Elements().FirstOrDefault(child => Is(child, name))?.Value;

    private static string? Attribute(XElement element, string name) =>
        element.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value;

    [GeneratedRegex(@"(?<list>\w+) element id (?<id>\w+) not found", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ElementId();

    [GeneratedRegex("made inactive|is inactive|has been deleted", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex MadeInactive();
}
