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

    public SyncAttachmentState StateValue => Text.Read<SyncAttachmentState>(State);

    public string? RemoteId { get; init; }

    public string? RemoteVersion { get; init; }

    public string? ErrorText { get; init; }

    public int Attempt { get; init; }

    public long Epoch { get; init; }

    /// <summary>The job that last sent or parked it.</summary>
    public Guid? JobId { get; init; }

    /// <summary>How often the provider has refused it.</summary>
    public int Refusals { get; init; }

    internal string State { get; init; } = "sending";
}

/// <summary>A file that cannot be sent, and why.</summary>
public sealed record ParkedAttachment(DocumentId DocumentId, int Entry, AttachmentId AttachmentId, string FileName, string Code, string Text);

/// <summary>A file about to be sent.</summary>
public sealed record SendingAttachment(DocumentId DocumentId, int Entry, AttachmentId AttachmentId, string FileName);

/// <summary>The outcome of one file that was sent.</summary>
public sealed record SettledAttachment(
    DocumentId DocumentId,
    int Entry,
    AttachmentId AttachmentId,
    SyncAttachmentState State,
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

    /// <summary>Puts on record why files are not sent. What stands there or is being sent is left alone.</summary>
    public Task ParkAsync(
        LedgerTransaction transaction, long epoch, JobId job, IReadOnlyList<ParkedAttachment> files, DateTimeOffset now, CancellationToken cancellationToken) =>
        files.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "sync_attachment_park",
                new
                {
                    TenantId = transaction.TenantId.Value,
                    ConnectionId = connection.Value,
                    RemoteCompanyId = remoteCompanyId,
                    Epoch = epoch,
                    JobId = job.Value,
                    Now = now,
                    DocumentIds = files.Select(f => f.DocumentId.Value).ToArray(),
                    Entries = files.Select(f => f.Entry).ToArray(),
                    AttachmentIds = files.Select(f => f.AttachmentId.Value).ToArray(),
                    FileNames = files.Select(f => f.FileName).ToArray(),
                    ErrorCodes = files.Select(f => f.Code).ToArray(),
                    ErrorTexts = files.Select(f => f.Text).ToArray(),
                },
                cancellationToken);

    /// <summary>Commits to sending a file before it is sent.</summary>
    public Task SendAsync(LedgerTransaction transaction, long epoch, JobId job, SendingAttachment file, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "sync_attachment_send",
            new
            {
                TenantId = transaction.TenantId.Value,
                ConnectionId = connection.Value,
                RemoteCompanyId = remoteCompanyId,
                Epoch = epoch,
                JobId = job.Value,
                Now = now,
                DocumentId = file.DocumentId.Value,
                file.Entry,
                AttachmentId = file.AttachmentId.Value,
                file.FileName,
            },
            cancellationToken);

    /// <summary>What became of a file that was being sent.</summary>
    public Task SettleAsync(LedgerTransaction transaction, SettledAttachment file, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "sync_attachment_settle",
            new
            {
                ConnectionId = connection.Value,
                RemoteCompanyId = remoteCompanyId,
                Now = now,
                DocumentId = file.DocumentId.Value,
                file.Entry,
                AttachmentId = file.AttachmentId.Value,
                State = Text.Of(file.State),
                file.RemoteId,
                file.RemoteVersion,
                file.ErrorCode,
                file.ErrorText,
            },
            cancellationToken);
}
