namespace OrleansLedger.Bench.Subscriptions;

/// <summary>Who listens, to what, and over what.</summary>
/// <param name="OfJob">To the job, every second one to all jobs: these must hear of its end.</param>
/// <param name="OfLog">To the log of the job's tenant.</param>
/// <param name="OfOthers">Of other tenants: to all jobs, to the log, and to the job, whose id they should not know.</param>
internal sealed record Audience(IReadOnlyList<Listener> OfJob, IReadOnlyList<Listener> OfLog, IReadOnlyList<Listener> OfOthers)
{
    public int Count => OfJob.Count + OfLog.Count + OfOthers.Count;

    public IReadOnlyList<Listener> OfJobOnSockets => Half(OfJob, onSockets: true);

    public IReadOnlyList<Listener> OfJobOnStreams => Half(OfJob, onSockets: false);

    public IReadOnlyList<Listener> OnSockets => [.. OfJobOnSockets, .. Half(OfLog, onSockets: true), .. Half(OfOthers, onSockets: true)];

    public IReadOnlyList<Listener> OnStreams => [.. OfJobOnStreams, .. Half(OfLog, onSockets: false), .. Half(OfOthers, onSockets: false)];

    /// <param name="subscriptions">To the job.</param>
    /// <param name="keys">Of the job's tenant.</param>
    /// <param name="otherKeys">Of other tenants.</param>
    /// <param name="job">The job's id.</param>
    public static Audience Of(int subscriptions, int logOneFor, int otherOneFor, IReadOnlyList<string> keys, IReadOnlyList<string> otherKeys, string job, TimeProvider time)
    {
        return new Audience(
            Make(subscriptions, keys, Topic.JobProgress, Topic.JobsChanged),
            Make(subscriptions / logOneFor, keys, Topic.SyncLogged),
            Make(subscriptions / otherOneFor, otherKeys, Topic.JobsChanged, Topic.SyncLogged, Topic.JobProgress));

        // Topics in turn, and each key for a run of them, so that keys, topics and transports mix.
        List<Listener> Make(int count, IReadOnlyList<string> ofKeys, params Topic[] topics) =>
            [.. Enumerable.Range(0, count).Select(i => new Listener(topics[i / 2 % topics.Length], ofKeys[(int)((long)i * ofKeys.Count / count)], job, time))];
    }

    private static IReadOnlyList<Listener> Half(IReadOnlyList<Listener> all, bool onSockets) => [.. all.Where((_, i) => i % 2 == 0 == onSockets)];
}
