using System.CommandLine;
using OrleansLedger.GraphQL.Bench.Allocations;
using OrleansLedger.GraphQL.Bench.Attacks;
using OrleansLedger.GraphQL.Bench.Compare;
using OrleansLedger.GraphQL.Bench.Fuzz;
using OrleansLedger.GraphQL.Bench.Subscriptions;

namespace OrleansLedger.GraphQL.Bench;

/// <summary>The command line. Every command ends with 0 when it showed what it is for, with 1 otherwise.</summary>
internal static class BenchCommand
{
    public static RootCommand Create() => new("Measures the GraphQL engine.")
    {
        CompareCommand.Create(),
        AllocationsCommand.Create(),
        FuzzCommand.Create(),
        AttacksCommand.Create(),
        SubscriptionsCommand.Create(),
    };
}
