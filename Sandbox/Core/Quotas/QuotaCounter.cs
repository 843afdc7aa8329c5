namespace OrleansLedger.Sandbox.Core.Quotas;

/// <summary>
/// Counts one rule for one company (or app). Besides deciding, it keeps the finished windows: for a fixed rule the provider's windows, for a sliding
/// one slots of the same length from the first call on, so that used over limit is the share of the quota a client made use of.
/// Not thread-safe: the ledger holds its lock.
/// </summary>
internal sealed class QuotaCounter(string phaseSeed)
{
    private const int KeptWindows = 5_000;
    private const int KeptEmptyWindows = 100;
    private readonly Queue<DateTimeOffset> _arrivals = new();
    private readonly Queue<QuotaWindow> _finished = new();
    private readonly double _phase = PhaseOf(phaseSeed);
    private DateTimeOffset? _startAt;
    private int _limit;
    private TimeSpan _length;
    private int _used;
    private int _refused;

    public int InProgress { get; private set; }

    public int Peak { get; private set; }

    public int TotalRefused { get; private set; }

    public IEnumerable<QuotaWindow> Finished => _finished;

    public QuotaWindow? Current => _startAt is { } start ? new QuotaWindow(start, _length.TotalSeconds, _limit, _used, _refused) : null;

    /// <summary>Brings the counter to <paramref name="now"/> and says how many calls are left, and when there will be room if none is.</summary>
    public (int Remaining, TimeSpan? RetryAfter) Look(QuotaRule rule, TimeSpan length, DateTimeOffset now)
    {
        if (rule.Kind == QuotaKind.Concurrent) return (rule.Limit - InProgress, null);
        Roll(rule, length, now);
        if (rule.Kind == QuotaKind.FixedWindow) return (rule.Limit - _used, _startAt!.Value + length - now);
        while (_arrivals.TryPeek(out var oldest) && now - oldest >= length) _arrivals.Dequeue();
        return (rule.Limit - _arrivals.Count, _arrivals.TryPeek(out var first) ? first + length - now : null);
    }

    public void Admit(QuotaRule rule, DateTimeOffset now)
    {
        if (rule.Kind == QuotaKind.Concurrent)
        {
            InProgress++;
            Peak = Math.Max(Peak, InProgress);
            return;
        }

        _used++;
        if (rule.Kind == QuotaKind.SlidingWindow) _arrivals.Enqueue(now);
    }

    public void Refuse()
    {
        _refused++;
        TotalRefused++;
    }

    public void Leave() => InProgress--;

    private void Roll(QuotaRule rule, TimeSpan length, DateTimeOffset now)
    {
        if (length != _length) _startAt = null;
        _length = length;
        _limit = rule.Limit;
        if (_startAt is not { } start)
        {
            Open(rule.Kind == QuotaKind.FixedWindow ? Aligned(now, length) : now);
            return;
        }

        for (var skipped = 0; now >= start + length; skipped++)
        {
            Finish(start);
            start += length;
            Open(start);
            if (skipped < KeptEmptyWindows) continue;
            Open(rule.Kind == QuotaKind.FixedWindow ? Aligned(now, length) : now);
            return;
        }
    }

    private void Finish(DateTimeOffset start)
    {
        _finished.Enqueue(new QuotaWindow(start, _length.TotalSeconds, _limit, _used, _refused));
        if (_finished.Count > KeptWindows) _finished.Dequeue();
    }

    private void Open(DateTimeOffset start)
    {
        _startAt = start;
        _used = 0;
        _refused = 0;
    }

    private DateTimeOffset Aligned(DateTimeOffset now, TimeSpan length)
    {
        var offset = (long)(length.Ticks * _phase);
        var index = Math.DivRem(now.UtcTicks - offset, length.Ticks).Quotient;
        return new DateTimeOffset(index * length.Ticks + offset, TimeSpan.Zero);
    }

    /// <summary>FNV-1a: the same company has the same phase after a restart.</summary>
    private static double PhaseOf(string seed)
    {
        var hash = 2166136261u;
        foreach (var character in seed) hash = unchecked((hash ^ character) * 16777619u);
        return (hash % 9973) / 9973d;
    }
}
