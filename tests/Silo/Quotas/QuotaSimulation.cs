using System.Net;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Testing;

namespace OrleansLedger.Silo.Tests.Quotas;

/// <summary>
/// Turns of one connection that call as fast as their gate lets them, event by event on a clock that nobody waits for.
/// Gates must have no patience: what they do not let out now they must say when to try again.
/// </summary>
internal sealed class QuotaSimulation(ManualTimeProvider clock, Random random)
{
    private readonly PriorityQueue<Func<Task>, (DateTimeOffset At, long Order)> _events = new();
    private long _order;

    /// <summary>When each call arrived at the provider, in order.</summary>
    public List<DateTimeOffset> Arrivals { get; } = [];

    /// <summary>Calls the provider refused.</summary>
    public int Refused { get; private set; }

    /// <param name="latency">How long a call takes; somewhere within it arrives.</param>
    /// <param name="pause">What a caller does between two calls.</param>
    /// <param name="provider">Counts the calls, and says in its answers how many are left.</param>
    /// <param name="dies">The turn ends with its calls on their way: they arrive, and nobody counts them.</param>
    public async Task TurnAsync(
        QuotaGate gate, int callers, TimeSpan lasts, Func<TimeSpan> latency, Func<TimeSpan> pause, bool dies, ProviderQuota? provider = null)
    {
        var end = clock.GetUtcNow() + lasts;
        var alive = true;
        for (var caller = 0; caller < callers; caller++)
        {
            At(clock.GetUtcNow(), CallAsync);
        }

        while (_events.TryDequeue(out var happens, out var when))
        {
            if (when.At > end)
            {
                alive = !dies;
            }

            clock.AdvanceTo(when.At);
            await happens();
        }

        clock.AdvanceTo(end);
        Arrivals.Sort();

        async Task CallAsync()
        {
            var now = clock.GetUtcNow();
            if (now >= end)
            {
                return;
            }

            var entering = gate.EnterAsync(null, interactive: false, TimeSpan.Zero, TestContext.Current.CancellationToken);
            entering.IsCompleted.ShouldBeTrue("the gate has no patience");
            if (await entering is { } until)
            {
                until.ShouldBeGreaterThan(now, "else the caller would ask for ever");
                At(until, CallAsync);
                return;
            }

            var takes = latency();
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            At(now + (takes * random.NextDouble()), () => ArriveAsync(headers));
            At(now + takes, () => EndAsync(new CallAnswer.Answered(HttpStatusCode.OK, headers, []), now));
        }

        Task ArriveAsync(Dictionary<string, string> headers)
        {
            Arrivals.Add(clock.GetUtcNow());
            if (provider is not null)
            {
                Refused += provider.Takes(clock.GetUtcNow()) ? 0 : 1;
                headers["Remaining"] = provider.Left.ToString();
            }

            return Task.CompletedTask;
        }

        Task EndAsync(CallAnswer answer, DateTimeOffset sentAt)
        {
            if (alive)
            {
                gate.Leave(null, answer, sentAt);
                At(clock.GetUtcNow() + pause(), CallAsync);
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>The most calls that arrived within any interval of that length.</summary>
    public int MostWithin(TimeSpan length)
    {
        var most = 0;
        for (int first = 0, last = 0; last < Arrivals.Count; last++)
        {
            while (Arrivals[last] - Arrivals[first] >= length)
            {
                first++;
            }

            most = Math.Max(most, last - first + 1);
        }

        return most;
    }

    private void At(DateTimeOffset at, Func<Task> happens) => _events.Enqueue(happens, (at, _order++));
}
