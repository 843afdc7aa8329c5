using OrleansLedger.Domain;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Graph;

/// <summary>Ids in arguments of queries and subscriptions: one of another kind is refused as what it is.</summary>
internal static class GraphIds
{
    /// <exception cref="GraphQLException"><c>INVALID_ID</c>.</exception>
    public static ConnectionId? Connection(string? id) => id is null ? null : new ConnectionId(Read(GlobalId.Connection, id, "a connection"));

    /// <exception cref="GraphQLException"><c>INVALID_ID</c>.</exception>
    public static JobId? Job(string? id) => id is null ? null : new JobId(Read(GlobalId.Job, id, "a job"));

    /// <exception cref="GraphQLException"><c>INVALID_ID</c>.</exception>
    public static DocumentId? Transaction(string? id) => id is null ? null : new DocumentId(Read(GlobalId.Transaction, id, "a transaction"));

    private static Guid Read(char kind, string text, string what) =>
        GlobalId.TryRead(kind, text, out var id) ? id : throw new GraphQLException($"'{PlainText.Shown(text)}' is not the id of {what}. Send an id that this API gave you for one.", "INVALID_ID");
}
