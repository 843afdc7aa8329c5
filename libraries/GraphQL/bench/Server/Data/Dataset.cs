using System.Collections.Immutable;
using System.Globalization;

namespace OrleansLedger.GraphQL.Bench.Server.Data;

/// <summary>
/// The data set. Everything follows from an index, by the same formulas as in <c>node/data.mjs</c>; fractions are eighths, which are exact in binary.
/// </summary>
public static class Dataset
{
    public static ImmutableArray<Product> Products { get; } = Range(100, Product);

    public static ImmutableArray<Category> Categories { get; } = Range(10, id => new Category(id, $"Category {id}"));

    public static ImmutableArray<Author> Authors { get; } = Range(40, id => new Author(id, $"Author {id}"));

    public static ImmutableArray<Reading> Readings { get; } = Range(10_000, Reading);

    /// <summary>The five reviews of each product; a product's id less one is its place.</summary>
    public static ImmutableArray<ImmutableArray<Review>> Reviews { get; } = Range(100, productId => Range(5, number => Review(productId, number)));

    private static Product Product(int id) => new(
        id,
        $"SKU-{Digits(id * 7919 % 100_000, 5)}",
        $"Product {id}",
        id % 7 == 0 ? null : $"A \"handy\" thing for every day, number {id}, made in Malmö",
        5 + (id * 37 % 400 / 4.0),
        id * 13 % 50,
        1 + (id * 3 % 17 / 4.0),
        id % 3 != 0,
        100 + (id * 17 % 900),
        $"2024-{Digits(1 + (id % 12), 2)}-{Digits(1 + (id % 28), 2)}",
        1 + (id * 3 % 10));

    private static Review Review(int productId, int number) => new(
        (productId * 10) + number,
        1 + ((productId + number) % 5),
        $"Review {number} of product {productId}: does what it should.",
        1 + (((productId * 5) + (number * 7)) % 40));

    private static Reading Reading(int id) => new(id, $"sensor-{id % 50}", id * 60, (id * 31 % 4000 / 8.0) - 100, id % 11 != 0);

    private static ImmutableArray<T> Range<T>(int count, Func<int, T> make) => [.. Enumerable.Range(1, count).Select(make)];

    private static string Digits(int number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}
