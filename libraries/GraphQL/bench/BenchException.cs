namespace OrleansLedger.GraphQL.Bench;

/// <summary>The measurement cannot be made, or could not be trusted. The message is for people.</summary>
internal sealed class BenchException(string message) : Exception(message);
