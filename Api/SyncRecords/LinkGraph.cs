using System.Security.Claims;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.SyncRecords;

/// <summary>An entry in the books that may already stand for a document: found before a connection's first export.</summary>
/// <param name="RemoteId">The accounting system's id of it.</param>
/// <param name="RemoteNumber">The number people know it by.</param>
/// <param name="Text">What it says there.</param>
/// <param name="Decision">What the user has said of it; null while the export of the document waits for that.</param>
[GraphQLName("LinkCandidate")]
public sealed record LinkCandidateView(string RemoteId, string? RemoteNumber, string? Text, LinkDecision? Decision)
{
    internal static LinkCandidateView Of(LinkCandidate candidate) => new(
        candidate.RemoteId, candidate.RemoteNumber, candidate.RemoteText, candidate.Decision is null ? null : Storage.Database.Text.Read<LinkDecision>(candidate.Decision));
}

/// <summary>What the user says of an entry.</summary>
public enum LinkDecision
{
    /// <summary>It is the document: the next export takes it over and writes nothing.</summary>
    Linked,

    /// <summary>It is something else: the next export writes the document beside it.</summary>
    Dismissed,
}

/// <param name="ConnectionId">In whose books.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="RemoteId">One of the document's <c>linkCandidates</c>.</param>
public sealed record LinkInput([property: ID] string ConnectionId, [property: ID] string DocumentId, string RemoteId);

/// <param name="Candidates">The document's, as they are now.</param>
public sealed record LinkPayload(IReadOnlyList<LinkCandidateView> Candidates, IReadOnlyList<IProblem> Errors) : IPayload;

[ObjectType<BankTransactionView>]
public static class BankTransactionLinkNode
{
    /// <summary>Entries in a connection's books that may already stand for it.</summary>
    /// <param name="connectionId">The connection.</param>
    public static async Task<IReadOnlyList<LinkCandidateView>> GetLinkCandidatesAsync(
        [Parent] BankTransactionView transaction, [ID] string connectionId, ClaimsPrincipal user, LinkCandidatesOfDocument candidates) =>
        [.. (await candidates.OfAsync(user, (GraphIds.Connection(connectionId)!.Value, transaction.Key)) ?? []).Select(LinkCandidateView.Of)];
}

[MutationType]
public static class LinkMutations
{
    /// <summary>Says that an entry is the document: the next export takes it over and writes nothing.</summary>
    [Authorize("operator")]
    public static Task<LinkPayload> LinkDocumentAsync(LinkInput input, ClaimsPrincipal user, LinkRequests links, CancellationToken cancellationToken) =>
        DecideAsync(input, user, links, links.LinkAsync, cancellationToken);

    /// <summary>Says that an entry is something else: the next export writes the document beside it.</summary>
    [Authorize("operator")]
    public static Task<LinkPayload> DismissLinkCandidateAsync(LinkInput input, ClaimsPrincipal user, LinkRequests links, CancellationToken cancellationToken) =>
        DecideAsync(input, user, links, links.DismissAsync, cancellationToken);

    private static Task<LinkPayload> DecideAsync(
        LinkInput input, ClaimsPrincipal user, LinkRequests links, Func<TenantId, ConnectionId, DocumentId, string, CancellationToken, Task> decide, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var connection = new ConnectionId(GlobalId.Read(GlobalId.Connection, input.ConnectionId, "a connection"));
                var document = new DocumentId(GlobalId.Read(GlobalId.Transaction, input.DocumentId, "a transaction"));
                await decide(user.Tenant(), connection, document, input.RemoteId, cancellationToken);
                return new LinkPayload([.. (await links.ListAsync(user.Tenant(), connection, document, cancellationToken)).Select(LinkCandidateView.Of)], []);
            },
            problems => new LinkPayload([], problems));
}

/// <summary>The entries offered for documents on connections.</summary>
public sealed class LinkCandidatesOfDocument(LedgerDatabase database) : TenantLoader<(ConnectionId Connection, DocumentId Document), IReadOnlyList<LinkCandidate>>(database)
{
    protected override async Task<IReadOnlyDictionary<(ConnectionId Connection, DocumentId Document), IReadOnlyList<LinkCandidate>>> FetchAsync(
        LedgerReader reader, IReadOnlyList<(ConnectionId Connection, DocumentId Document)> keys, CancellationToken cancellationToken)
    {
        var found = await LinkCandidateStore.OfAsync(reader, [.. keys.Select(k => k.Connection).Distinct()], [.. keys.Select(k => k.Document).Distinct()], cancellationToken);
        return found.ToDictionary(g => g.Key, g => (IReadOnlyList<LinkCandidate>)[.. g]);
    }
}
