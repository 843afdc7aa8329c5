namespace OrleansLedger.Silo.Tests.Quotas;

/// <summary>A provider's way to count: whether it takes a call that arrives at an instant. Instants come in order.</summary>
internal abstract class ProviderQuota(int limit, TimeSpan length)
{
    protected int Limit => limit;

    protected TimeSpan Length => length;

    public abstract bool Takes(DateTimeOffset at);

    /// <summary>What it says in its answers: how many more calls it would take now.</summary>
    public abstract int Left { get; }

    /// <summary>At most the limit in every interval of the window's length.</summary>
    public sealed class Sliding(int limit, TimeSpan length) : ProviderQuota(limit, length)
    {
        private readonly Queue<DateTimeOffset> _taken = new();

        public override int Left => Limit - _taken.Count;

        public override bool Takes(DateTimeOffset at)
        {
            while (_taken.TryPeek(out var oldest) && oldest + Length <= at)
            {
                _taken.Dequeue();
            }

            if (_taken.Count == Limit)
            {
                return false;
            }

            _taken.Enqueue(at);
            return true;
        }
    }

    /// <summary>Windows laid end to end, beginning at an instant that nobody outside knows.</summary>
    public sealed class Fixed(int limit, TimeSpan length, DateTimeOffset phase) : ProviderQuota(limit, length)
    {
        private long _window = long.MinValue;
        private int _taken;

        public override int Left => Math.Max(0, Limit - _taken);

        public override bool Takes(DateTimeOffset at)
        {
            var window = (long)Math.Floor((at - phase) / Length);
            (_window, _taken) = window == _window ? (_window, _taken) : (window, 0);
            return ++_taken <= Limit;
        }
    }

    /// <summary>A window begins with the first call after the one before has ended.</summary>
    public sealed class BegunByACall(int limit, TimeSpan length) : ProviderQuota(limit, length)
    {
        private DateTimeOffset _began = DateTimeOffset.MinValue;
        private int _taken;

        public override int Left => Math.Max(0, Limit - _taken);

        public override bool Takes(DateTimeOffset at)
        {
            (_began, _taken) = at - _began < Length ? (_began, _taken) : (at, 0);
            return ++_taken <= Limit;
        }
    }
}
