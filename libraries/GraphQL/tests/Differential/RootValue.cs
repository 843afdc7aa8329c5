using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>The values that a root's JSON stands for, special objects included.</summary>
internal static class RootValue
{
    private static readonly ConditionalWeakTable<IDictionary<string, object?>, TickCount> Ticks = [];

    /// <summary>A member of the parent; a task where the JSON says that it comes later.</summary>
    public static object? Read(ResolverContext context, string field) =>
        context.Source is JsonElement { ValueKind: JsonValueKind.Object } source && source.TryGetProperty(field, out var value) ? Meant(value, context) : null;

    /// <summary>The value with every task in it waited for. Failures stay values.</summary>
    public static async Task<object?> SettledAsync(object? value)
    {
        switch (value)
        {
            case Task<object?> task:
                return await SettledAsync(await task);
            case List<object?> items:
                var settled = new List<object?>(items.Count);
                foreach (var item in items)
                {
                    settled.Add(await SettledAsync(item));
                }

                return settled;
            default:
                return value;
        }
    }

    /// <summary>The events a subscription's root field holds.</summary>
    public static async ValueTask<IAsyncEnumerable<object?>> SubscribeAsync(ResolverContext context, string field)
    {
        var source = await SettledAsync(Read(context, field));
        return source switch
        {
            Exception failure => throw failure,
            List<object?> events => EventsAsync(events),
            _ => throw new GraphQLException($"Subscription field must return Async Iterable. Received: {Inspection.Of(source)}."),
        };
    }

    private static async IAsyncEnumerable<object?> EventsAsync(List<object?> events)
    {
        foreach (var item in events)
        {
            await Task.Yield();
            yield return item is Exception failure ? throw failure : item;
        }
    }

    private static object? Meant(JsonElement json, ResolverContext context)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.Array:
                return json.EnumerateArray().Select(item => Meant(item, context)).ToList();
            case JsonValueKind.Object when json.EnumerateObject().Count() == 1:
                var special = json.EnumerateObject().Single();
                return special.Name switch
                {
                    "$error" => new GraphQLException(special.Value.GetString()!),
                    "$async" => Later(() => Meant(special.Value, context)),
                    "$asyncError" => Later(() => new GraphQLException(special.Value.GetString()!)),
                    "$args" => SortedArguments(context),
                    "$tick" => Ticks.GetOrCreateValue(context.RequestData).Next(),
                    "$asyncAfterTick" => AfterTick(Ticks.GetOrCreateValue(context.RequestData), () => Meant(special.Value, context)),
                    _ => json,
                };
            default:
                return json;
        }
    }

    private static async Task<object?> Later(Func<object?> value)
    {
        await Task.Yield();
        return value();
    }

    private static async Task<object?> AfterTick(TickCount ticks, Func<object?> value)
    {
        // Fields that do not run side by side would wait for each other.
        await ticks.First.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return value();
    }

    private static string SortedArguments(ResolverContext context)
    {
        var given = context.Field.Arguments.Index().Where(a => context.HasArgument(a.Index));
        return ArgumentText.Of(new JsonObject(given.Select(a => KeyValuePair.Create(a.Item.Name, Json(context.Argument(a.Index))))));
    }

    private static JsonNode? Json(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        JsonElement json => JsonNode.Parse(json.GetRawText()),
        object?[] items => new JsonArray([.. items.Select(Json)]),
        IReadOnlyDictionary<string, object?> members => new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Json(m.Value)))),
        _ => throw new InvalidOperationException($"An argument came as {value.GetType()}."),
    };

    /// <summary>The ticks read so far in an operation.</summary>
    private sealed class TickCount
    {
        private readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int count;

        /// <summary>Completes when the first one has been read.</summary>
        public Task First => first.Task;

        public int Next()
        {
            var next = Interlocked.Increment(ref count);
            first.TrySetResult();
            return next;
        }
    }
}
