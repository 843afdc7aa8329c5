using System.Text.Json;
using OrleansLedger.Bench.Exports;
using OrleansLedger.Bench.Live;
using OrleansLedger.Bench.Subscriptions;
using OrleansLedger.Bench.Turns;

namespace OrleansLedger.Bench;

/// <summary>What was measured, as <c>--json</c> prints it: every measurement, in the order they were made.</summary>
internal sealed record BenchResult(
    DateTimeOffset At, int Cores, string Provider, int Connections, int Documents, IReadOnlyList<ExportFigures> Exports, IReadOnlyList<TurnFigures> Turns,
    IReadOnlyList<LiveFigures> Live, IReadOnlyList<SubscriptionFigures> ApiLive)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>True where every measurement that has a bar is within it.</summary>
    public bool Holds => ApiLive.All(figures => figures.Holds);

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
