using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;

namespace OrleansLedger.Api.Documents;

/// <summary>Which transactions; everything that is given must hold.</summary>
/// <param name="Statuses">In one of these.</param>
/// <param name="From">Of this day or later.</param>
/// <param name="To">Of this day or before.</param>
/// <param name="Categories">Of one of these.</param>
/// <param name="WithoutCategory">Only those that have none.</param>
/// <param name="Currencies">In one of these, ISO 4217.</param>
/// <param name="Search">Part of the description, the counterparty or the source reference, in any case.</param>
/// <param name="Export">What they are in the books behind one connection.</param>
public sealed record TransactionFilterInput(
    IReadOnlyList<TransactionStatus>? Statuses,
    DateOnly? From,
    DateOnly? To,
    IReadOnlyList<string>? Categories,
    IReadOnlyList<string>? Currencies,
    string? Search,
    ExportStateInput? Export,
    bool WithoutCategory = false);

/// <param name="ConnectionId">The connection.</param>
/// <param name="State">What they are in its books.</param>
public sealed record ExportStateInput([property: ID] string ConnectionId, ExportState State);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record TransactionOrderInput(BankTransactionSort Field, SortDirection Direction = SortDirection.Asc);

[QueryType]
public static class TransactionQueries
{
    /// <summary>The tenant's transactions, the newest first when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [Authorize("viewer")]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<BankTransactionView>> GetTransactionsAsync(
        TransactionFilterInput? filter,
        TransactionOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        LedgerDatabase database,
        CancellationToken cancellationToken)
    {
        var wanted = new BankTransactionFilter
        {
            Statuses = filter?.Statuses,
            From = filter?.From,
            To = filter?.To,
            Categories = filter?.Categories,
            WithoutCategory = filter?.WithoutCategory ?? false,
            Currencies = filter?.Currencies,
            Search = filter?.Search,
            Export = filter?.Export is { } export ? new ExportStateFilter(GraphIds.Connection(export.ConnectionId)!.Value, export.State) : null,
        };
        var order = orderBy is null ? BankTransactionList.NewestFirst : Paging.Order(orderBy.Field, orderBy.Direction);
        return Paging.ConnectionAsync(
            database,
            user.Tenant(),
            paging,
            (t, request) => BankTransactionList.PageAsync(t, wanted, order, request, cancellationToken),
            counted ? t => BankTransactionList.CountAsync(t, wanted, cancellationToken) : null,
            BankTransactionView.Of,
            cancellationToken);
    }

    /// <summary>A transaction by its id or by the tenant's own key; null when there is none.</summary>
    /// <param name="id">The id this API gave.</param>
    /// <param name="sourceReference">The tenant's own key.</param>
    [Authorize("viewer")]
    public static async Task<BankTransactionView?> GetTransactionAsync(
        [ID] string? id, string? sourceReference, ClaimsPrincipal user, TransactionById transactions, LedgerDatabase database, CancellationToken cancellationToken)
    {
        if ((id is null) == (sourceReference is null))
        {
            throw new GraphQLException("Say which transaction by \"id\" or by \"sourceReference\", one of them.", ErrorCodes.BadUserInput);
        }

        var key = id is not null
            ? GlobalId.TryRead(GlobalId.Transaction, id, out var read) ? new DocumentId(read) : (DocumentId?)null
            : (await BankTransactionStore.FindByReferenceAsync(database.Reader(user.Tenant()), [sourceReference!], cancellationToken)).TryGetValue(sourceReference!, out var found) ? found : null;
        return key is { } known && await transactions.OfAsync(user, known) is { } listed ? BankTransactionView.Of(listed) : null;
    }
}

[ObjectType<BankTransactionView>]
public static class BankTransactionNode
{
    /// <summary>Its receipts, the oldest first.</summary>
    [ListSize(AssumedSize = 2)]
    public static async Task<IReadOnlyList<AttachmentView>> GetAttachmentsAsync([Parent] BankTransactionView transaction, ClaimsPrincipal user, AttachmentsOfDocument attachments) =>
        [.. (await attachments.OfAsync(user, transaction.Key) ?? []).Select(AttachmentView.Of)];
}

/// <summary>Transactions by id.</summary>
public sealed class TransactionById(LedgerDatabase database) : TenantLoader<DocumentId, ListedTransaction>(database)
{
    protected override Task<IReadOnlyDictionary<DocumentId, ListedTransaction>> FetchAsync(LedgerReader reader, IReadOnlyList<DocumentId> keys, CancellationToken cancellationToken) =>
        BankTransactionList.FindAsync(reader, keys, cancellationToken);
}
