using System.CommandLine;

namespace OrleansLedger.GraphQL.Bench.Attacks;

internal static class AttacksCommand
{
    public static Command Create() => new("attacks");
}
