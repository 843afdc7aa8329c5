namespace OrleansLedger.GraphQL.Bench.Servers;

/// <summary>A server of the comparison, and how it is started.</summary>
internal sealed record BenchedServer(string Name, string Program, string Argument, string WorkingDirectory);
