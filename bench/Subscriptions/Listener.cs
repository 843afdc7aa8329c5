using System.Text;
using System.Text.Json;

namespace OrleansLedger.Bench.Subscriptions;

/// <summary>What a subscription is to.</summary>
internal enum Topic
{
    JobProgress,
    JobsChanged,
    SyncLogged,
}

/// <summary>One subscription and what it has heard. Looks for bytes: with thousands, parsing would cost what the API needs.</summary>
/// <param name="key">The API key it is opened with.</param>
/// <param name="job">The job's id as the API gave it.</param>
internal sealed class Listener(Topic topic, string key, string job, TimeProvider time)
{
    private readonly TaskCompletionSource<DateTimeOffset> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _job = Encoding.ASCII.GetBytes(job);
    private long _events;

    public Topic Topic => topic;

    public string Key => key;

    public long Events => Interlocked.Read(ref _events);

    /// <summary>When the job's last state came; fails where the subscription broke.</summary>
    public Task<DateTimeOffset> End => _end.Task;

    /// <summary>Null where it has not come.</summary>
    public DateTimeOffset? HeardEndAt { get; private set; }

    /// <summary>The request: <c>{"query":"..."}</c>.</summary>
    public string Request => JsonSerializer.Serialize(new
    {
        query = topic switch
        {
            Topic.JobProgress => $$"""subscription { jobProgress(jobId: "{{job}}") { eventId jobId status total progress { synced failed } } }""",
            Topic.JobsChanged => "subscription { jobsChanged { eventId jobId status total progress { synced failed } } }",
            _ => "subscription { syncLogged { eventId jobId at operation outcome durationMs } }",
        },
    });

    /// <summary>Takes an event as it came, envelope and all.</summary>
    public void Hear(ReadOnlySpan<byte> message)
    {
        if (message.IndexOf("\"errors\":"u8) >= 0)
        {
            Fail(Encoding.UTF8.GetString(message));
            return;
        }

        Interlocked.Increment(ref _events);
        if (message.IndexOf("\"status\":\"COMPLETED\""u8) >= 0 && message.IndexOf(_job) >= 0 && HeardEndAt is null)
        {
            HeardEndAt = time.GetUtcNow();
            _end.TrySetResult(HeardEndAt.Value);
        }
    }

    /// <summary>The API has ended the subscription: right once the job's end was heard.</summary>
    public void Complete() => Fail("it was completed before the job's end");

    /// <summary>Says nothing new to one that has heard the end.</summary>
    public void Fail(string why) => _end.TrySetException(new IOException($"A subscription ({topic}) broke: {why}"));
}
