using System.Text.Json;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Silo.Quotas;

/// <summary>
/// Holds a connection's whole quota for the length of a turn: at most one turn runs in the cluster, so this one object decides.
/// Calls go out at the quota's edge: all that a window still holds at once, then as they come free.
/// </summary>
internal sealed class QuotaGate : IDisposable
{
    private readonly ProviderManifest _manifest;
    private readonly TimeProvider _clock;
    private readonly IQuotaJournal _journal;
    private readonly TimeSpan _patience;
    private readonly SemaphoreSlim _inFlight;
    private readonly Dictionary<string, WindowLedger> _windows;
    private readonly Lock _lock = new();

    public QuotaGate(ProviderManifest manifest, IQuotaJournal journal, TimeProvider clock, TimeSpan patience)
    {
        (_manifest, _journal, _clock, _patience) = (manifest, journal, clock, patience);
        _inFlight = new SemaphoreSlim(manifest.MaxConcurrentCalls, manifest.MaxConcurrentCalls);
        _windows = manifest.Windows.ToDictionary(w => w.Name, w => new WindowLedger(w), StringComparer.Ordinal);
    }

    /// <summary>Takes up what the last turn left.</summary>
    /// <param name="saved">JSON of <see cref="Save"/>.</param>
    /// <param name="died">The last turn did not come to its end: the journal is asked, and what cannot be known is taken as used.</param>
    public async Task LoadAsync(string saved, bool died)
    {
        var states = JsonSerializer.Deserialize<Dictionary<string, WindowState>>(saved) ?? [];
        var journal = died ? await _journal.ReadAsync() : null;
        var now = _clock.GetUtcNow();
        var carried = new List<JournaledCalls>();
        lock (_lock)
        {
            foreach (var (name, window) in _windows)
            {
                if (states.GetValueOrDefault(name) is { } state)
                {
                    window.Load(state);
                }

                if (!died)
                {
                    continue;
                }

                if (journal is null)
                {
                    // Nobody knows what the dead turn sent: a short window is waited out, of a long one the most that can be in doubt is counted.
                    carried.Add(new JournaledCalls(name, now, window.Window.Length > TimeSpan.FromMinutes(10) ? Math.Min(window.Unused(now), 100) : window.Unused(now)));
                }
                else
                {
                    carried.AddRange(journal.Where(c => string.Equals(c.Window, name, StringComparison.Ordinal)));
                    // Calls may have been on their way, and as many have ended without having reached the journal.
                    carried.Add(new JournaledCalls(name, now, 2 * _manifest.MaxConcurrentCalls));
                }

                foreach (var (_, at, calls) in carried.Where(c => string.Equals(c.Window, name, StringComparison.Ordinal)))
                {
                    window.Add(at, calls);
                }
            }
        }

        // Until this turn has saved its own count, whoever comes after it needs the dead turn's too.
        _journal.Begin(carried);
    }

    /// <summary>What goes to the next turn.</summary>
    public string Save()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            return JsonSerializer.Serialize(_windows.ToDictionary(p => p.Key, p => p.Value.Save(now), StringComparer.Ordinal));
        }
    }

    /// <summary>Null where a call of that class can go out now or soon enough to wait for it; else when.</summary>
    public DateTimeOffset? ClosedUntil(string? quotaClass, bool interactive)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            var freeAt = FreeAt(now, quotaClass, interactive);
            return freeAt - now > _patience ? freeAt : null;
        }
    }

    /// <summary>Waits for a place. Null where the place was given; else when there will be one, too far off to wait for.</summary>
    public async Task<DateTimeOffset?> EnterAsync(string? quotaClass, bool interactive, TimeSpan patience, CancellationToken cancellationToken)
    {
        await _inFlight.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                TimeSpan wait;
                lock (_lock)
                {
                    var now = _clock.GetUtcNow();
                    var freeAt = FreeAt(now, quotaClass, interactive);
                    if (freeAt <= now)
                    {
                        foreach (var window in Of(quotaClass))
                        {
                            window.Begin();
                        }

                        return null;
                    }

                    wait = freeAt - now;
                    if (wait > patience)
                    {
                        _inFlight.Release();
                        return freeAt;
                    }
                }

                // A delay is cut to whole milliseconds: without one more it ends too early, and the last fraction is spun through.
                await Task.Delay(wait + TimeSpan.FromMilliseconds(1), _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            _inFlight.Release();
            throw;
        }
    }

    /// <summary>The call has ended, with whatever answer.</summary>
    /// <param name="sentAt">When it was sent: what the answer says of the quota tells at least of the calls that had ended by then.</param>
    public void Leave(string? quotaClass, CallAnswer answer, DateTimeOffset sentAt)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            foreach (var window in Of(quotaClass))
            {
                if (answer is CallAnswer.NotAdmitted)
                {
                    window.Abandon();
                    continue;
                }

                // Counted from its end, on both records: somewhere before that it arrived.
                window.End(now);
                _journal.Count(window.Window, now);
            }

            if (answer is CallAnswer.Answered answered)
            {
                foreach (var reading in _manifest.ReadQuota(answered.Headers))
                {
                    _windows.GetValueOrDefault(reading.Window)?.Observe(reading.Remaining, sentAt, now);
                }
            }
        }

        _inFlight.Release();
    }

    /// <summary>The provider refused calls until then.</summary>
    public void BlockUntil(string? quotaClass, DateTimeOffset until)
    {
        lock (_lock)
        {
            foreach (var window in Of(quotaClass))
            {
                window.BlockUntil(until);
            }
        }
    }

    public void Dispose() => _inFlight.Dispose();

    private DateTimeOffset FreeAt(DateTimeOffset now, string? quotaClass, bool interactive)
    {
        var at = now;
        foreach (var window in Of(quotaClass))
        {
            var freeAt = window.Free(now, interactive ? 0 : window.Window.Reserve) > 0 ? now : window.FreeAt(now, interactive ? 0 : window.Window.Reserve);
            if (freeAt > at)
            {
                at = freeAt;
            }
        }

        return at;
    }

    private IEnumerable<WindowLedger> Of(string? quotaClass) =>
        _windows.Values.Where(w => w.Window.QuotaClass is null || string.Equals(w.Window.QuotaClass, quotaClass, StringComparison.Ordinal));
}
