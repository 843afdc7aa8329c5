using OrleansLedger.GraphQL;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Subscriptions;
using OrleansLedger.GraphQL.Transports;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<Shop>();
builder.Services.AddGraphQLServer().AddTypes(typeof(Program).Assembly);

var app = builder.Build();
app.MapGraphQL();
app.Run();

/// <summary>Something to buy.</summary>
public sealed record Product([property: ID] int Id, string Name, decimal Price, [property: GraphQLIgnore] int MakerId);

public sealed record Maker([property: ID] int Id, string Name);

public sealed record AddProductInput(string Name, decimal Price, [property: ID] int MakerId);

public sealed class Shop
{
    public List<Maker> Makers { get; } = [new(1, "Kvarn"), new(2, "Ugn")];

    public List<Product> Products { get; } = [new(1, "Flour", 2.50m, 1), new(2, "Oats", 1.75m, 1), new(3, "Bread", 4.00m, 2)];
}

[QueryType]
public static class ProductQueries
{
    /// <summary>Products in the order they were added.</summary>
    [UsePaging(MaxPageSize = 100)]
    public static IReadOnlyList<Product> GetProducts(Shop shop) => shop.Products;
}

[ObjectType<Product>]
public static class ProductNode
{
    public static async Task<Maker> GetMakerAsync([Parent] Product product, MakerById makers) =>
        await makers.LoadAsync(product.MakerId) ?? throw new GraphQLException($"Maker {product.MakerId} has gone.", "MAKER_GONE");
}

/// <summary>Fetches the makers of all products of an answer in one go.</summary>
public sealed class MakerById(Shop shop) : BatchDataLoader<int, Maker>
{
    protected override Task<IReadOnlyDictionary<int, Maker>> LoadBatchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<int, Maker>>(shop.Makers.Where(m => keys.Contains(m.Id)).ToDictionary(m => m.Id));
}

[MutationType]
public static class ProductMutations
{
    public static async Task<Product> AddProductAsync(AddProductInput input, Shop shop, ITopicEventSender topics, CancellationToken cancellationToken)
    {
        if (input.Price <= 0)
        {
            throw new GraphQLException($"A price must be more than 0; this is {input.Price}.", "PRICE_TOO_LOW");
        }

        var product = new Product(shop.Products.Count + 1, input.Name, input.Price, input.MakerId);
        shop.Products.Add(product);
        await topics.SendAsync("products", product, cancellationToken);
        return product;
    }
}

[SubscriptionType]
public static class ProductSubscriptions
{
    [Subscribe]
    [Topic("products")]
    public static Product ProductAdded([EventMessage] Product product) => product;
}
