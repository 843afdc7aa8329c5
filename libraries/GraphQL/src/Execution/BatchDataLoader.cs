namespace OrleansLedger.GraphQL.Execution;

/// <summary>
/// Fetches values by key in batches: resolvers ask for single keys, and when no resolver can go on without an answer, all keys asked for
/// are fetched in one call. Values are kept for the request, and in one with several mutations for each of them. One instance for
/// as long, with services from its constructor.
/// </summary>
/// <typeparam name="TKey">What is asked for; compared by its equality.</typeparam>
/// <typeparam name="TValue">What is found.</typeparam>
public abstract class BatchDataLoader<TKey, TValue> : IDataLoader
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Entry> known = [];
    private List<TKey> waiting = [];
    private CompletionQueue? queue;
    private CancellationToken cancellation;

    /// <summary>Keys in one batch at most. Default 1,000.</summary>
    protected virtual int MaxBatchSize => 1_000;

    /// <summary>The value of a key; the type's default (null) when there is none.</summary>
    /// <exception cref="InvalidOperationException">The loader was not taken from a request.</exception>
    public Task<TValue?> LoadAsync(TKey key)
    {
        var completions = queue ?? throw new InvalidOperationException($"{GetType().Name} belongs to no request: take it from a resolver's parameters or context.DataLoader<{GetType().Name}>().");
        bool first;
        TaskCompletionSource<TValue?> waiter;
        lock (gate)
        {
            if (known.TryGetValue(key, out var entry))
            {
                return entry.Wait();
            }

            entry = new Entry();
            waiter = entry.First;
            known.Add(key, entry);
            first = waiting.Count == 0;
            waiting.Add(key);
        }

        if (first)
        {
            completions.Wake();
        }

        return waiter.Task;
    }

    /// <summary>The values of several keys, in their order.</summary>
    public Task<TValue?[]> LoadAsync(IEnumerable<TKey> keys) => Task.WhenAll(keys.Select(LoadAsync));

    /// <summary>Fetches a batch. Keys that are not in the answer have no value.</summary>
    /// <param name="keys">Distinct keys, at most <see cref="MaxBatchSize"/>.</param>
    /// <param name="cancellationToken">Ends when the request does.</param>
    protected abstract Task<IReadOnlyDictionary<TKey, TValue>> LoadBatchAsync(IReadOnlyList<TKey> keys, CancellationToken cancellationToken);

    void IDataLoader.Attach(CompletionQueue completions, CancellationToken cancellationToken)
    {
        queue = completions;
        cancellation = cancellationToken;
    }

    bool IDataLoader.Dispatch()
    {
        List<TKey> keys;
        lock (gate)
        {
            keys = waiting;
            waiting = [];
        }

        if (keys.Count > MaxBatchSize)
        {
            foreach (var chunk in keys.Chunk(MaxBatchSize))
            {
                Start(chunk);
            }
        }
        else if (keys.Count > 0)
        {
            Start(keys);
        }

        return keys.Count > 0;
    }

    private void Start(IReadOnlyList<TKey> keys)
    {
        Task<IReadOnlyDictionary<TKey, TValue>> fetch;
        try
        {
            fetch = LoadBatchAsync(keys, cancellation);
        }
        catch (Exception e)
        {
            fetch = Task.FromException<IReadOnlyDictionary<TKey, TValue>>(e);
        }

        var batch = new Batch(this, keys, fetch);
        if (fetch.IsCompleted)
        {
            batch.Complete();
        }
        else
        {
            fetch.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => queue!.Add(batch));
        }
    }

    /// <summary>
    /// One key's answer and who waits for it. Everybody waits for a task of his own: of several continuations of one task .NET runs
    /// one at once and sends the others to the thread pool, and what those asked for would miss the next batch.
    /// </summary>
    private sealed class Entry
    {
        private List<TaskCompletionSource<TValue?>>? others;
        private bool closed;

        public TaskCompletionSource<TValue?> First { get; } = new();

        /// <summary>The answer. Called holding the gate.</summary>
        public Task<TValue?> Wait()
        {
            if (closed)
            {
                return First.Task;
            }

            var waiter = new TaskCompletionSource<TValue?>();
            (others ??= []).Add(waiter);
            return waiter.Task;
        }

        /// <summary>The answer is there: whoever comes now waits for the first one's task. Called holding the gate.</summary>
        public void Close() => closed = true;

        /// <summary>Tells everybody; continuations run inside. Called without the gate, once closed.</summary>
        public void Answer(TValue? value, Exception? failure)
        {
            Answer(First, value, failure);
            foreach (var waiter in others ?? [])
            {
                Answer(waiter, value, failure);
            }
        }

        private static void Answer(TaskCompletionSource<TValue?> waiter, TValue? value, Exception? failure)
        {
            if (failure is null)
            {
                waiter.SetResult(value);
            }
            else
            {
                waiter.SetException(failure);
            }
        }
    }

    private sealed class Batch(BatchDataLoader<TKey, TValue> loader, IReadOnlyList<TKey> keys, Task<IReadOnlyDictionary<TKey, TValue>> fetch) : ICompletion
    {
        public void Complete()
        {
            IReadOnlyDictionary<TKey, TValue>? values = null;
            Exception? failure = null;
            try
            {
                values = fetch.GetAwaiter().GetResult();
            }
            catch (Exception e)
            {
                failure = e;
            }

            var entries = new Entry[keys.Count];
            lock (loader.gate)
            {
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = loader.known[keys[i]];
                    entries[i].Close();
                }
            }

            for (var i = 0; i < entries.Length; i++)
            {
                TValue? value = default;
                values?.TryGetValue(keys[i], out value);
                entries[i].Answer(value, failure);
            }
        }
    }
}

/// <summary>A <see cref="BatchDataLoader{TKey, TValue}"/> whose keys have any number of values each.</summary>
public abstract class GroupedDataLoader<TKey, TValue> : BatchDataLoader<TKey, IReadOnlyList<TValue>>
    where TKey : notnull
{
    /// <summary>The values of a key; none when there are none.</summary>
    public new async Task<IReadOnlyList<TValue>> LoadAsync(TKey key) => await base.LoadAsync(key) ?? [];

    /// <summary>Fetches a batch. Keys that are not in the answer have no values.</summary>
    protected abstract Task<ILookup<TKey, TValue>> LoadGroupedBatchAsync(IReadOnlyList<TKey> keys, CancellationToken cancellationToken);

    /// <inheritdoc />
    protected sealed override async Task<IReadOnlyDictionary<TKey, IReadOnlyList<TValue>>> LoadBatchAsync(IReadOnlyList<TKey> keys, CancellationToken cancellationToken)
    {
        var groups = await LoadGroupedBatchAsync(keys, cancellationToken);
        return groups.ToDictionary(g => g.Key, IReadOnlyList<TValue> (g) => [.. g]);
    }
}
