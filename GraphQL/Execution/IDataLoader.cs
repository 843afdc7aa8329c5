namespace OrleansLedger.GraphQL.Execution;

/// <summary>Collects the keys that resolvers ask for and fetches them together.</summary>
public interface IDataLoader;
