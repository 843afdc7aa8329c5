using System.CommandLine;

namespace OrleansLedger.GraphQL.Bench.Subscriptions;

internal static class SubscriptionsCommand
{
    public static Command Create() => new("subscriptions");
}
