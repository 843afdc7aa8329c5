using System.Text;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>
/// One file for <c>POST /upload</c>: a metadata part and a content part of the same number. Written by hand because the same file must give
/// the same bytes under the same requestid, boundary included, and QuickBooks is strict about the line ends.
/// </summary>
internal sealed record QuickBooksUpload(string RequestId, string FileName, string FileType, WireRef Parent, byte[] Content)
{
    /// <summary>Types QuickBooks takes, with its own spelling of some. A file is described by its extension: <c>application/octet-stream</c> is refused.</summary>
    public static readonly IReadOnlyDictionary<string, string> TypeOfExtension = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ai"] = "application/postscript",
        ["csv"] = "text/csv",
        ["doc"] = "application/msword",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["eps"] = "application/postscript",
        ["gif"] = "image/gif",
        ["jpeg"] = "image/jpeg",
        ["jpg"] = "image/jpg",
        ["ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        ["pdf"] = "application/pdf",
        ["png"] = "image/png",
        ["rtf"] = "text/rtf",
        ["tif"] = "image/tif",
        ["txt"] = "text/plain",
        ["xls"] = "application/vnd/ms-excel",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["xml"] = "text/xml",
    };

    public string ContentType => $"multipart/form-data; boundary={Boundary}";

    private string Boundary => $"orleansledger-{RequestId}";

    /// <summary>Null where QuickBooks takes no such type.</summary>
    public static QuickBooksUpload? Of(AttachmentFile file, QuickBooksId parent) =>
        TypeOfExtension.TryGetValue(QuickBooksText.Extension(file.FileName), out var type)
            ? new(file.IdempotencyKey, file.FileName, type, new WireRef(parent.Id, Type: parent.Entity), file.Content)
            : null;

    public byte[] Body()
    {
        var metadata = QuickBooksJson.Write(new WireAttachableMetadata([new WireAttachableRef(Parent, IncludeOnSend: false)], FileName, FileType));
        var head = $"--{Boundary}\r\n"
            + "Content-Disposition: form-data; name=\"file_metadata_01\"\r\n"
            + "Content-Type: application/json\r\n\r\n"
            + $"{metadata}\r\n"
            + $"--{Boundary}\r\n"
            + $"Content-Disposition: form-data; name=\"file_content_01\"; filename=\"{FileName}\"\r\n"
            + $"Content-Type: {FileType}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. Content, .. Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n")];
    }
}
