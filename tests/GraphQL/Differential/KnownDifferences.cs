namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>The cases in which this library answers otherwise than the reference, and why. GraphQL/README.md lists the same.</summary>
internal static class KnownDifferences
{
    public static IReadOnlyDictionary<string, string> ByCase { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Execution/(results): \" \" of outInt"] = "A blank string is no number: JavaScript takes it for 0.",
        ["Execution/(results): \" \" of outFloat"] = "A blank string is no number: JavaScript takes it for 0.",
        ["Validation/ValuesOfCorrectType/scalars-and-enums.cases: a Float beyond 64 bits is a literal like any other to graphql-js"] = "A number beyond a double is refused: JavaScript takes it for infinity, which no response can carry.",
    };
}
