using System.Text.Json;

namespace OrleansLedger.GraphQL.Tests.Fuzzing.Forest;

/// <summary>What grows. Every value follows from an id, so that a request has one answer.</summary>
[InterfaceType]
public interface IPlant
{
    [ID]
    int Id { get; }

    string Name { get; }
}

[UnionType]
public interface IGrowth;

public enum Season
{
    Spring,
    Summer,
    [GraphQLDeprecated("It is FALL.")]
    Autumn,
    Winter,
}

/// <summary>A tree whose relatives are trees, as deep as one asks.</summary>
public sealed record Tree([property: ID] int Id) : IPlant, IGrowth
{
    public string Name => $"Träd \"{Id}\"\n";

    public double Height => Id / 8.0;

    public decimal? Price => Id % 3 == 0 ? null : Id * 1.10m;

    public long Leaves => 10_000_000_000L * Id;

    public bool IsTall => Id % 2 == 0;

    public Guid Tag => new(Id, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public DateTimeOffset PlantedAt => DateTimeOffset.UnixEpoch.AddDays(Id);

    public DateOnly? FelledOn => Id % 4 == 0 ? null : new DateOnly(2024, 1, 1 + (Id % 28));

    public Season Season => (Season)(Id % 4);

    public Uri Page => new($"https://forest.example/{Id}");

    public Tree? Parent => Id == 0 ? null : new Tree(Id - 1);

    public string Impossible => null!;

    public string Broken => throw new ForestException();

    public string? MaybeBroken => Id % 2 == 0 ? throw new ForestException() : "whole";

    public double NoNumber => double.NaN;

    public IReadOnlyList<string?> Rings => ["a", null, "b"];

    public IReadOnlyList<IReadOnlyList<int?>> Grid => [[1, 2], [], [null]];

    public IEnumerable<Tree> Children(int first = 2) => Enumerable.Range(Id + 1, Math.Clamp(first, 0, 4)).Select(id => new Tree(id));

    /// <summary>Items that are null, or fail.</summary>
    public IEnumerable<Tree?> Doubtful() => [this, null, new Tree(Id + 1)];

    public IEnumerable<IPlant> Plants() => [new Moss(Id), this];

    public IReadOnlyList<IGrowth> Growths() => [this, new Mushroom($"Svamp {Id}", Id % 2 == 0)];
}

public sealed record Moss([property: ID] int Id) : IPlant
{
    public string Name => "Mossa";

    public string? Colour => Id % 2 == 0 ? null : "green";

    public Tree On => new(Id);
}

public sealed record Mushroom(string Label, bool Edible) : IGrowth
{
    public string Warn(string text = "careful", int times = 1) => string.Concat(Enumerable.Repeat(text, Math.Clamp(times, 0, 3)));
}

/// <summary>Which trees.</summary>
public sealed record TreeFilter(string? Name, IReadOnlyList<Season>? Seasons, TreeFilter? Not, IReadOnlyList<TreeFilter>? Any, double? MinHeight, int Limit = 3);

[OneOf]
public sealed record TreeBy([property: ID] int? Id, string? Name, TreeFilter? Filter);

public sealed class GraftInput
{
    [ID]
    public required string Id { get; init; }

    public Optional<string?> Note { get; init; }

    public DateOnly? On { get; init; }

    public decimal Weight { get; init; } = 1.5m;

    public Guid? Tag { get; init; }

    public JsonElement? Extra { get; init; }
}

/// <summary>A failure on purpose: any other one behind an error is the engine's.</summary>
public sealed class ForestException : Exception
{
    public ForestException()
        : base("A branch fell.")
    {
    }
}
