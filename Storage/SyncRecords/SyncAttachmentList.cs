using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.SyncRecords;

/// <summary>What is known of a document's file at the provider.</summary>
public enum SyncAttachmentState
{
    /// <summary>Not sent: the accounting system does not take such a file. It is looked at again with every export of its document.</summary>
    Parked,

    /// <summary>A call that may bring it has been committed to; it is looked for before it is sent again.</summary>
    Sending,

    /// <summary>It stands on the document's entry.</summary>
    Synced,

    /// <summary>The accounting system refused it. It is sent again with the next export of its document.</summary>
    Failed,

    /// <summary>It stood there and was taken away, as it was from its document.</summary>
    Removed,
}

/// <summary>A file on one connection, as lists show it.</summary>
public sealed class ListedSyncAttachment
{
    public AttachmentId AttachmentId { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public SyncAttachmentState State => Text.Read<SyncAttachmentState>(StateWord);

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    public string? RemoteId { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    internal string StateWord { get; init; } = "";
}

/// <summary>The tenant's files in the books of the companies that are connected now.</summary>
public static class SyncAttachmentList
{
    /// <summary>One for each connection that has looked at the file. One statement however many files.</summary>
    public static async Task<ILookup<AttachmentId, ListedSyncAttachment>> OfAttachmentsAsync(
        LedgerReader reader, IReadOnlyCollection<AttachmentId> attachments, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<ListedSyncAttachment>(
            "sync_attachments_of",
            new { TenantId = reader.TenantId.Value, AttachmentIds = attachments.Select(a => a.Value).ToArray() },
            cancellationToken)).ToLookup(a => a.AttachmentId);
}
