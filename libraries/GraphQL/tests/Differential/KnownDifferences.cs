using System.Text.RegularExpressions;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>The cases in which this library answers otherwise than the reference, and why. libraries/GraphQL/README.md lists the same.</summary>
internal static partial class KnownDifferences
{
    public static IReadOnlyDictionary<string, string> ByCase { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Execution/(results): \" \" of outInt"] = "A blank string is no number: JavaScript takes it for 0.",
        ["Execution/(results): \" \" of outFloat"] = "A blank string is no number: JavaScript takes it for 0.",
        ["Validation/ValuesOfCorrectType/scalars-and-enums.cases: a Float beyond 64 bits is a literal like any other to graphql-js"] = "A number beyond a double is refused: JavaScript takes it for infinity, which no response can carry.",
    };

    /// <summary>Whether a text may have syntax later than September 2025 that graphql-js cannot switch off: directives on directive definitions.</summary>
    public static bool HasLaterSyntax(string document) => LaterSyntax().IsMatch(document);

    [GeneratedRegex(@"extend[\s,\uFEFF]*directive|directive[\s,\uFEFF]*@[\s,\uFEFF]*\w+[^{}]*@", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LaterSyntax();
}
