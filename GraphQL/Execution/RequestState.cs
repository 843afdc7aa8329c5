using System.Security.Claims;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>What lives as long as one execution.</summary>
internal sealed class RequestState
{
    public required IServiceProvider Services { get; init; }

    public required ClaimsPrincipal User { get; init; }

    public CancellationToken CancellationToken { get; init; }

    public IDictionary<string, object?> Data { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    public T DataLoader<T>()
        where T : class, IDataLoader => throw new InvalidOperationException();
}
