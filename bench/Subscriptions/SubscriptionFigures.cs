using OrleansLedger.Bench.Turns;

namespace OrleansLedger.Bench.Subscriptions;

/// <summary>An export with subscribers to the API's process.</summary>
/// <param name="OpenSeconds">What opening all connections and subscriptions took.</param>
/// <param name="Opening">Of each connection: until the stream has begun, or the socket's subscriptions have been taken.</param>
/// <param name="ExportSeconds">From the job's start to its end.</param>
/// <param name="LogSubscriptions">To the log, besides those to the job.</param>
/// <param name="LogLines">The job's calls, times those that should hear of each.</param>
/// <param name="OtherTenants">Subscriptions of other tenants.</param>
/// <param name="OthersHeard">What they heard of the job.</param>
/// <param name="OthersWithOwn">Those of them to which something was told of their own tenant's afterwards: their silence before was no deafness.</param>
/// <param name="MemoryBefore">Resident bytes of the API's process before any subscription; null where it cannot be read.</param>
/// <param name="MemoryOpen">The same with all open and the job not begun.</param>
/// <param name="MemoryAfter">The same when all had heard.</param>
/// <param name="MachineLoad">Load average when measuring began; null where it cannot be read.</param>
internal sealed record SubscriptionFigures(
    int Silos,
    int Documents,
    double OpenSeconds,
    Latency Opening,
    double ExportSeconds,
    HeardFigures All,
    IReadOnlyList<HeardFigures> Transports,
    int LogSubscriptions,
    long LogLines,
    long LogLinesHeard,
    int OtherTenants,
    long OthersHeard,
    int OthersWithOwn,
    int OthersHeardOwn,
    long? MemoryBefore,
    long? MemoryOpen,
    long? MemoryAfter,
    double? ApiCpuSeconds,
    double? MachineLoad)
{
    /// <summary>Milliseconds from the job's end to the last one's hearing of it.</summary>
    public const double Bar = 1000;

    public bool Holds =>
        All.Heard == All.Subscriptions && All.ToLastState is { Max: <= Bar } && LogLinesHeard == LogLines && OthersHeard == 0 && OthersHeardOwn == OthersWithOwn;
}

/// <summary>Subscriptions to the job over one transport, or over all.</summary>
/// <param name="Heard">Those that heard of the job's end.</param>
/// <param name="States">What all of them together heard.</param>
/// <param name="ToLastState">From the job's end to each one's hearing of it; null where none did.</param>
internal sealed record HeardFigures(string Over, int Subscriptions, int Heard, long States, Latency? ToLastState)
{
    public static HeardFigures Of(string over, IReadOnlyList<Listener> listeners, DateTimeOffset finishedAt)
    {
        var heard = listeners.Select(listener => listener.HeardEndAt).OfType<DateTimeOffset>().ToList();
        return new HeardFigures(over, listeners.Count, heard.Count, listeners.Sum(listener => listener.Events), heard.Count == 0 ? null : Latency.Of(heard.Select(at => at - finishedAt)));
    }
}
