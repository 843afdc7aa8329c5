using System.Collections.Concurrent;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>Something that is looked at now and then as long as it is open.</summary>
internal interface IPulsed
{
    /// <summary>Does what is due. Must not wait.</summary>
    void Beat();
}

/// <summary>One timer for all open connections, however many there are.</summary>
internal sealed class Pulse(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<IPulsed, bool> connections = new();
    private readonly Lock gate = new();
    private ITimer? timer;
    private TimeSpan period = TimeSpan.FromSeconds(1);

    /// <summary>Beats for a connection from now on.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="precision">How late a beat may be.</param>
    public void Add(IPulsed connection, TimeSpan precision)
    {
        connections.TryAdd(connection, true);
        lock (gate)
        {
            if (timer is null)
            {
                period = precision < period ? precision : period;
                timer = time.CreateTimer(static state => ((Pulse)state!).Beat(), this, period, period);
            }
            else if (precision < period)
            {
                period = precision;
                timer.Change(period, period);
            }
        }
    }

    /// <summary>Beats no more for a connection.</summary>
    public void Remove(IPulsed connection) => connections.TryRemove(connection, out _);

    public void Dispose() => timer?.Dispose();

    private void Beat()
    {
        foreach (var (connection, _) in connections)
        {
            connection.Beat();
        }
    }
}
