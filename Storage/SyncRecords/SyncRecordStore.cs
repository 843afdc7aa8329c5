using OrleansLedger.Domain;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.SyncRecords;

/// <summary>One entry of a document at one company: the durable proof of what it is there.</summary>
public sealed class SyncRecord
{
    public Guid Id { get; init; }

    public Guid DocumentId { get; init; }

    /// <summary>1 for the first entry; where entries are immutable, a change adds a reversal and a new one.</summary>
    public int Entry { get; init; }

    /// <summary><c>booking</c> or <c>reversal</c>.</summary>
    public string Role { get; init; } = "booking";

    public string EntryKey { get; init; } = "";

    public string State { get; init; } = "parked";

    public int Revision { get; init; }

    public byte[]? ContentHash { get; init; }

    /// <summary>What was sent, with its accounts resolved; JSON of the export's own.</summary>
    public string? Content { get; init; }

    public int Attempt { get; init; }

    public Guid? WriteId { get; init; }

    public string? RemoteId { get; init; }

    public string? RemoteNumber { get; init; }

    public string? RemoteVersion { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    public string? ErrorField { get; init; }

    public DateTimeOffset? SendingAt { get; init; }

    public DateTimeOffset? SyncedAt { get; init; }

    public SyncRecordState StateValue => Text.Read<SyncRecordState>(State);
}

/// <summary>A document that cannot be sent yet, and why.</summary>
public sealed record ParkedEntry(DocumentId DocumentId, int Entry, string EntryKey, int Revision, string Code, string Text, string? Field);

/// <summary>An entry about to be sent in a call.</summary>
public sealed record SendingEntry(DocumentId DocumentId, int Entry, string Role, string EntryKey, int Revision, byte[] ContentHash, string Content);

/// <summary>An entry that stood in the books and is a document's from now on. <paramref name="Content"/>: the document as it was then.</summary>
public sealed record AdoptedEntry(DocumentId DocumentId, int Entry, string EntryKey, int Revision, string Content, string RemoteId, string? RemoteNumber = null, string? RemoteVersion = null);

/// <summary>What became of an entry that was sent. <paramref name="KeepOld"/>: a change did not happen, the entry stands as before.</summary>
public sealed record SettledEntry(
    string EntryKey,
    SyncRecordState State,
    string? RemoteId = null,
    string? RemoteNumber = null,
    string? RemoteVersion = null,
    string? ErrorCode = null,
    string? ErrorText = null,
    string? ErrorField = null,
    bool KeepOld = false);

/// <summary>A call whose outcome is not recorded.</summary>
public sealed class OpenWrite
{
    public Guid Id { get; init; }

    /// <summary>The call as it was sent, as JSON.</summary>
    public string Prepared { get; init; } = "";

    public string RemoteCompanyId { get; init; } = "";

    public long Epoch { get; init; }

    /// <summary>When it was last sent: a replay under the same key counts.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>The answer that left the outcome unknown; null where the process died before one came.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    /// <summary>How often the outcome has been looked for.</summary>
    public int Looks { get; init; }

    /// <summary>When to look next; null for at once.</summary>
    public DateTimeOffset? LookAt { get; init; }
}

/// <summary>Rows of <c>sync_record</c> and <c>sync_write</c>, for one connection to one company and one kind of document.</summary>
public sealed class SyncRecordStore(ConnectionId connection, string remoteCompanyId, string documentKind)
{
    /// <summary>The latest entry of each document that has one.</summary>
    public async Task<IReadOnlyDictionary<DocumentId, SyncRecord>> LatestAsync(
        LedgerTransaction transaction, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<SyncRecord>(
            "sync_record_latest",
            new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, DocumentKind = documentKind, DocumentIds = documents.Select(d => d.Value).ToArray() },
            cancellationToken)).ToDictionary(r => new DocumentId(r.DocumentId));

    /// <summary>The bookings that the given reversals take back.</summary>
    public async Task<IReadOnlyDictionary<DocumentId, SyncRecord>> BeforeAsync(
        LedgerTransaction transaction, IReadOnlyList<SyncRecord> reversals, CancellationToken cancellationToken) =>
        reversals.Count == 0
            ? new Dictionary<DocumentId, SyncRecord>()
            : (await transaction.QueryAsync<SyncRecord>(
                "sync_record_before",
                new
                {
                    ConnectionId = connection.Value,
                    RemoteCompanyId = remoteCompanyId,
                    DocumentKind = documentKind,
                    DocumentIds = reversals.Select(r => r.DocumentId).ToArray(),
                    Entries = reversals.Select(r => r.Entry - 1).ToArray(),
                },
                cancellationToken)).ToDictionary(r => new DocumentId(r.DocumentId));

    public Task ParkAsync(LedgerTransaction transaction, IReadOnlyList<ParkedEntry> entries, DateTimeOffset now, CancellationToken cancellationToken) =>
        entries.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "sync_record_park",
                new
                {
                    TenantId = transaction.TenantId.Value,
                    ConnectionId = connection.Value,
                    RemoteCompanyId = remoteCompanyId,
                    DocumentKind = documentKind,
                    Now = now,
                    Ids = NewIds(entries.Count),
                    DocumentIds = entries.Select(e => e.DocumentId.Value).ToArray(),
                    Entries = entries.Select(e => e.Entry).ToArray(),
                    EntryKeys = entries.Select(e => e.EntryKey).ToArray(),
                    Revisions = entries.Select(e => e.Revision).ToArray(),
                    ErrorCodes = entries.Select(e => e.Code).ToArray(),
                    ErrorTexts = entries.Select(e => e.Text).ToArray(),
                    ErrorFields = entries.Select(e => e.Field).ToArray(),
                },
                cancellationToken);

    /// <summary>Commits to a call before it is made.</summary>
    /// <exception cref="InvalidOperationException">An entry is being sent by another call: a bug of the caller's, which must reconcile first.</exception>
    public async Task SendAsync(
        LedgerTransaction transaction, Guid writeId, string prepared, long epoch, IReadOnlyList<SendingEntry> entries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await transaction.ExecuteAsync(
            "sync_write_insert",
            new { Id = writeId, TenantId = transaction.TenantId.Value, ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, Prepared = prepared, Epoch = epoch, Now = now },
            cancellationToken);
        var written = await transaction.ExecuteAsync(
            "sync_record_send",
            new
            {
                TenantId = transaction.TenantId.Value,
                ConnectionId = connection.Value,
                RemoteCompanyId = remoteCompanyId,
                DocumentKind = documentKind,
                WriteId = writeId,
                Now = now,
                Ids = NewIds(entries.Count),
                DocumentIds = entries.Select(e => e.DocumentId.Value).ToArray(),
                Entries = entries.Select(e => e.Entry).ToArray(),
                Roles = entries.Select(e => e.Role).ToArray(),
                EntryKeys = entries.Select(e => e.EntryKey).ToArray(),
                Revisions = entries.Select(e => e.Revision).ToArray(),
                ContentHashes = entries.Select(e => e.ContentHash).ToArray(),
                Contents = entries.Select(e => e.Content).ToArray(),
            },
            cancellationToken);
        if (written != entries.Count)
        {
            throw new InvalidOperationException($"Of {entries.Count} entries {entries.Count - written} are already being sent. Reconcile the open writes of connection {connection} first.");
        }
    }

    /// <summary>Records the outcomes of a call's entries; those already settled stay as they are.</summary>
    public Task SettleAsync(LedgerTransaction transaction, Guid writeId, IReadOnlyList<SettledEntry> entries, DateTimeOffset now, CancellationToken cancellationToken) =>
        entries.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                "sync_record_settle",
                new
                {
                    ConnectionId = connection.Value,
                    WriteId = writeId,
                    Now = now,
                    EntryKeys = entries.Select(e => e.EntryKey).ToArray(),
                    States = entries.Select(e => Text.Of(e.State)).ToArray(),
                    RemoteIds = entries.Select(e => e.RemoteId).ToArray(),
                    RemoteNumbers = entries.Select(e => e.RemoteNumber).ToArray(),
                    RemoteVersions = entries.Select(e => e.RemoteVersion).ToArray(),
                    ErrorCodes = entries.Select(e => e.ErrorCode).ToArray(),
                    ErrorTexts = entries.Select(e => e.ErrorText).ToArray(),
                    ErrorFields = entries.Select(e => e.ErrorField).ToArray(),
                    KeepOlds = entries.Select(e => e.KeepOld).ToArray(),
                },
                cancellationToken);

    /// <summary>Takes over an entry that stands in the books already.</summary>
    public Task AdoptAsync(LedgerTransaction transaction, AdoptedEntry entry, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "sync_record_adopt",
            new
            {
                Id = Guid.CreateVersion7(),
                TenantId = transaction.TenantId.Value,
                ConnectionId = connection.Value,
                RemoteCompanyId = remoteCompanyId,
                DocumentKind = documentKind,
                DocumentId = entry.DocumentId.Value,
                entry.Entry,
                entry.EntryKey,
                entry.Revision,
                entry.Content,
                entry.RemoteId,
                entry.RemoteNumber,
                entry.RemoteVersion,
                Now = now,
            },
            cancellationToken);

    /// <summary>Marks a synced entry as taken back by a reversal.</summary>
    public Task TakeBackAsync(LedgerTransaction transaction, string entryKey, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("sync_record_take_back", new { ConnectionId = connection.Value, EntryKey = entryKey, Now = now }, cancellationToken);

    /// <summary>Forgets a call all of whose entries are settled.</summary>
    public static Task CloseWriteAsync(LedgerTransaction transaction, Guid writeId, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("sync_write_delete", new { WriteId = writeId }, cancellationToken);

    /// <summary>Notes the answer that left a call's outcome unknown, to be looked for at once.</summary>
    public static Task NoteUnknownAsync(LedgerTransaction transaction, Guid writeId, string code, string text, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("sync_write_unknown", new { Id = writeId, Code = code, Text = text }, cancellationToken);

    /// <summary>Commits to sending the same call again.</summary>
    public static Task ResendAsync(LedgerTransaction transaction, Guid writeId, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("sync_write_resend", new { Id = writeId, Now = now }, cancellationToken);

    public static Task LookAgainAsync(LedgerTransaction transaction, Guid writeId, DateTimeOffset at, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("sync_write_look_again", new { Id = writeId, LookAt = at }, cancellationToken);

    /// <summary>Calls whose outcome is not recorded, oldest first.</summary>
    public async Task<IReadOnlyList<OpenWrite>> OpenWritesAsync(LedgerTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<OpenWrite>("sync_write_open", new { ConnectionId = connection.Value }, cancellationToken);

    /// <summary>The entries of a call that are still unsettled.</summary>
    public async Task<IReadOnlyList<SyncRecord>> OfWriteAsync(LedgerTransaction transaction, Guid writeId, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<SyncRecord>("sync_record_of_write", new { ConnectionId = connection.Value, WriteId = writeId }, cancellationToken);

    /// <summary>Every entry of a document on this connection, whatever the company.</summary>
    public async Task<IReadOnlyList<SyncRecord>> HistoryAsync(LedgerTransaction transaction, DocumentId document, CancellationToken cancellationToken) =>
        await transaction.QueryAsync<SyncRecord>("sync_record_by_document", new { ConnectionId = connection.Value, DocumentId = document.Value }, cancellationToken);

    private static Guid[] NewIds(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = Guid.CreateVersion7();
        }

        return ids;
    }
}
