namespace OrleansLedger.GraphQL.Execution;

/// <summary>Collects the keys that resolvers ask for and fetches them together. Derive from <see cref="BatchDataLoader{TKey, TValue}"/>.</summary>
public interface IDataLoader
{
    /// <summary>Ties the loader to a request.</summary>
    internal void Attach(CompletionQueue completions, CancellationToken cancellationToken);

    /// <summary>Starts fetching the keys that wait.</summary>
    /// <returns>Whether any waited.</returns>
    internal bool Dispatch();
}
