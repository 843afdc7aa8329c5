namespace OrleansLedger.GraphQL.Bench.Server.Data;

/// <summary>Ten scalar fields, and the key of the category.</summary>
public sealed record Product(
    int Id, string Sku, string Name, string? Summary, double Price, int Stock, double Rating, bool Available, int Weight, string AddedOn, int CategoryId);

public sealed record Category(int Id, string Name);

public sealed record Review(int Id, int Stars, string Text, int AuthorId);

public sealed record Author(int Id, string Name);
