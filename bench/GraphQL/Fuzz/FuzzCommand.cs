using System.CommandLine;

namespace OrleansLedger.GraphQL.Bench.Fuzz;

internal static class FuzzCommand
{
    public static Command Create() => new("fuzz");
}
