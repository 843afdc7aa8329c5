using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>A file of an upload with its metadata, as far as the parts have come.</summary>
internal sealed class UploadedFile(string suffix)
{
    public string Suffix => suffix;

    public JsonObject? Metadata { get; private set; }

    public byte[]? Content { get; private set; }

    public string? FileName { get; private set; }

    public string? ContentType { get; private set; }

    /// <summary>Set once the content is kept.</summary>
    public string? BlobId { get; set; }

    /// <summary>What is wrong with this file alone.</summary>
    public QuickBooksError? Refusal { get; private set; }

    public void TakeContent(byte[] content, ContentDispositionHeaderValue disposition, MultipartSection section)
    {
        FileName = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        ContentType = MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type.MediaType.Value : null;
        var isBase64 = section.Headers is { } headers && headers.TryGetValue("Content-Transfer-Encoding", out var encoding) && string.Equals(encoding, "base64", StringComparison.OrdinalIgnoreCase);
        Content = isBase64 ? Convert.FromBase64String(Encoding.ASCII.GetString(content)) : content;
    }

    public void TakeMetadata(byte[] content)
    {
        var read = CompanyCall.Parse(Encoding.UTF8.GetString(content));
        Metadata = read.Value;
        if (read.Fault is not null) Refusal = Refusals.InvalidAttachmentMetadata($"file_metadata_{suffix} is not a JSON object.");
    }
}

/// <summary>The kinds of files the service takes: the extension and the content type must both be on its list.</summary>
internal static class AttachmentTypes
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".ai", ".csv", ".doc", ".docx", ".eps", ".gif", ".jpeg", ".jpg", ".ods", ".pdf", ".png", ".rtf", ".tif", ".tiff", ".txt", ".xls", ".xlsx", ".xml",
    };

    /// <summary>As documented, with the spellings in common use beside the documented ones (<c>image/jpg</c>, <c>image/tif</c>, <c>application/vnd/ms-excel</c>).</summary>
    private static readonly HashSet<string> ContentTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/postscript", "text/csv", "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "image/gif", "image/jpeg", "image/jpg",
        "application/vnd.oasis.opendocument.spreadsheet", "application/pdf", "image/png", "text/rtf", "application/rtf", "image/tif", "image/tiff", "text/plain", "application/vnd/ms-excel",
        "application/vnd.ms-excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/xml", "application/xml",
    };

    public static bool IsApproved(string fileName, string? contentType) => contentType is not null && ContentTypes.Contains(contentType) && Extensions.Contains(Path.GetExtension(fileName));
}
