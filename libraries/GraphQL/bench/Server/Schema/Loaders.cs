using System.Collections.Immutable;
using OrleansLedger.GraphQL.Bench.Server.Data;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Bench.Server.Schema;

public sealed class CategoryById(Store store) : BatchDataLoader<int, Category>
{
    protected override async Task<IReadOnlyDictionary<int, Category>> LoadBatchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken) =>
        (await store.CategoriesAsync(keys)).ToDictionary(c => c.Id);
}

public sealed class ReviewsByProduct(Store store) : BatchDataLoader<int, ImmutableArray<Review>>
{
    protected override async Task<IReadOnlyDictionary<int, ImmutableArray<Review>>> LoadBatchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken) =>
        keys.Zip(await store.ReviewsAsync(keys)).ToDictionary(p => p.First, p => p.Second);
}

public sealed class AuthorById(Store store) : BatchDataLoader<int, Author>
{
    protected override async Task<IReadOnlyDictionary<int, Author>> LoadBatchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken) =>
        (await store.AuthorsAsync(keys)).ToDictionary(a => a.Id);
}
