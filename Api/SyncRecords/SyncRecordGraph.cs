using System.Security.Claims;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.SyncRecords;

/// <summary>What is known of one entry of a document in an accounting system.</summary>
/// <param name="EntityType">What the document is.</param>
/// <param name="ConnectionId">Over which connection.</param>
/// <param name="RemoteCompanyId">In which company's books, by the accounting system's id.</param>
/// <param name="SourceReference">The document's; null where the document is gone.</param>
/// <param name="State">What is known.</param>
/// <param name="Revision">The document's revision that stands there.</param>
/// <param name="Entry">1 for the document's first entry in these books.</param>
/// <param name="Role">Books the document, or takes an entry back.</param>
/// <param name="EntryKey">What the entry carries so that it can be found.</param>
/// <param name="Attempt">Tries so far.</param>
/// <param name="RemoteId">The accounting system's id of the entry.</param>
/// <param name="RemoteNumber">The number people know it by there.</param>
/// <param name="RemoteVersion">The accounting system's version of it.</param>
/// <param name="ErrorCode">Why it is not there, for programs.</param>
/// <param name="ErrorText">Why it is not there, and what to do.</param>
/// <param name="ErrorField">The field of the document that is the cause, spelled as in the document's input; null where no single field
/// is.</param>
/// <param name="DefaultsUsed">The values of the document that are not mapped, in whose place a default was sent.</param>
/// <param name="SendingAt">When it was last sent.</param>
/// <param name="SyncedAt">When it was last known to be there.</param>
/// <param name="UpdatedAt">When this was last changed.</param>
[GraphQLName("SyncRecord")]
public sealed record SyncRecordView(
    [property: GraphQLIgnore] ListedSyncRecord Record,
    [property: ID] string Id,
    EntityType EntityType,
    [property: ID] string ConnectionId,
    string RemoteCompanyId,
    string? SourceReference,
    SyncRecordState State,
    int Revision,
    int Entry,
    EntryRole Role,
    string EntryKey,
    int Attempt,
    string? RemoteId,
    string? RemoteNumber,
    string? RemoteVersion,
    string? ErrorCode,
    string? ErrorText,
    string? ErrorField,
    IReadOnlyList<DefaultUsed> DefaultsUsed,
    DateTimeOffset? SendingAt,
    DateTimeOffset? SyncedAt,
    DateTimeOffset UpdatedAt) : INode
{
    internal static SyncRecordView Of(ListedSyncRecord record) => new(
        record,
        GlobalId.Of(GlobalId.SyncRecord, record.Id),
        EntityTypes.OfDocument(record.DocumentKind),
        GlobalId.Of(GlobalId.Connection, record.ConnectionId.Value),
        record.RemoteCompanyId,
        record.SourceReference,
        record.State,
        record.Revision,
        record.Entry,
        Text.Read<EntryRole>(record.Role),
        record.EntryKey,
        record.Attempt,
        record.RemoteId,
        record.RemoteNumber,
        record.RemoteVersion,
        record.ErrorCode,
        record.ErrorText,
        TransactionFields.Of(record.ErrorField),
        [.. record.Defaults.Select(d => new DefaultUsed(d.Field, d.Value, d.Used))],
        record.SendingAt,
        record.SyncedAt,
        record.UpdatedAt);
}

/// <summary>A default that was sent in place of a value that is not mapped.</summary>
/// <param name="Field">The field of the document, spelled as in its input.</param>
/// <param name="Value">The document's own value.</param>
/// <param name="Used">What was sent instead, for people.</param>
public sealed record DefaultUsed(string Field, string Value, string Used);

/// <summary>What an entry is for.</summary>
public enum EntryRole
{
    /// <summary>Books the document.</summary>
    Booking,

    /// <summary>Takes an entry back, where entries cannot be changed.</summary>
    Reversal,
}

/// <summary>Which records; everything that is given must hold.</summary>
/// <param name="ConnectionId">Over this connection.</param>
/// <param name="DocumentId">Of this document.</param>
/// <param name="EntityTypes">Of documents of these types.</param>
/// <param name="States">In one of these.</param>
/// <param name="ErrorCodes">With one of these.</param>
/// <param name="From">Changed then or later.</param>
/// <param name="To">Changed before that.</param>
public sealed record SyncRecordFilterInput(
    [property: ID] string? ConnectionId,
    [property: ID] string? DocumentId,
    IReadOnlyList<EntityType>? EntityTypes,
    IReadOnlyList<SyncRecordState>? States,
    IReadOnlyList<string>? ErrorCodes,
    DateTimeOffset? From,
    DateTimeOffset? To);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record SyncRecordOrderInput(SyncRecordSort Field, SortDirection Direction = SortDirection.Asc);

[QueryType]
public static class SyncRecordQueries
{
    /// <summary>What is known of the entries of documents in accounting systems, the last changed first when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [Authorize("viewer")]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<SyncRecordView>> GetSyncRecordsAsync(
        SyncRecordFilterInput? filter,
        SyncRecordOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        LedgerDatabase database,
        CancellationToken cancellationToken)
    {
        var wanted = new SyncRecordFilter
        {
            ConnectionId = GraphIds.Connection(filter?.ConnectionId),
            DocumentId = GraphIds.Transaction(filter?.DocumentId),
            DocumentKinds = EntityTypes.DocumentKindsOf(filter?.EntityTypes),
            States = filter?.States,
            ErrorCodes = filter?.ErrorCodes,
            From = filter?.From,
            To = filter?.To,
        };
        var order = orderBy is null ? SyncRecordList.NewestFirst : Paging.Order(orderBy.Field, orderBy.Direction);
        return Paging.ConnectionAsync(
            database,
            user.Tenant(),
            paging,
            (t, request) => SyncRecordList.PageAsync(t, wanted, order, request, cancellationToken),
            counted ? t => SyncRecordList.CountAsync(t, wanted, cancellationToken) : null,
            SyncRecordView.Of,
            cancellationToken);
    }
}

[ObjectType<SyncRecordView>]
public static class SyncRecordNode
{
    /// <summary>The document; null where it is gone.</summary>
    public static async Task<IDocument?> GetDocumentAsync([Parent] SyncRecordView record, ClaimsPrincipal user, TransactionById transactions) =>
        await transactions.OfAsync(user, record.Record.DocumentId) is { } found ? BankTransactionView.Of(found) : null;

    /// <summary>The connection.</summary>
    public static async Task<AccountingConnection?> GetConnectionAsync([Parent] SyncRecordView record, ClaimsPrincipal user, ConnectionById connections) =>
        await connections.OfAsync(user, record.Record.ConnectionId) is { } found ? AccountingConnection.Of(found) : null;
}

[ObjectType<BankTransactionView>]
public static class BankTransactionSyncNode
{
    /// <summary>What is known of its entries in accounting systems.</summary>
    /// <param name="connectionId">Over one connection; without it, over all.</param>
    [ListSize(AssumedSize = 2)]
    public static async Task<IReadOnlyList<SyncRecordView>> GetSyncRecordsAsync([Parent] BankTransactionView transaction, [ID] string? connectionId, ClaimsPrincipal user, RecordsOfDocument records)
    {
        var connection = GraphIds.Connection(connectionId);
        return [.. (await records.OfAsync(user, transaction.Key) ?? []).Where(r => connection is null || r.ConnectionId == connection).Select(SyncRecordView.Of)];
    }
}

/// <summary>The records of documents on all connections, by entry.</summary>
public sealed class RecordsOfDocument(LedgerDatabase database) : TenantLoader<DocumentId, IReadOnlyList<ListedSyncRecord>>(database)
{
    protected override async Task<IReadOnlyDictionary<DocumentId, IReadOnlyList<ListedSyncRecord>>> FetchAsync(
        LedgerReader reader, IReadOnlyList<DocumentId> keys, CancellationToken cancellationToken) =>
        (await SyncRecordList.OfDocumentsAsync(reader, keys, connection: null, cancellationToken)).ToDictionary(g => g.Key, g => (IReadOnlyList<ListedSyncRecord>)[.. g]);
}

/// <summary>Records by id.</summary>
public sealed class SyncRecordById(LedgerDatabase database) : TenantLoader<Guid, ListedSyncRecord>(database)
{
    protected override Task<IReadOnlyDictionary<Guid, ListedSyncRecord>> FetchAsync(LedgerReader reader, IReadOnlyList<Guid> keys, CancellationToken cancellationToken) =>
        SyncRecordList.FindAsync(reader, keys, cancellationToken);
}
