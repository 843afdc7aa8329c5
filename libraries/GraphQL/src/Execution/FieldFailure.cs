namespace OrleansLedger.GraphQL.Execution;

/// <summary>A value that a resolver gave and the schema does not allow. Its message is for the client.</summary>
internal sealed class FieldFailure(string message) : Exception(message);
