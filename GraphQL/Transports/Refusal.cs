using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>Why a request is not executed.</summary>
/// <param name="Status">The HTTP status that says it.</param>
/// <param name="Error">What the client did wrong, and what to do next.</param>
internal sealed record Refusal(int Status, GraphQLError Error)
{
    /// <summary>400 with a message.</summary>
    public static Refusal BadRequest(string message) => new(400, new GraphQLError(message) { Code = ErrorCodes.BadRequest });

    /// <summary>The same as a response.</summary>
    public OperationResult ToResult() => OperationResult.Refused(Error);
}
