namespace OrleansLedger.Domain.Documents;

/// <summary>A file of a document's, without its bytes. <paramref name="Sha256"/> is 32 bytes and names the blob.</summary>
public sealed record Attachment(
    AttachmentId Id,
    TenantId TenantId,
    DocumentId DocumentId,
    string FileName,
    string ContentType,
    long Size,
    byte[] Sha256);
