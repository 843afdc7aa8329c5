using System.Text.Json;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Tests.Fuzzing.Forest;

public sealed class TreeById : BatchDataLoader<int, Tree>
{
    protected override async Task<IReadOnlyDictionary<int, Tree>> LoadBatchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return keys.Any(id => id > 12) ? throw new ForestException() : keys.Where(id => id % 5 != 0).ToDictionary(id => id, id => new Tree(id));
    }
}

[ObjectType<Tree>]
public static class TreeNode
{
    public static async Task<Tree?> GetNeighbourAsync([Parent] Tree tree, TreeById trees) => await trees.LoadAsync(tree.Id + 1);

    public static async Task<Tree> GetSiblingAsync([Parent] Tree tree, TreeById trees) => (await trees.LoadAsync(tree.Id + 2))!;

    public static async Task<IEnumerable<Tree>> GetSeedlingsAsync([Parent] Tree tree)
    {
        await Task.Yield();
        return tree.Children();
    }

    public static async Task<string?> GetLateAsync([Parent] Tree tree)
    {
        await Task.Yield();
        return tree.Id % 3 == 0 ? throw new ForestException() : "late";
    }
}

[QueryType]
public static class ForestQueries
{
    public static Tree? GetTree([ID] int id = 3) => id < 0 ? null : new Tree(id % 10);

    public static Tree? GetTreeBy(TreeBy by) => by.Id is { } id ? GetTree(Math.Abs(id % 10)) : by.Name is null ? null : new Tree(by.Name.Length % 10);

    public static IEnumerable<Tree> GetTrees(TreeFilter? filter, IReadOnlyList<Season>? seasons, int first = 2) =>
        new Tree(1).Children(Math.Min(first, filter?.Limit ?? first)).Where(tree => seasons is null || seasons.Contains(tree.Season));

    public static IEnumerable<IPlant> GetPlants() => new Tree(2).Plants();

    public static IEnumerable<IGrowth?> GetGrowths() => [.. new Tree(3).Growths(), null];

    public static JsonElement? Echo(JsonElement? value) => value;

    public static IReadOnlyList<IReadOnlyList<int?>?>? Nested(IReadOnlyList<IReadOnlyList<int?>?>? numbers) => numbers;

    public static string Join(string text, IReadOnlyList<string?> texts, bool loud = false) => loud ? text.ToUpperInvariant() : string.Join(text, texts);

    public static double Sum(double a, decimal? b, long c = 1) => a + (double)(b ?? 0) + c;

    public static DateTimeOffset? When(DateTimeOffset? at, DateOnly? on, Guid? tag, Uri? page) => tag is null && page is null && on is null ? at : null;

    [UsePaging(DefaultPageSize = 2, MaxPageSize = 5)]
    public static IReadOnlyList<Tree> GetWood() => [.. new Tree(0).Children(4)];

    public static async Task<Tree> GetSlowAsync()
    {
        await Task.Yield();
        return new Tree(4);
    }

    public static async IAsyncEnumerable<Tree> GetWalkAsync(int length = 2)
    {
        for (var id = 0; id < Math.Clamp(length, 0, 4); id++)
        {
            await Task.Yield();
            yield return new Tree(id);
        }
    }

    [Authorize]
    public static string Fenced() => "inside";
}

[MutationType]
public static class ForestMutations
{
    public static Tree Graft(GraftInput input) => new(input.Id.Length);

    public static async Task<int> PlantAsync(int count = 1)
    {
        await Task.Yield();
        return count % 2 == 0 ? throw new ForestException() : count;
    }
}

[SubscriptionType]
public static class ForestSubscriptions
{
    [Subscribe]
    public static async IAsyncEnumerable<int> CountDown(int from = 2)
    {
        for (var i = Math.Clamp(from, 0, 3); i > 0; i--)
        {
            await Task.Yield();
            yield return i;
        }
    }

    [Subscribe(With = nameof(Fallen))]
    public static Tree TreeFallen([EventMessage] Tree tree) => tree;

    public static async IAsyncEnumerable<Tree> Fallen()
    {
        for (var id = 0; id < 3; id++)
        {
            await Task.Yield();
            yield return new Tree(id);
        }
    }
}
