using System.Threading.Tasks.Sources;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Something that has come to an end and is to be gone on with by the executor.</summary>
internal interface ICompletion
{
    /// <summary>Goes on. Called by the executor only, one at a time.</summary>
    void Complete();
}

/// <summary>Carries completions from whatever thread they happen on to the one executor of a request.</summary>
internal sealed class CompletionQueue : IValueTaskSource
{
    /// <summary>The queue whose executor runs on this thread: what arrives there needs no lock.</summary>
    [ThreadStatic]
    private static CompletionQueue? current;

    private readonly Lock gate = new();
    private readonly Queue<ICompletion> inside = new();
    private readonly Queue<ICompletion> ready = new();
    private ManualResetValueTaskSourceCore<bool> source;
    private bool waiting;
    private bool woken;

    /// <summary>Hands over a completion.</summary>
    public void Add(ICompletion completion)
    {
        if (current == this)
        {
            inside.Enqueue(completion);
        }
        else
        {
            Wake(completion);
        }
    }

    /// <summary>Makes the executor look around, without a completion: keys wait, or the request was cancelled.</summary>
    public void Wake()
    {
        if (current != this)
        {
            Wake(null);
        }
    }

    /// <summary>The executor begins to run on this thread, until the result is disposed.</summary>
    public Stay Enter()
    {
        var stay = new Stay(current);
        current = this;
        return stay;
    }

    /// <summary>The next completion, if one is ready.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ICompletion? completion)
    {
        if (inside.TryDequeue(out completion))
        {
            return true;
        }

        lock (gate)
        {
            return ready.TryDequeue(out completion);
        }
    }

    /// <summary>Waits until something is added or wakes. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        lock (gate)
        {
            if (woken || ready.Count > 0)
            {
                woken = false;
                return ValueTask.CompletedTask;
            }

            source.Reset();
            waiting = true;
            return new ValueTask(this, source.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    private void Wake(ICompletion? completion)
    {
        lock (gate)
        {
            if (completion is not null)
            {
                ready.Enqueue(completion);
            }

            if (!waiting)
            {
                woken = true;
                return;
            }

            waiting = false;
        }

        source.SetResult(true);
    }

    /// <summary>Ends an executor's stay on a thread.</summary>
    internal readonly struct Stay(CompletionQueue? outer) : IDisposable
    {
        public void Dispose() => current = outer;
    }
}
