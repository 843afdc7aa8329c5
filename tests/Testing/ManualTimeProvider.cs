namespace OrleansLedger.Testing;

/// <summary>
/// A clock that stands still until a test moves it. Timers fire inside <see cref="Advance(TimeSpan)"/>, in the order they are due, each at its own instant.
/// </summary>
/// <param name="now">Where it begins; noon of 4 March 2026 unless told.</param>
public sealed class ManualTimeProvider(DateTimeOffset? now = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = now ?? new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none waits.</summary>
    public DateTimeOffset? NextDueAt
    {
        get
        {
            lock (_lock)
            {
                return _timers.Min(timer => timer.DueAt);
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by) => AdvanceTo(GetUtcNow() + by);

    public void AdvanceTo(DateTimeOffset target)
    {
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.DueAt <= target).MinBy(timer => timer.DueAt);
                var at = due?.DueAt ?? target;
                if (at > _now)
                {
                    _now = at;
                }

                due?.Fired();
            }

            if (due is null)
            {
                return;
            }

            due.Call();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        /// <summary>Null while it does not run.</summary>
        public DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                _period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                clock._timers.Remove(this);
                if (DueAt is not null)
                {
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Fired()
        {
            DueAt = _period > TimeSpan.Zero ? DueAt + _period : null;
            if (DueAt is null)
            {
                clock._timers.Remove(this);
            }
        }

        public void Call() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
