using System.Text.Json;
using OrleansLedger.Bench.Exports;
using OrleansLedger.Bench.Live;
using OrleansLedger.Bench.Turns;

namespace OrleansLedger.Bench;

/// <summary>What was measured, as <c>--json</c> prints it: every measurement, in the order they were made.</summary>
internal sealed record BenchResult(
    DateTimeOffset At, int Cores, string Provider, int Connections, int Documents, IReadOnlyList<ExportFigures> Exports, IReadOnlyList<TurnFigures> Turns,
    IReadOnlyList<LiveFigures> Live)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
