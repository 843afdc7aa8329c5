using System.Security.Claims;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Api.Documents;

/// <summary>What became of a file over one connection, on the latest entry of its document there.</summary>
/// <param name="ConnectionId">Over which connection.</param>
/// <param name="State">What is known.</param>
/// <param name="ErrorCode">Why it is not there, for programs.</param>
/// <param name="ErrorText">Why it is not there, and what to do.</param>
/// <param name="RemoteId">The accounting system's id of it.</param>
/// <param name="UpdatedAt">When this was last changed.</param>
[GraphQLName("AttachmentExport")]
public sealed record AttachmentExportView(
    [property: GraphQLIgnore] ConnectionId Connection,
    [property: ID] string ConnectionId,
    SyncAttachmentState State,
    string? ErrorCode,
    string? ErrorText,
    string? RemoteId,
    DateTimeOffset UpdatedAt)
{
    internal static AttachmentExportView Of(ListedSyncAttachment file) => new(
        file.ConnectionId, GlobalId.Of(GlobalId.Connection, file.ConnectionId.Value), file.State, file.ErrorCode, file.ErrorText, file.RemoteId, file.UpdatedAt);
}

[ObjectType<AttachmentView>]
public static class AttachmentExportsNode
{
    /// <summary>What became of it over each connection that has looked at it, in the books of the companies connected now.</summary>
    [ListSize(AssumedSize = 2)]
    public static async Task<IReadOnlyList<AttachmentExportView>> GetExportsAsync([Parent] AttachmentView attachment, ClaimsPrincipal user, ExportsOfAttachment exports) =>
        [.. (await exports.OfAsync(user, attachment.Key) ?? []).Select(AttachmentExportView.Of)];
}

[ObjectType<AttachmentExportView>]
public static class AttachmentExportNode
{
    /// <summary>The connection.</summary>
    public static async Task<AccountingConnection?> GetConnectionAsync([Parent] AttachmentExportView export, ClaimsPrincipal user, ConnectionById connections) =>
        await connections.OfAsync(user, export.Connection) is { } found ? AccountingConnection.Of(found) : null;
}

/// <summary>What became of files over connections.</summary>
public sealed class ExportsOfAttachment(LedgerDatabase database) : TenantLoader<AttachmentId, IReadOnlyList<ListedSyncAttachment>>(database)
{
    protected override async Task<IReadOnlyDictionary<AttachmentId, IReadOnlyList<ListedSyncAttachment>>> FetchAsync(
        LedgerReader reader, IReadOnlyList<AttachmentId> keys, CancellationToken cancellationToken) =>
        (await SyncAttachmentList.OfAttachmentsAsync(reader, keys, cancellationToken)).ToDictionary(g => g.Key, g => (IReadOnlyList<ListedSyncAttachment>)[.. g]);
}
