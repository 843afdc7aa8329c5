using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Documents;

/// <summary>A file of a document's without its bytes. <see cref="Size"/> is in bytes.</summary>
public class ListedAttachment
{
    public AttachmentId Id { get; init; }

    public DocumentId DocumentId { get; init; }

    public string FileName { get; init; } = "";

    public string ContentType { get; init; } = "";

    public long Size { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of the content.</summary>
    public byte[] Sha256 { get; init; } = [];
}

/// <summary>A file with its bytes.</summary>
public sealed class AttachmentWithContent : ListedAttachment
{
    public byte[] Content { get; init; } = [];
}

/// <summary>The files of documents, without those that were removed.</summary>
public static class AttachmentList
{
    /// <summary>Oldest first. One statement however many documents.</summary>
    public static async Task<ILookup<DocumentId, ListedAttachment>> OfDocumentsAsync(
        LedgerReader reader, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<ListedAttachment>(
            "attachment_of_documents",
            new { TenantId = reader.TenantId.Value, DocumentIds = documents.Select(d => d.Value).ToArray() },
            cancellationToken)).ToLookup(a => a.DocumentId);

    /// <summary>Those of the ids that exist, in one statement.</summary>
    public static async Task<IReadOnlyDictionary<AttachmentId, ListedAttachment>> FindAsync(
        LedgerReader reader, IReadOnlyCollection<AttachmentId> ids, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<ListedAttachment>(
            "attachment_find", new { TenantId = reader.TenantId.Value, Ids = ids.Select(i => i.Value).ToArray() }, cancellationToken)).ToDictionary(a => a.Id);

    /// <summary>Null where the tenant has no such file.</summary>
    public static Task<AttachmentWithContent?> ContentAsync(LedgerReader reader, AttachmentId id, CancellationToken cancellationToken) =>
        reader.SingleOrDefaultAsync<AttachmentWithContent>(
            "attachment_with_content", new { TenantId = reader.TenantId.Value, Id = id.Value }, cancellationToken);
}
