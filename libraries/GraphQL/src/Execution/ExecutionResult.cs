namespace OrleansLedger.GraphQL.Execution;

/// <summary>What a request gives: one response or a stream of them.</summary>
public abstract class ExecutionResult : IAsyncDisposable
{
    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}

/// <summary>One response.</summary>
/// <param name="body">The response as JSON; given back to its pool on disposal.</param>
/// <param name="errors">The errors in it.</param>
/// <param name="hasData">Whether execution began: the response has a member <c>data</c>, possibly null.</param>
public sealed class OperationResult(ResponseWriter body, IReadOnlyList<GraphQLError> errors, bool hasData) : ExecutionResult
{
    /// <summary>The complete response, <c>{"errors":[...],"data":{...}}</c>, as UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Json => body.WrittenMemory;

    /// <summary>The errors in it, empty without any.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; } = errors;

    /// <summary>Whether execution began: the response has a member <c>data</c>, possibly null. False for refused requests.</summary>
    public bool HasData { get; } = hasData;

    /// <summary>A refused request.</summary>
    public static OperationResult Refused(params IReadOnlyList<GraphQLError> errors)
    {
        var writer = new ResponseWriter(512);
        ErrorWriter.WriteResponse(writer, errors);
        return new OperationResult(writer, errors, hasData: false);
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        body.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A subscription that has begun.</summary>
/// <param name="results">One response for each event; ends with the source stream. Enumerate once; cancel or dispose to end the subscription. Each result is disposed by whoever takes it.</param>
public sealed class SubscriptionResult(IAsyncEnumerable<OperationResult> results) : ExecutionResult
{
    /// <summary>One response for each event, taken only as fast as they are asked for.</summary>
    public IAsyncEnumerable<OperationResult> Results { get; } = results;

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
