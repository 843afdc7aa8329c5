using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.SyncRecords;

/// <summary>A remote entry that may already stand for a document. <see cref="Decision"/>: <c>linked</c>, <c>dismissed</c>, or null while the user has not said.</summary>
public sealed class LinkCandidate
{
    public Guid ConnectionId { get; init; }

    public Guid DocumentId { get; init; }

    public string RemoteId { get; init; } = "";

    public string? RemoteNumber { get; init; }

    public string? RemoteVersion { get; init; }

    public string? RemoteText { get; init; }

    public string? Decision { get; init; }
}

/// <summary>Rows of <c>link_candidate</c>.</summary>
public sealed class LinkCandidateStore(ConnectionId connection, string remoteCompanyId)
{
    public Task AddAsync(
        LedgerTransaction transaction, DocumentId document, string remoteId, string? remoteNumber, string? remoteVersion, string? remoteText, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "link_candidate_insert",
            new
            {
                TenantId = transaction.TenantId.Value,
                ConnectionId = connection.Value,
                RemoteCompanyId = remoteCompanyId,
                DocumentId = document.Value,
                RemoteId = remoteId,
                RemoteNumber = remoteNumber,
                RemoteVersion = remoteVersion,
                RemoteText = remoteText,
            },
            cancellationToken);

    public async Task<ILookup<DocumentId, LinkCandidate>> ListAsync(LedgerTransaction transaction, IReadOnlyList<DocumentId> documents, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<LinkCandidate>(
            "link_candidate_list",
            new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, DocumentIds = documents.Select(d => d.Value).ToArray() },
            cancellationToken)).ToLookup(c => new DocumentId(c.DocumentId));

    /// <summary>Those of documents on connections, in the books of the companies connected now. One statement however many.</summary>
    public static async Task<ILookup<(ConnectionId Connection, DocumentId Document), LinkCandidate>> OfAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> connections, IReadOnlyCollection<DocumentId> documents, CancellationToken cancellationToken) =>
        (await reader.QueryAsync<LinkCandidate>(
            "link_candidates_of",
            new
            {
                TenantId = reader.TenantId.Value,
                ConnectionIds = connections.Select(c => c.Value).ToArray(),
                DocumentIds = documents.Select(d => d.Value).ToArray(),
            },
            cancellationToken)).ToLookup(c => (new ConnectionId(c.ConnectionId), new DocumentId(c.DocumentId)));

    /// <param name="decision"><c>linked</c> or <c>dismissed</c>.</param>
    /// <returns>False where the document has no such candidate.</returns>
    public async Task<bool> DecideAsync(LedgerTransaction transaction, DocumentId document, string remoteId, string decision, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync(
            "link_candidate_decide",
            new { ConnectionId = connection.Value, RemoteCompanyId = remoteCompanyId, DocumentId = document.Value, RemoteId = remoteId, Decision = decision },
            cancellationToken) > 0;
}
