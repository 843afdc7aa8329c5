namespace OrleansLedger.GraphQL.Language;

/// <summary>Prints syntax trees.</summary>
public static class Printer
{
    /// <summary>The text of a node.</summary>
    public static string Print(SyntaxNode node) => node.ToString() ?? "";
}
