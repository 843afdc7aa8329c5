using OrleansLedger.GraphQL.Bench.Servers;

namespace OrleansLedger.GraphQL.Bench.Load;

/// <summary>
/// Sends one request over and over on a fixed number of connections, each of which waits for its answer before it sends again. Warming up and measuring
/// are one load without a pause; a request counts when its answer came while it was measured. One other answer than expected ends it all.
/// </summary>
internal sealed class LoadGenerator(ReadOnlyMemory<byte> request, HttpAnswer expected, int concurrency, TimeProvider time)
{
    /// <summary>How long the last answers may take after the time is over.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);

    private volatile Phase _phase;
    private int _exchanges;

    private enum Phase
    {
        WarmingUp,
        Measuring,
        Over,
    }

    /// <exception cref="IOException">A connection ended, or an answer was not as expected.</exception>
    public async Task<LoadFigures> RunAsync(RunningServer server, TimeSpan warmUp, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(warmUp + duration + s_grace, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var workers = Enumerable.Range(0, concurrency).Select(_ => WorkAsync(server.Address, stop.Token)).ToList();
        var all = Task.WhenAll(workers);
        try
        {
            await PassAsync(warmUp, workers, stop.Token);
            var cpuBefore = server.Meter.ReadCpu();
            var begin = time.GetTimestamp();
            _phase = Phase.Measuring;
            await PassAsync(duration, workers, stop.Token);
            _phase = Phase.Over;
            var elapsed = time.GetElapsedTime(begin);
            var cpu = server.Meter.ReadCpu() - cpuBefore;

            var latencies = (await all).SelectMany(each => each).ToArray();
            return new LoadFigures(latencies.Length, _exchanges, elapsed, cpu, Latencies.From(latencies));
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new IOException($"Answers were still missing {s_grace.TotalSeconds:0} s after the time was over.", late);
        }
        finally
        {
            await stop.CancelAsync();
            await all.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Lets the time go by, and fails at once when a worker does.</summary>
    private async Task PassAsync(TimeSpan span, IEnumerable<Task> workers, CancellationToken cancellationToken)
    {
        var passed = Task.Delay(span, time, cancellationToken);
        await await Task.WhenAny([passed, .. workers]);
        await passed;
    }

    /// <returns>Milliseconds of each exchange that counts.</returns>
    private async Task<List<double>> WorkAsync(Uri address, CancellationToken cancellationToken)
    {
        var latencies = new List<double>(capacity: 16 * 1024);
        using var connection = await HttpConnection.OpenAsync(address, cancellationToken);
        while (_phase != Phase.Over)
        {
            var begin = time.GetTimestamp();
            var answer = await connection.ExchangeAsync(request, body: null, cancellationToken);
            if (answer != expected)
            {
                throw new IOException($"An answer under load had status {answer.Status} and {answer.Length} bytes; {expected.Status} and {expected.Length} were expected.");
            }

            Interlocked.Increment(ref _exchanges);
            if (_phase == Phase.Measuring)
            {
                latencies.Add(time.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        return latencies;
    }
}
