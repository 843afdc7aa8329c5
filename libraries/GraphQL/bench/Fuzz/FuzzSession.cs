using System.Buffers.Binary;
using System.Collections.Concurrent;
using OrleansLedger.GraphQL.Bench.Servers;
using OrleansLedger.GraphQL.Tests.Fuzzing;

namespace OrleansLedger.GraphQL.Bench.Fuzz;

/// <summary>Workers that execute documents, and a watchdog over them.</summary>
internal sealed class FuzzSession : IDisposable
{
    private const int MostFailures = 10;

    /// <summary>Fills caches and compiles code before memory is measured: their growth is no leak.</summary>
    private const int WarmUp = 20_000;

    /// <summary>Another try tells a document that is slow from a moment in which other work had the machine.</summary>
    private const int Tries = 3;

    /// <summary>Longer than this is a failure.</summary>
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(1);

    /// <summary>Longer than this never ends.</summary>
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(30);

    private readonly FuzzOptions _options;
    private readonly TimeProvider _time;
    private readonly FileStream _trace;
    private readonly Worker[] _workers;
    private readonly ConcurrentQueue<FuzzFailure> _failures = new();
    private readonly long[] _outcomes = new long[Enum.GetValues<FuzzOutcome>().Length];
    private readonly Lock _gate = new();
    private (TimeSpan Took, long Number) _slowest;
    private long _next;
    private long _done;

    public FuzzSession(FuzzOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _workers = [.. Enumerable.Range(0, options.Workers).Select(_ => new Worker())];
        _trace = new FileStream(Path.Combine(Path.GetTempPath(), $"graphql-fuzz-{Environment.ProcessId}.trace"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.DeleteOnClose);
    }

    /// <summary>Eight bytes for each worker, little-endian: the document it executes. A stack that overflows takes the process with it, and nothing could be said any more.</summary>
    public string TraceFile => _trace.Name;

    public async Task<FuzzResult> RunAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        await using var run = await RobustnessRun.CreateAsync();
        for (var number = 0; number < WarmUp; number++)
        {
            await TryAsync(run, run.Make(-1 - number), cancellationToken);
        }

        Array.Clear(_outcomes);
        var heapBefore = Heap();
        var began = _time.GetTimestamp();
        _next = _options.Seed;
        using (_time.CreateTimer(_ => Watch(progress), null, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5)))
        {
            await Task.WhenAll(_workers.Select((worker, index) => Task.Run(() => WorkAsync(run, worker, index, cancellationToken), cancellationToken)));
        }

        var elapsed = _time.GetElapsedTime(began);
        progress(_done);
        return new FuzzResult(
            (int)_done,
            Enum.GetValues<FuzzOutcome>().ToDictionary(outcome => outcome, outcome => _outcomes[(int)outcome]),
            _failures,
            _slowest,
            elapsed,
            heapBefore,
            Heap(),
            new ProcessMeter(Environment.ProcessId).ReadPeakMemory());
    }

    public void Dispose() => _trace.Dispose();

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private async Task WorkAsync(RobustnessRun run, Worker worker, int index, CancellationToken cancellationToken)
    {
        var note = new byte[sizeof(long)];
        while (_failures.Count < MostFailures)
        {
            var number = Interlocked.Increment(ref _next) - 1;
            if (number >= _options.Seed + _options.Documents)
            {
                break;
            }

            BinaryPrimitives.WriteInt64LittleEndian(note, number);
            RandomAccess.Write(_trace.SafeFileHandle, note, index * sizeof(long));
            var request = run.Make(number);
            worker.Begin(request, _time.GetTimestamp());
            var took = await TryAsync(run, request, cancellationToken);
            worker.End();
            Interlocked.Increment(ref _done);
            if (took > _slowest.Took)
            {
                await SlowAsync(run, request, took, cancellationToken);
            }
        }
    }

    private async Task SlowAsync(RobustnessRun run, FuzzedRequest request, TimeSpan took, CancellationToken cancellationToken)
    {
        for (var again = 1; again < Tries && took > s_bound; again++)
        {
            var once = await TryAsync(run, request, cancellationToken);
            took = once < took ? once : took;
        }

        if (took > s_bound)
        {
            _failures.Enqueue(new FuzzFailure(request, $"It takes {took.TotalSeconds:0.0} s, the quickest of {Tries} times."));
        }

        lock (_gate)
        {
            _slowest = took > _slowest.Took ? (took, request.Number) : _slowest;
        }
    }

    private async Task<TimeSpan> TryAsync(RobustnessRun run, FuzzedRequest request, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        try
        {
            var outcome = await run.ExecuteAsync(request, cancellationToken);
            Interlocked.Increment(ref _outcomes[(int)outcome]);
        }
        catch (RobustnessException e)
        {
            _failures.Enqueue(new FuzzFailure(request, e.Message));
        }

        return _time.GetElapsedTime(began);
    }

    /// <summary>Looks after the workers. What hangs cannot be stopped: the process ends, having said of what.</summary>
    private void Watch(Action<long> progress)
    {
        progress(Interlocked.Read(ref _done));
        foreach (var worker in _workers)
        {
            if (worker.Current is { } running && _time.GetElapsedTime(running.Began) > s_hang)
            {
                Console.Error.WriteLine($"It hangs: --documents 1 --seed {running.Request.Number}{Environment.NewLine}{running.Request}");
                Environment.Exit(1);
            }
        }
    }

    private sealed class Worker
    {
        private volatile Running? _current;

        public Running? Current => _current;

        public void Begin(FuzzedRequest request, long began) => _current = new Running(request, began);

        public void End() => _current = null;
    }

    private sealed record Running(FuzzedRequest Request, long Began);
}
