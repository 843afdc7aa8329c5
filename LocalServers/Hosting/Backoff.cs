namespace OrleansLedger.LocalServers.Hosting;

/// <summary>The pauses before a part is started again: half a second, doubling to half a minute, from the beginning once it has lived a minute.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Healthy = TimeSpan.FromMinutes(1);

    /// <summary>Ends in a row, each soon after its start.</summary>
    public int Failures { get; private set; }

    /// <param name="lived">How long the part ran before it ended.</param>
    public TimeSpan Next(TimeSpan lived)
    {
        Failures = lived >= Healthy ? 1 : Failures + 1;
        var pause = First * Math.Pow(2, Math.Min(Failures, 10) - 1);
        return pause < Longest ? pause : Longest;
    }
}
