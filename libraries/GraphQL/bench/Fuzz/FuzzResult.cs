using OrleansLedger.GraphQL.Tests.Fuzzing;

namespace OrleansLedger.GraphQL.Bench.Fuzz;

/// <summary>A document that was not answered as it must be.</summary>
internal sealed record FuzzFailure(FuzzedRequest Request, string Problem);

/// <summary>What became of the documents, and of the memory. Bytes of the heap are those after a collection, the caches being full both times.</summary>
internal sealed record FuzzResult(
    int Documents,
    IReadOnlyDictionary<FuzzOutcome, long> Outcomes,
    IReadOnlyCollection<FuzzFailure> Failures,
    (TimeSpan Took, long Number) Slowest,
    TimeSpan Elapsed,
    long HeapBefore,
    long HeapAfter,
    long PeakMemory);
