using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary><c>/{Endpoint}/{id}/Attachments</c>: raw bytes in, by name; list, and content by id or name. There is no way to delete one.</summary>
internal sealed class XeroAttachments(BlobStore blobs)
{
    public const int LargestFile = 10 * 1024 * 1024;
    private const int MostPerDocument = 10;
    private const string NotSupported = "The file couldn't be uploaded because it isn't a supported file type.";

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".bmp", ".csv", ".doc", ".docx", ".gif", ".jpeg", ".jpg", ".odf", ".pdf", ".png", ".ppt", ".pptx", ".rar", ".rtf", ".tif", ".tiff", ".txt", ".xls", ".xlsx", ".zip",
    };

    public XeroReply List(XeroCall call) =>
        Parent(call) is { } parent ? XeroJson.Envelope(call, "Attachments", Of(call, parent).Select(attachment => Wire(call, parent, attachment))) : XeroErrors.NotFound();

    /// <summary>The content, found by AttachmentID or file name.</summary>
    public XeroReply Get(XeroCall call)
    {
        if (Parent(call) is not { } parent) return XeroErrors.NotFound();
        var key = call.Route("file");
        var found = Of(call, parent).FirstOrDefault(attachment => Guid.TryParse(key, out var id) ? attachment.AttachmentId == id : string.Equals(attachment.FileName, key, StringComparison.OrdinalIgnoreCase));
        return found is null ? XeroErrors.NotFound() : new XeroReply(StatusCodes.Status200OK, null, blobs.Get(found.Content), found.MimeType);
    }

    public XeroReply Put(XeroCall call)
    {
        if (Parent(call) is not { } parent) return XeroErrors.NotFound();
        var name = call.Route("file");
        if (call.Body.Length > LargestFile) return XeroErrors.Of(StatusCodes.Status413PayloadTooLarge, null);
        if (call.Body.Length == 0) return XeroErrors.Validation("The file couldn't be uploaded because it is empty.");
        if (name.Length is 0 or > 255 || name.IndexOfAny(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0', '+']) >= 0) return XeroErrors.Validation("The file name contains characters that are not allowed.");
        if (!Extensions.Contains(Path.GetExtension(name))) return XeroErrors.Validation(NotSupported);

        var attachments = call.Company.Attachments.TryGetValue(parent, out var existing) ? existing : call.Company.Attachments[parent] = [];
        var sameName = attachments.FindIndex(attachment => string.Equals(attachment.FileName, name, StringComparison.OrdinalIgnoreCase));
        if (sameName < 0 && attachments.Count >= MostPerDocument) return XeroErrors.Validation($"A maximum of {MostPerDocument} attachments is allowed.");

        var attachment = new XeroAttachment(
            sameName < 0 ? Guid.CreateVersion7() : attachments[sameName].AttachmentId,
            name,
            call.ContentType is { Length: > 0 } type ? type : "application/octet-stream",
            call.Body.Length,
            call.IsAsked("IncludeOnline") && XeroParents.IsShownOnline(call, parent),
            blobs.Put(call.Body));
        if (sameName < 0) attachments.Add(attachment);
        else attachments[sameName] = attachment;
        return XeroJson.Envelope(call, "Attachments", [Wire(call, parent, attachment)]);
    }

    private static IReadOnlyList<XeroAttachment> Of(XeroCall call, Guid parent) => call.Company.Attachments.GetValueOrDefault(parent) ?? [];

    private static Guid? Parent(XeroCall call) => XeroParents.OfAttachments(call);

    private static JsonObject Wire(XeroCall call, Guid parent, XeroAttachment attachment) => new()
    {
        ["AttachmentID"] = attachment.AttachmentId.ToString(),
        ["FileName"] = attachment.FileName,
        ["Url"] = $"{call.BaseUrl}/{call.Route("endpoint")}/{parent}/Attachments/{Uri.EscapeDataString(attachment.FileName)}",
        ["MimeType"] = attachment.MimeType,
        ["ContentLength"] = attachment.ContentLength,
        ["IncludeOnline"] = attachment.IncludeOnline,
    };
}
