using OrleansLedger.GraphQL.Bench.Server.Data;

namespace OrleansLedger.GraphQL.Bench.Server.Schema;

[QueryType]
public static class Query
{
    public static string Greeting(string name) => $"Hello, {name}!";

    [ListSize(SlicingArguments = ["first"])]
    public static IReadOnlyList<Product> GetProducts(int first) => new ArraySegment<Product>(ProductArray, 0, Math.Clamp(first, 0, ProductArray.Length));

    [ListSize(SlicingArguments = ["first"])]
    public static IReadOnlyList<Reading> GetReadings(int first) => new ArraySegment<Reading>(ReadingArray, 0, Math.Clamp(first, 0, ReadingArray.Length));

    /// <summary>Open subscriptions, and the memory of the process after a collection.</summary>
    public static Footprint GetFootprint(CountedTopics topics) => Footprint.Now(topics.Count);

    /// <summary>Open subscriptions.</summary>
    public static int GetSubscriptions(CountedTopics topics) => topics.Count;

    public static Batches GetBatches(Store store) => store.Batches;

    private static readonly Product[] ProductArray = [.. Dataset.Products];

    private static readonly Reading[] ReadingArray = [.. Dataset.Readings];
}
