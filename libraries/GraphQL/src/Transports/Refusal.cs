using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>Why a request is not executed.</summary>
/// <param name="Status">The HTTP status that says it; null where the form of the answer decides, as for a document that is not valid.</param>
/// <param name="Error">What the client did wrong, and what to do next.</param>
internal sealed record Refusal(int? Status, GraphQLError Error)
{
    /// <summary>A request that is not well-formed: 400.</summary>
    public static Refusal BadRequest(string message) => new(400, new GraphQLError(message) { Code = ErrorCodes.BadRequest });

    /// <summary>A well-formed request that is not executed all the same.</summary>
    public static Refusal WellFormed(string message, string code) => new(null, new GraphQLError(message) { Code = code });

    /// <summary>The same as a response.</summary>
    public OperationResult ToResult() => OperationResult.Refused(Error);
}
