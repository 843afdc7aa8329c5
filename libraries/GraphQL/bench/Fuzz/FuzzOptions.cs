namespace OrleansLedger.GraphQL.Bench.Fuzz;

/// <summary>How many documents, and which.</summary>
/// <param name="Documents">Documents in all.</param>
/// <param name="Seed">The first document's number; the others follow it.</param>
/// <param name="Workers">Documents executed at a time.</param>
internal sealed record FuzzOptions(int Documents, long Seed, int Workers);
