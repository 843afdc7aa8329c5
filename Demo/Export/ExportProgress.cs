namespace OrleansLedger.Demo.Export;

/// <summary>How far the product says an export is. Counts are of documents; those with work left count nowhere but in <paramref name="Total"/>.</summary>
internal sealed record ExportProgress(
    int Total,
    int Synced,
    int Refused,
    IReadOnlyList<string> Failures,
    int NotExported,
    bool IsFinished,
    string? EndedBecause,
    DateTimeOffset? WaitsUntil,
    string? WaitsFor)
{
    public int Done => Synced + Refused + NotExported;
}
