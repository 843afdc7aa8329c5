using OrleansLedger.Bench.Turns;

namespace OrleansLedger.Bench.Pages;

/// <summary>Pages asked of the API's process at a steady rate. Times are from when a page was due to its last byte, in milliseconds.</summary>
/// <param name="Records">Of the tenant that asks.</param>
/// <param name="OtherRecords">Of other tenants, in the same tables.</param>
/// <param name="Errors">Answers that were not the page asked for.</param>
/// <param name="AnswerBytes">Of an answer, on average.</param>
/// <param name="Late">Of the times, from when a page was due to when the benchmark's timer sent the request.</param>
/// <param name="Statements">SQL statements a page; the same for all pages of all kinds and sizes, or the benchmark fails.</param>
/// <param name="OtherStatements">Beginnings and ends of transactions and the like, a page.</param>
/// <param name="ApiCpu">Milliseconds of CPU a page in the API's process; null where it cannot be read.</param>
/// <param name="PostgresCpu">The same in PostgreSQL.</param>
/// <param name="MachineLoad">Load average when measuring began; null where it cannot be read.</param>
internal sealed record PageFigures(
    int Records,
    int OtherRecords,
    int PageSize,
    int RequestsPerSecond,
    double Seconds,
    int Errors,
    int AnswerBytes,
    int Statements,
    int OtherStatements,
    double? ApiCpu,
    double? PostgresCpu,
    double? MachineLoad,
    Latency Late,
    KindFigures All,
    IReadOnlyList<KindFigures> Kinds)
{
    /// <summary>The 99th percentile of all pages must be below it, in milliseconds.</summary>
    public const double Bar = 25;

    public bool Holds => Errors == 0 && All.Took.Percentile99 < Bar;
}

/// <summary>The pages of one kind.</summary>
internal sealed record KindFigures(string Kind, int Pages, Latency Took)
{
    public static KindFigures Of(string kind, IReadOnlyList<PageSample> samples) =>
        new(kind, samples.Count, Latency.Of(samples.Select(sample => TimeSpan.FromMilliseconds(sample.Took))));
}
