using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Core;

/// <summary>
/// Real time plus an offset that only grows. Everything the sandbox dates or lets expire follows it, so a test reaches the end of a
/// token's life by advancing the clock instead of waiting. Timers are those of real time; work that waits for an instant uses <see cref="WaitUntilAsync"/>.
/// </summary>
internal sealed class SandboxClock : TimeProvider
{
    private const string Section = "clock";
    private readonly StateStore _store;
    private readonly Lock _gate = new();
    private TimeSpan _offset;
    private TaskCompletionSource _advanced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SandboxClock(StateStore store)
    {
        _store = store;
        _offset = store.Load<ClockState>(Section)?.Offset ?? TimeSpan.Zero;
        store.Register(Section, () => new ClockState(Offset));
    }

    public TimeSpan Offset
    {
        get { lock (_gate) return _offset; }
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Move(offset => offset + by);
    }

    public void Reset() => Move(_ => TimeSpan.Zero);

    /// <summary>Returns when the sandbox's time has reached <paramref name="instant"/>, be it by waiting or because the clock was advanced.</summary>
    public async Task WaitUntilAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task advanced;
            lock (_gate) advanced = _advanced.Task;
            var remaining = instant - GetUtcNow();
            if (remaining <= TimeSpan.Zero) return;
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var slice = remaining < TimeSpan.FromHours(1) ? remaining : TimeSpan.FromHours(1);
            await Task.WhenAny(advanced, Task.Delay(slice, System, waiting.Token));
            await waiting.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Move(Func<TimeSpan, TimeSpan> change)
    {
        TaskCompletionSource previous;
        lock (_gate)
        {
            _offset = change(_offset);
            previous = _advanced;
            _advanced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _store.Changed(Section);
        previous.SetResult();
    }

    private sealed record ClockState(TimeSpan Offset);
}
