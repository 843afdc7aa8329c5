using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

public sealed partial class XeroProvider
{
    public AttachmentRules AttachmentRules { get; } = new(
        MaxBytes: 10 * 1024 * 1024,
        MaxPerDocument: 10,
        Extensions: ["bmp", "csv", "doc", "docx", "gif", "jpeg", "jpg", "odf", "pdf", "png", "ppt", "pptx", "rar", "rtf", "tif", "tiff", "txt", "xls", "xlsx", "zip"]);

    public int AttachmentWritesInFlight => 4;

    public string FileNameFor(string fileName, string tag) => XeroText.FileName(fileName, tag);

    /// <remarks>A file of the same name is replaced, so repeating leaves one file and needs no idempotency key.</remarks>
    public async Task<WriteOutcome> AttachAsync(IProviderCalls calls, Company company, RemoteEntry parent, AttachmentFile file, CancellationToken cancellationToken)
    {
        var attached = await _api.PutAttachmentAsync(calls, company.RemoteId, parent.RemoteId, file, cancellationToken);
        return !attached.Succeeded ? WriteOutcome.From(attached.Failure!)
            : Named(attached.Value, file.FileName) is { } entry ? new WriteOutcome.Written(entry)
            : WriteOutcome.From(XeroFailures.Unreadable(writes: true));
    }

    public async Task<Answer<RemoteEntry?>> FindAttachmentAsync(IProviderCalls calls, Company company, RemoteEntry parent, string fileName, CancellationToken cancellationToken)
    {
        var listed = await _api.AttachmentsAsync(calls, company.RemoteId, parent.RemoteId, cancellationToken);
        return listed.Succeeded ? Named(listed.Value, fileName) : listed.Failure!;
    }

    private static RemoteEntry? Named(XeroWire.Attachments attachments, string fileName) =>
        attachments.Items.FirstOrDefault(attachment => string.Equals(attachment.FileName, fileName, StringComparison.OrdinalIgnoreCase)) is { AttachmentID: { } id } found
            ? new RemoteEntry(id, found.FileName)
            : null;
}
