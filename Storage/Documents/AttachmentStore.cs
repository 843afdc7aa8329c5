using System.Security.Cryptography;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Documents;

/// <summary>A file as it comes in.</summary>
public sealed record NewAttachment(DocumentId DocumentId, string FileName, string ContentType, byte[] Content);

/// <summary>Rows of <c>attachment</c> and their bytes, kept once per tenant and content.</summary>
public static class AttachmentStore
{
    /// <summary>Adds files; the same bytes on the same document are one attachment. One round trip for the bytes, one for the rows.</summary>
    /// <returns>The documents that have a file more than before.</returns>
    public static async Task<IReadOnlyList<DocumentId>> AddAsync(LedgerTransaction transaction, IReadOnlyList<NewAttachment> files, CancellationToken cancellationToken)
    {
        var hashes = files.Select(f => SHA256.HashData(f.Content)).ToArray();
        await transaction.ExecuteAsync(
            "attachment_blob_put",
            new { TenantId = transaction.TenantId.Value, Sha256s = hashes, Contents = files.Select(f => f.Content).ToArray() },
            cancellationToken);
        var documents = await transaction.QueryAsync<DocumentId>(
            "attachment_put",
            new
            {
                TenantId = transaction.TenantId.Value,
                Ids = files.Select(_ => AttachmentId.New().Value).ToArray(),
                DocumentIds = files.Select(f => f.DocumentId.Value).ToArray(),
                FileNames = files.Select(f => f.FileName).ToArray(),
                ContentTypes = files.Select(f => f.ContentType).ToArray(),
                Sizes = files.Select(f => f.Content.LongLength).ToArray(),
                Sha256s = hashes,
            },
            cancellationToken);
        return [.. documents.Distinct()];
    }

    public static async Task<ILookup<DocumentId, Attachment>> ListAsync(
        LedgerTransaction transaction, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<Row>("attachment_list", new { DocumentIds = documents.Select(d => d.Value).ToArray() }, cancellationToken))
            .Select(r => new Attachment(
                new AttachmentId(r.Id), new TenantId(r.TenantId), new DocumentId(r.DocumentId), r.FileName, r.ContentType, r.Size, r.Sha256))
            .ToLookup(a => a.DocumentId);

    /// <summary>Takes a file off its document; its bytes stay while others have them. Null where there is no such file.</summary>
    public static async Task<DocumentId?> DeleteAsync(LedgerTransaction transaction, AttachmentId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.SingleOrDefaultAsync<Guid?>("attachment_delete", new { Id = id.Value, Now = now }, cancellationToken) is { } document ? new DocumentId(document) : null;

    /// <summary>Whether the file is still there; it is not removed before the transaction ends.</summary>
    public static Task<bool> HoldAsync(LedgerTransaction transaction, AttachmentId id, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<bool>("attachment_hold", new { Id = id.Value }, cancellationToken);

    public static async Task<byte[]?> ContentAsync(LedgerTransaction transaction, byte[] sha256, CancellationToken cancellationToken) =>
        await transaction.SingleOrDefaultAsync<byte[]>("attachment_content", new { TenantId = transaction.TenantId.Value, Sha256 = sha256 }, cancellationToken);

    private sealed class Row
    {
        public Guid Id { get; init; }

        public Guid TenantId { get; init; }

        public Guid DocumentId { get; init; }

        public string FileName { get; init; } = "";

        public string ContentType { get; init; } = "";

        public long Size { get; init; }

        public byte[] Sha256 { get; init; } = [];
    }
}
