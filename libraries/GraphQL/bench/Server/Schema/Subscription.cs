using OrleansLedger.GraphQL.Bench.Server.Data;
using OrleansLedger.GraphQL.Subscriptions;

namespace OrleansLedger.GraphQL.Bench.Server.Schema;

/// <summary>One event of a topic.</summary>
public sealed record Tick(int Number, string Text);

[SubscriptionType]
public static class Subscription
{
    [Subscribe]
    [Topic("ticks-{topic}")]
    public static Tick Ticks(string topic, [EventMessage] Tick tick) => topic.Length > 0 ? tick : throw new GraphQLException("A topic has a name.");
}

[MutationType]
public static class Mutation
{
    /// <summary>Publishes events, numbered from <paramref name="first"/>.</summary>
    public static async Task<int> PublishAsync(string topic, int first, int count, ITopicEventSender sender, CancellationToken cancellationToken)
    {
        for (var number = first; number < first + count; number++)
        {
            await sender.SendAsync($"ticks-{topic}", new Tick(number, "An event of the usual length."), cancellationToken);
        }

        return count;
    }
}
