using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.SyncRecords;

/// <summary>What is known of one file of one entry at the provider.</summary>
public sealed class SyncAttachment
{
    public Guid DocumentId { get; init; }

    public int Entry { get; init; }

    public Guid AttachmentId { get; init; }

    public string FileName { get; init; } = "";

    /// <summary><c>sending, synced, failed</c> or <c>removed</c>.</summary>
    public string State { get; init; } = "sending";

    public string? RemoteId { get; init; }

    public string? RemoteVersion { get; init; }

    public string? ErrorText { get; init; }

    public int Attempt { get; init; }

    public long Epoch { get; init; }
}

/// <summary>The outcome of one file.</summary>
public sealed record SettledAttachment(
    DocumentId DocumentId,
    int Entry,
    AttachmentId AttachmentId,
    string FileName,
    string State,
    string? RemoteId = null,
    string? RemoteVersion = null,
    string? ErrorCode = null,
    string? ErrorText = null);

/// <summary>Rows of <c>sync_attachment</c> for one connection to one company.</summary>
public sealed class SyncAttachmentStore(ConnectionId connection, string remoteCompanyId)
{
    public async Task<ILookup<DocumentId, SyncAttachment>> ListAsync(LedgerTransaction transaction, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<SyncAttachment>(
            "sync_attachment_list",
            new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, DocumentIds = documents.Select(d => d.Value).ToArray() },
            cancellationToken)).ToLookup(a => new DocumentId(a.DocumentId));

    /// <summary>The connections at whose companies the file may stand.</summary>
    public static async Task<IReadOnlyList<ConnectionId>> ConnectionsAsync(LedgerTransaction transaction, AttachmentId attachment, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<Guid>("sync_attachment_connections", new { AttachmentId = attachment.Value }, cancellationToken)).ConvertAll(id => new ConnectionId(id));

    /// <summary>Where one file stands, or may stand.</summary>
    public async Task<IReadOnlyList<SyncAttachment>> OfAsync(LedgerTransaction transaction, AttachmentId attachment, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<SyncAttachment>(
            "sync_attachment_of", new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, AttachmentId = attachment.Value }, cancellationToken);

    public Task RemoveAsync(LedgerTransaction transaction, AttachmentId attachment, int entry, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "sync_attachment_remove",
            new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, AttachmentId = attachment.Value, Entry = entry, Now = now },
            cancellationToken);

    /// <summary>Commits to sending files before they are sent.</summary>
    public Task SendAsync(
        LedgerTransaction transaction, long epoch, IReadOnlyList<SettledAttachment> files, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "sync_attachment_send",
            new
            {
                TenantId = transaction.TenantId.Value,
                ConnectionId = connection.Value,
                RemoteCompanyId = remoteCompanyId,
                Epoch = epoch,
                Now = now,
                DocumentIds = files.Select(f => f.DocumentId.Value).ToArray(),
                Entries = files.Select(f => f.Entry).ToArray(),
                AttachmentIds = files.Select(f => f.AttachmentId.Value).ToArray(),
                FileNames = files.Select(f => f.FileName).ToArray(),
            },
            cancellationToken);

    public Task SettleAsync(
        LedgerTransaction transaction, long epoch, IReadOnlyList<SettledAttachment> files, DateTimeOffset now, CancellationToken cancellationToken) =>
        files.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "sync_attachment_settle",
                new
                {
                    TenantId = transaction.TenantId.Value,
                    ConnectionId = connection.Value,
                    RemoteCompanyId = remoteCompanyId,
                    Epoch = epoch,
                    Now = now,
                    DocumentIds = files.Select(f => f.DocumentId.Value).ToArray(),
                    Entries = files.Select(f => f.Entry).ToArray(),
                    AttachmentIds = files.Select(f => f.AttachmentId.Value).ToArray(),
                    FileNames = files.Select(f => f.FileName).ToArray(),
                    States = files.Select(f => f.State).ToArray(),
                    RemoteIds = files.Select(f => f.RemoteId).ToArray(),
                    RemoteVersions = files.Select(f => f.RemoteVersion).ToArray(),
                    ErrorCodes = files.Select(f => f.ErrorCode).ToArray(),
                    ErrorTexts = files.Select(f => f.ErrorText).ToArray(),
                },
                cancellationToken);
}
