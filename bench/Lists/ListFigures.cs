namespace OrleansLedger.Bench.Lists;

/// <summary>Pages read at a steady rate. Times are from when a page was due to when it and its documents had been read, in milliseconds.</summary>
/// <param name="Statements">Sent for a page besides the one that names the tenant; the same for every page, or the benchmark fails.</param>
internal sealed record ListFigures(int Records, int PageSize, int RequestsPerSecond, int Pages, int Statements, double P50, double P95, double P99, double Max);
