namespace OrleansLedger.GraphQL.Bench.Server.Data;

/// <summary>Ten scalar fields, and the key of the category.</summary>
public sealed record Product(
    [property: ID] int Id, string Sku, string Name, string? Summary, double Price, int Stock, double Rating, bool Available, int Weight, string AddedOn, [property: GraphQLIgnore] int CategoryId);

public sealed record Category([property: ID] int Id, string Name);

public sealed record Review([property: ID] int Id, int Stars, string Text, [property: GraphQLIgnore] int AuthorId);

public sealed record Author([property: ID] int Id, string Name);
