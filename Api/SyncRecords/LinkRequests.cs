using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.SyncRecords;

/// <summary>What the user says of entries that may already stand for a document.</summary>
public sealed class LinkRequests(LedgerDatabase database)
{
    /// <summary>The remote entries offered for a document.</summary>
    public Task<IReadOnlyList<LinkCandidate>> ListAsync(TenantId tenant, ConnectionId connection, DocumentId document, CancellationToken cancellationToken) =>
        database.InTenantAsync(tenant, async t => (IReadOnlyList<LinkCandidate>)[.. (await (await StoreAsync(t, connection, cancellationToken)).ListAsync(t, [document], cancellationToken))[document]], cancellationToken);

    /// <summary>The entry is the document: the next export takes it over and writes nothing.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>, <c>unknown_link_candidate</c>.</exception>
    public Task LinkAsync(TenantId tenant, ConnectionId connection, DocumentId document, string remoteId, CancellationToken cancellationToken) =>
        DecideAsync(tenant, connection, document, remoteId, "linked", cancellationToken);

    /// <summary>The entry is something else: the next export writes the document beside it.</summary>
    /// <exception cref="RequestRefusedException"><c>unknown_connection</c>, <c>unknown_link_candidate</c>.</exception>
    public Task DismissAsync(TenantId tenant, ConnectionId connection, DocumentId document, string remoteId, CancellationToken cancellationToken) =>
        DecideAsync(tenant, connection, document, remoteId, "dismissed", cancellationToken);

    private Task DecideAsync(TenantId tenant, ConnectionId connection, DocumentId document, string remoteId, string decision, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                if (!await (await StoreAsync(t, connection, cancellationToken)).DecideAsync(t, document, remoteId, decision, cancellationToken))
                {
                    throw new RequestRefusedException("unknown_link_candidate", $"The entry '{PlainText.Shown(remoteId)}' is not offered for this document. List the document's linkCandidates; nothing was changed.");
                }
            },
            cancellationToken);

    private static async Task<LinkCandidateStore> StoreAsync(LedgerTransaction transaction, ConnectionId connection, CancellationToken cancellationToken) =>
        await ConnectionStore.FindAsync(transaction, connection, cancellationToken) is { } row
            ? new LinkCandidateStore(connection, row.Connection.Company.RemoteId)
            : throw new RequestRefusedException("unknown_connection", $"There is no connection {GlobalId.Of(GlobalId.Connection, connection.Value)}. List the connections to find it.");
}
