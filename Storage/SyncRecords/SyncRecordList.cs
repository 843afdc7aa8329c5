using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Storage.SyncRecords;

/// <summary>A sync record as lists show it: without what was sent.</summary>
public sealed class ListedSyncRecord
{
    public Guid Id { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public string RemoteCompanyId { get; init; } = "";

    /// <summary>One of <see cref="Domain.Documents.DocumentKinds"/>.</summary>
    public string DocumentKind { get; init; } = "";

    public DocumentId DocumentId { get; init; }

    /// <summary>The document's; null where the document is gone.</summary>
    public string? SourceReference { get; init; }

    /// <summary>1 for the first entry.</summary>
    public int Entry { get; init; }

    /// <summary><c>booking</c> or <c>reversal</c>.</summary>
    public string Role { get; init; } = "";

    public string EntryKey { get; init; } = "";

    public SyncRecordState State => Text.Read<SyncRecordState>(StateWord);

    public int Revision { get; init; }

    public int Attempt { get; init; }

    public string? RemoteId { get; init; }

    public string? RemoteNumber { get; init; }

    public string? RemoteVersion { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorText { get; init; }

    public string? ErrorField { get; init; }

    public DateTimeOffset? SendingAt { get; init; }

    public DateTimeOffset? SyncedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The defaults that were used for values that are not mapped, in what was last sent.</summary>
    public IReadOnlyList<DefaultedValue> Defaults => DefaultsJson is null ? [] : JsonSerializer.Deserialize<List<DefaultedValue>>(DefaultsJson) ?? [];

    internal string StateWord { get; init; } = "";

    internal string? DefaultsJson { get; init; }
}

/// <summary>What sync records are ordered by.</summary>
public enum SyncRecordSort
{
    /// <summary>The last change.</summary>
    Updated,

    /// <summary>When the record was made.</summary>
    Created,
}

/// <summary>Null is no filter; an empty list matches nothing.</summary>
public sealed record SyncRecordFilter
{
    public ConnectionId? ConnectionId { get; init; }

    public DocumentId? DocumentId { get; init; }

    public IReadOnlyList<string>? DocumentKinds { get; init; }

    public IReadOnlyList<SyncRecordState>? States { get; init; }

    public IReadOnlyList<string>? ErrorCodes { get; init; }

    /// <summary>Changed then or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Changed before that.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>The tenant's sync records, each with its document's source reference, in one statement.</summary>
public static class SyncRecordList
{
    private const string Query = "list_sync_records";

    private static readonly KeysetList<ListedSyncRecord, SyncRecordSort> s_list = new("sync_records", Query, new Dictionary<SyncRecordSort, IReadOnlyList<Key<ListedSyncRecord>>>
    {
        [SyncRecordSort.Updated] = [Key<ListedSyncRecord>.Instant("r.updated_at", r => r.UpdatedAt), Key<ListedSyncRecord>.Id("r.id", r => r.Id)],
        [SyncRecordSort.Created] = [Key<ListedSyncRecord>.Id("r.id", r => r.Id)],
    });

    public static Order<SyncRecordSort> NewestFirst { get; } = new(SyncRecordSort.Updated, Descending: true);

    public static Task<Page<ListedSyncRecord>> PageAsync(
        LedgerReader reader, SyncRecordFilter filter, Order<SyncRecordSort> order, PageRequest request, CancellationToken cancellationToken) =>
        s_list.PageAsync(reader, Of(reader, filter), order, request, cancellationToken);

    public static Task<long> CountAsync(LedgerReader reader, SyncRecordFilter filter, CancellationToken cancellationToken) =>
        s_list.CountAsync(reader, Of(reader, filter), cancellationToken);

    /// <summary>Every record of the documents, on one connection or on all, by entry. One statement however many documents.</summary>
    public static async Task<ILookup<DocumentId, ListedSyncRecord>> OfDocumentsAsync(
        LedgerReader reader, IReadOnlyCollection<DocumentId> documents, ConnectionId? connection, CancellationToken cancellationToken)
    {
        var filters = new Filters()
            .With("TenantId", reader.TenantId)
            .With("ConnectionId", connection)
            .With("DocumentIds", documents.Select(d => d.Value).ToArray());
        var rows = await reader.QueryComposedAsync<ListedSyncRecord>(filters.Apply(Sql.Named(Query)), filters.Parameters(), cancellationToken);
        return rows.OrderBy(r => r.ConnectionId.Value).ThenBy(r => r.RemoteCompanyId, StringComparer.Ordinal).ThenBy(r => r.Entry).ToLookup(r => r.DocumentId);
    }

    public static async Task<IReadOnlyDictionary<Guid, ListedSyncRecord>> FindAsync(
        LedgerReader reader, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var filters = new Filters().With("TenantId", reader.TenantId).With("Ids", ids.ToArray());
        return (await reader.QueryComposedAsync<ListedSyncRecord>(filters.Apply(Sql.Named(Query)), filters.Parameters(), cancellationToken)).ToDictionary(r => r.Id);
    }

    /// <summary>The documents of a kind whose export to the company connected now stands parked or failed, or that of a file of theirs; longest waiting first.</summary>
    public static async Task<IReadOnlyList<DocumentId>> RetryableAsync(
        LedgerReader reader, ConnectionId connection, string documentKind, CancellationToken cancellationToken) =>
        await reader.QueryAsync<DocumentId>("sync_record_retryable", new { ConnectionId = connection.Value, DocumentKind = documentKind }, cancellationToken);

    private static Filters Of(LedgerReader reader, SyncRecordFilter filter) => new Filters()
        .With("TenantId", reader.TenantId)
        .With("ConnectionId", filter.ConnectionId)
        .With("DocumentId", filter.DocumentId)
        .With("DocumentKinds", filter.DocumentKinds?.ToArray())
        .WithAny("States", filter.States)
        .With("ErrorCodes", filter.ErrorCodes?.ToArray())
        .With("From", filter.From)
        .With("To", filter.To);
}
