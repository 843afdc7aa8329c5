using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.Api.Documents;

/// <summary>A receipt or other file of a document's.</summary>
/// <param name="FileName">Its name.</param>
/// <param name="ContentType">The type, by the extension of the name.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of its bytes, in hex.</param>
/// <param name="CreatedAt">When it came in.</param>
/// <param name="DownloadPath">Where its bytes are, from this API's address; with the same credential.</param>
[GraphQLName("Attachment")]
public sealed record AttachmentView(
    [property: GraphQLIgnore] AttachmentId Key,
    [property: ID] string Id,
    string FileName,
    string ContentType,
    long Size,
    string Sha256,
    DateTimeOffset CreatedAt,
    string DownloadPath) : INode
{
    internal static AttachmentView Of(ListedAttachment attachment)
    {
        var id = GlobalId.Of(GlobalId.Attachment, attachment.Id.Value);
        return new AttachmentView(
            attachment.Id, id, attachment.FileName, attachment.ContentType, attachment.Size, Convert.ToHexStringLower(attachment.Sha256), attachment.CreatedAt, $"/attachments/{id}");
    }
}

/// <summary>The files of documents, without those that were removed.</summary>
public sealed class AttachmentsOfDocument(LedgerDatabase database) : TenantLoader<DocumentId, IReadOnlyList<ListedAttachment>>(database)
{
    protected override async Task<IReadOnlyDictionary<DocumentId, IReadOnlyList<ListedAttachment>>> FetchAsync(
        LedgerReader reader, IReadOnlyList<DocumentId> keys, CancellationToken cancellationToken) =>
        (await AttachmentList.OfDocumentsAsync(reader, keys, cancellationToken)).ToDictionary(g => g.Key, g => (IReadOnlyList<ListedAttachment>)[.. g]);
}

/// <summary>Files by id, without those that were removed.</summary>
public sealed class AttachmentById(LedgerDatabase database) : TenantLoader<AttachmentId, ListedAttachment>(database)
{
    protected override Task<IReadOnlyDictionary<AttachmentId, ListedAttachment>> FetchAsync(LedgerReader reader, IReadOnlyList<AttachmentId> keys, CancellationToken cancellationToken) =>
        AttachmentList.FindAsync(reader, keys, cancellationToken);
}
