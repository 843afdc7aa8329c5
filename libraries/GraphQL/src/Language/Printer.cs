namespace OrleansLedger.GraphQL.Language;

/// <summary>Writes syntax trees as text.</summary>
public static class Printer
{
    /// <summary>The text of a node and everything under it, indented by two spaces, without a line break at its end. Comments and the layout of the original are not in a tree.</summary>
    /// <exception cref="InsufficientExecutionStackException">The tree is nested too deep for this thread's stack.</exception>
    public static string Print(SyntaxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var writer = new SyntaxWriter();
        writer.Write(node);
        return writer.ToString();
    }
}
