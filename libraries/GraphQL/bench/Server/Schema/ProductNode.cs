using OrleansLedger.GraphQL.Bench.Server.Data;

namespace OrleansLedger.GraphQL.Bench.Server.Schema;

[ObjectType<Product>]
public static class ProductNode
{
    public static Task<Category> GetCategoryAsync([Parent] Product product, CategoryById categories) => categories.LoadAsync(product.CategoryId)!;

    [ListSize(SlicingArguments = ["first"])]
    public static async Task<IEnumerable<Review>> GetReviewsAsync([Parent] Product product, int first, ReviewsByProduct reviews) =>
        (await reviews.LoadAsync(product.Id)).Take(Math.Min(first, 5));
}

[ObjectType<Review>]
public static class ReviewNode
{
    public static Task<Author> GetAuthorAsync([Parent] Review review, AuthorById authors) => authors.LoadAsync(review.AuthorId)!;
}
