using System.Text.Json;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Fortnox.Events;

/// <summary>Every topic's events of the last 14 days, of all companies, in order.</summary>
internal sealed class EventLog
{
    public static readonly TimeSpan Retention = TimeSpan.FromDays(14);
    private const string Section = "fortnox/events";

    // Offsets look random: nobody should be able to count with them. The factor shares no divisor with 62^5, so no two are alike.
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const long OffsetsThereAre = 916_132_832;
    private const long OffsetFactor = 387_420_489;

    private readonly StateStore _store;
    private readonly SandboxClock _clock;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TopicLog> _topics;
    private TaskCompletionSource _appended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EventLog(StateStore store, SandboxClock clock)
    {
        _store = store;
        _clock = clock;
        _topics = store.Load<Dictionary<string, TopicLog>>(Section) ?? new Dictionary<string, TopicLog>(StringComparer.Ordinal);
        store.Register(Section, () => { lock (_gate) return JsonSerializer.SerializeToUtf8Bytes(_topics, SandboxJson.State); });
    }

    /// <summary>Completes with the next event. Take it before reading, so that nothing falls in between.</summary>
    public Task Appended
    {
        get { lock (_gate) return _appended.Task; }
    }

    public void Append(string companyId, IReadOnlyList<TopicEvent> events)
    {
        if (events.Count == 0) return;
        TaskCompletionSource announced;
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            foreach (var happened in events)
            {
                var log = Of(happened.Topic);
                log.Last++;
                Kept(happened.Topic).Add(new LoggedEvent(log.Last, OffsetOf(log.Last), companyId, now, happened));
            }

            announced = _appended;
            _appended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _store.Changed(Section);
        announced.SetResult();
    }

    /// <summary>Position of the topic's newest event; 0 when it has none.</summary>
    public long End(string topic)
    {
        lock (_gate) return Of(topic).Last;
    }

    /// <summary>Position of the event with that offset; null when it is unknown or older than the retention.</summary>
    public long? PositionOf(string topic, string offset)
    {
        lock (_gate) return Kept(topic).FirstOrDefault(logged => string.Equals(logged.Offset, offset, StringComparison.Ordinal))?.Position;
    }

    /// <summary>The topic's events behind a position, oldest first.</summary>
    public IReadOnlyList<LoggedEvent> After(string topic, long position)
    {
        lock (_gate)
        {
            var kept = Kept(topic);
            if (kept.Count == 0) return [];
            // Positions follow each other without gaps.
            var skipped = (int)Math.Clamp(position - kept[0].Position + 1, 0, kept.Count);
            return kept.GetRange(skipped, kept.Count - skipped);
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            // Positions go on: connections that are open have theirs.
            foreach (var log in _topics.Values) log.Events.Clear();
        }

        _store.Changed(Section);
    }

    private List<LoggedEvent> Kept(string topic)
    {
        var log = Of(topic);
        var oldest = _clock.GetUtcNow() - Retention;
        var fresh = log.Events.FindIndex(logged => logged.At >= oldest);
        log.Events.RemoveRange(0, fresh < 0 ? log.Events.Count : fresh);
        return log.Events;
    }

    private TopicLog Of(string topic)
    {
        if (!_topics.TryGetValue(topic, out var log)) _topics[topic] = log = new TopicLog();
        return log;
    }

    private static string OffsetOf(long position)
    {
        var rest = position * OffsetFactor % OffsetsThereAre;
        Span<char> text = stackalloc char[5];
        for (var place = text.Length - 1; place >= 0; place--)
        {
            text[place] = Digits[(int)(rest % Digits.Length)];
            rest /= Digits.Length;
        }

        return new string(text);
    }

    private sealed class TopicLog
    {
        public long Last { get; set; }
        public List<LoggedEvent> Events { get; init; } = [];
    }
}
