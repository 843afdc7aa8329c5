using OrleansLedger.Bench.Turns;

namespace OrleansLedger.Bench.Live;

/// <summary>An export with subscribers. <paramref name="ToLastState"/>: from the job's end to each subscriber's hearing of it, over all of them.</summary>
/// <param name="OpenSeconds">What opening all subscriptions took.</param>
/// <param name="ExportSeconds">From the job's creation to its end.</param>
/// <param name="StatesHeard">States of the job that all subscribers together heard.</param>
internal sealed record LiveFigures(int Subscriptions, int Documents, double OpenSeconds, double ExportSeconds, long StatesHeard, Latency ToLastState);
