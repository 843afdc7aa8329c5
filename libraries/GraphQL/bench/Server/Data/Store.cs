using System.Collections.Immutable;

namespace OrleansLedger.GraphQL.Bench.Server.Data;

/// <summary>How often data were fetched in batches, since the process began.</summary>
public sealed record Batches(int Categories, int Reviews, int Authors);

/// <summary>
/// What a store would answer: asynchronous, in batches, in the order of the keys. There is no input or output behind it. Each fetch gives up its thread
/// once: a method that only claims to be asynchronous would spare ours what the Node servers pay for. Counts its batches; safe from many threads.
/// </summary>
public sealed class Store
{
    private int _categories;
    private int _reviews;
    private int _authors;

    public Batches Batches => new(Volatile.Read(ref _categories), Volatile.Read(ref _reviews), Volatile.Read(ref _authors));

    public async Task<IReadOnlyList<Category>> CategoriesAsync(IReadOnlyList<int> ids)
    {
        Interlocked.Increment(ref _categories);
        await Task.Yield();
        return [.. ids.Select(id => Dataset.Categories[id - 1])];
    }

    /// <summary>All five reviews of each product.</summary>
    public async Task<IReadOnlyList<ImmutableArray<Review>>> ReviewsAsync(IReadOnlyList<int> productIds)
    {
        Interlocked.Increment(ref _reviews);
        await Task.Yield();
        return [.. productIds.Select(productId => Dataset.Reviews[productId - 1])];
    }

    public async Task<IReadOnlyList<Author>> AuthorsAsync(IReadOnlyList<int> ids)
    {
        Interlocked.Increment(ref _authors);
        await Task.Yield();
        return [.. ids.Select(id => Dataset.Authors[id - 1])];
    }
}
