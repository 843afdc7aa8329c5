using System.Security.Claims;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Accounts;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Api.SyncRecords;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.Storage.Accounts;

namespace OrleansLedger.Api.Graph;

[QueryType]
public static class NodeQueries
{
    private const int MostIds = 100;

    /// <summary>Anything by its id; null when the tenant has no such thing.</summary>
    /// <param name="id">As this API gave it.</param>
    [Authorize]
    public static Task<INode?> GetNodeAsync([ID] string id, ResolverContext context) => FindAsync(id, context);

    /// <summary>Things by their ids, in their order; null for each that the tenant does not have.</summary>
    /// <param name="ids">At most 100.</param>
    [Authorize]
    [ListSize(AssumedSize = MostIds)]
    public static async Task<IReadOnlyList<INode?>> GetNodesAsync([ID] IReadOnlyList<string> ids, ResolverContext context) => ids.Count <= MostIds
        ? await Task.WhenAll(ids.Select(id => FindAsync(id, context)))
        : throw new GraphQLException($"\"ids\" has {ids.Count} ids. Send {MostIds} at most, and ask again for the rest.", ErrorCodes.BadUserInput);

    private static async Task<INode?> FindAsync(string id, ResolverContext context)
    {
        if (!GlobalId.TryRead(id, out var kind, out var key, out var remoteId))
        {
            return null;
        }

        var user = context.User;
        return (kind, remoteId.Length) switch
        {
            (GlobalId.Connection, 0) => await context.DataLoader<ConnectionById>().OfAsync(user, new ConnectionId(key)) is { } found ? AccountingConnection.Of(found) : null,
            (GlobalId.Transaction, 0) => await context.DataLoader<TransactionById>().OfAsync(user, new DocumentId(key)) is { } found ? BankTransactionView.Of(found) : null,
            (GlobalId.Attachment, 0) => await context.DataLoader<AttachmentById>().OfAsync(user, new AttachmentId(key)) is { } found ? AttachmentView.Of(found) : null,
            (GlobalId.Job, 0) => await context.DataLoader<JobById>().OfAsync(user, new JobId(key)) is { } found ? SyncJob.Of(found) : null,
            (GlobalId.SyncRecord, 0) => await context.DataLoader<SyncRecordById>().OfAsync(user, key) is { } found ? SyncRecordView.Of(found) : null,
            (GlobalId.LogEntry, 0) => await context.DataLoader<SyncLog.SyncLogEntryById>().OfAsync(user, key) is { } found ? SyncLog.SyncLogEntryView.Of(found) : null,
            (GlobalId.Account, > 0) => await context.DataLoader<AccountByRemoteId>().OfAsync(user, new RemoteKey(new ConnectionId(key), remoteId)) is { } found
                ? AccountView.Of(new ListedAccount(new ConnectionId(key), found))
                : null,
            (GlobalId.TaxCode, > 0) => await context.DataLoader<TaxCodeByRemoteId>().OfAsync(user, new RemoteKey(new ConnectionId(key), remoteId)) is { } found
                ? TaxCodeView.Of(new ListedTaxCode(new ConnectionId(key), found))
                : null,
            (GlobalId.Tenant, 0) when user.TenantId()?.Value == key || user.HighestRole() == AccessRole.Platform =>
                await context.DataLoader<TenantById>().LoadAsync(new TenantId(key)) is { } found ? TenantView.Of(found) : null,
            (GlobalId.ApiKey, 0) when user.HighestRole() is AccessRole.Admin or AccessRole.Platform => await context.DataLoader<ApiKeyById>().LoadAsync((user.TenantId(), new ApiKeyId(key))) is { } found ? ApiKeyView.Of(found) : null,
            _ => null,
        };
    }
}
