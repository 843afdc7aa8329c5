using System.Text.RegularExpressions;

namespace OrleansLedger.Sandbox.Core.Faults;

internal enum FaultKind
{
    /// <summary>The call takes effect; its answer is delayed by <c>delayMs</c>.</summary>
    Slow,

    /// <summary>Answered with <c>status</c> in the provider's error shape; nothing takes effect.</summary>
    Status,

    /// <summary>The connection is cut before anything happens.</summary>
    DropBefore,

    /// <summary>The call takes effect, then the connection is cut without an answer.</summary>
    DropAfter,

    /// <summary>The call takes effect, and is answered with 500 (or <c>status</c>).</summary>
    ErrorAfter,

    /// <summary>Refused as beyond the quota, in the provider's own way, whatever was used.</summary>
    Throttle,

    /// <summary>Held before it takes effect, until released.</summary>
    HoldBefore,

    /// <summary>Takes effect; the answer is held until released.</summary>
    HoldAfter,
}

/// <summary>What <c>POST /_sandbox/api/faults</c> takes. All filters that are given must fit.</summary>
/// <param name="Company">Company id as the provider spells it.</param>
/// <param name="Path">Regular expression searched in the path below the host, query excluded.</param>
/// <param name="Count">How many calls are hit; null: until removed.</param>
/// <param name="Probability">0..1, drawn from a generator seeded with <paramref name="Seed"/>; null: every matching call.</param>
/// <param name="Message">Text for <c>status</c> and <c>error-after</c>, where the provider's error shape has room for one.</param>
/// <param name="RetryAfterSeconds">For <c>throttle</c>.</param>
/// <param name="Rule">For <c>throttle</c>: the quota that is said to be used up.</param>
internal sealed record FaultSpecification(
    FaultKind Kind,
    string? Provider,
    string? Company,
    string? Path,
    string? Method,
    int? Count,
    double? Probability,
    int? Seed,
    int? DelayMs,
    int? Status,
    string? Message,
    double? RetryAfterSeconds,
    string? Rule);

/// <summary>One call that was hit.</summary>
internal sealed record FaultHit(DateTimeOffset At, string Method, string Path, string? Company);

/// <summary>A fault that lies in wait.</summary>
internal sealed class Fault(string id, FaultSpecification specification)
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(specification.Seed ?? 1);
    private readonly Regex? _path = specification.Path is null ? null : new Regex(specification.Path, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
    private readonly List<FaultHit> _hits = [];
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _hit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public FaultSpecification Specification => specification;

    /// <summary>Completes when held calls may go on.</summary>
    public Task Released => _released.Task;

    public IReadOnlyList<FaultHit> Hits
    {
        get { lock (_gate) return [.. _hits]; }
    }

    public bool IsUsedUp
    {
        get { lock (_gate) return specification.Count is { } count && _hits.Count >= count; }
    }

    /// <summary>Takes the call if it fits, counting the hit.</summary>
    public bool TryHit(string provider, FaultHit call)
    {
        if (specification.Provider is { } wanted && !string.Equals(wanted, provider, StringComparison.OrdinalIgnoreCase)) return false;
        if (specification.Company is { } company && !string.Equals(company, call.Company, StringComparison.OrdinalIgnoreCase)) return false;
        if (specification.Method is { } method && !string.Equals(method, call.Method, StringComparison.OrdinalIgnoreCase)) return false;
        if (_path is not null && !_path.IsMatch(call.Path)) return false;
        TaskCompletionSource announced;
        lock (_gate)
        {
            if (_released.Task.IsCompleted || (specification.Count is { } count && _hits.Count >= count)) return false;
            if (specification.Probability is { } probability && _random.NextDouble() >= probability) return false;
            _hits.Add(call);
            announced = _hit;
            _hit = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        announced.SetResult();
        return true;
    }

    /// <summary>Returns once there are that many hits, or when the time is up.</summary>
    public async Task<IReadOnlyList<FaultHit>> WaitForHitsAsync(int atLeast, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_hits.Count >= atLeast) return [.. _hits];
                next = _hit.Task;
            }

            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                return Hits;
            }
        }
    }

    /// <summary>Lets held calls go on; the fault hits nothing any more.</summary>
    public void Release() => _released.TrySetResult();
}
