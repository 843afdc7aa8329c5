namespace OrleansLedger.GraphQL.Execution;

/// <summary>
/// Fetches values by key in batches: resolvers ask for single keys, and when no resolver can go on without an answer, all keys asked for
/// are fetched in one call. Values are kept for the request. One instance a request, with services from its constructor.
/// </summary>
/// <typeparam name="TKey">What is asked for; compared by its equality.</typeparam>
/// <typeparam name="TValue">What is found.</typeparam>
public abstract class BatchDataLoader<TKey, TValue> : IDataLoader
    where TKey : notnull
{
    private readonly Lock gate = new();
    private readonly Dictionary<TKey, TaskCompletionSource<TValue?>> known = [];
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
        TaskCompletionSource<TValue?>? source;
        lock (gate)
        {
            if (known.TryGetValue(key, out source))
            {
                return source.Task;
            }

            // Continuations run inside the executor's loop: what they ask for goes into the next batch together.
            source = new TaskCompletionSource<TValue?>();
            known.Add(key, source);
            first = waiting.Count == 0;
            waiting.Add(key);
        }

        if (first)
        {
            completions.Wake();
        }

        return source.Task;
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

        foreach (var chunk in keys.Chunk(MaxBatchSize))
        {
            Start(chunk);
        }

        return keys.Count > 0;
    }

    private void Start(TKey[] keys)
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

    private TaskCompletionSource<TValue?> SourceOf(TKey key)
    {
        lock (gate)
        {
            return known[key];
        }
    }

    private sealed class Batch(BatchDataLoader<TKey, TValue> loader, TKey[] keys, Task<IReadOnlyDictionary<TKey, TValue>> fetch) : ICompletion
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

            foreach (var key in keys)
            {
                var source = loader.SourceOf(key);
                if (failure is not null)
                {
                    source.SetException(failure);
                }
                else
                {
                    source.SetResult(values!.TryGetValue(key, out var value) ? value : default);
                }
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
