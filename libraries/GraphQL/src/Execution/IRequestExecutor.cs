namespace OrleansLedger.GraphQL.Execution;

/// <summary>Executes requests against one schema. Safe for any number of threads.</summary>
public interface IRequestExecutor
{
    /// <summary>Parses, checks and executes a request, or finds it among those it knows.</summary>
    /// <returns>An <see cref="OperationResult"/>, or a <see cref="SubscriptionResult"/> for a subscription that has begun. Refusals and failures are results, not exceptions.</returns>
    ValueTask<ExecutionResult> ExecuteAsync(GraphQLRequest request, CancellationToken cancellationToken);
}
