namespace OrleansLedger.GraphQL.Language;

/// <summary>A parsed document: operations and fragments, type definitions, or both.</summary>
public sealed class DocumentNode(SourceSpan span, ReadOnlyMemory<byte> source, IReadOnlyList<DefinitionNode> definitions) : SyntaxNode(span)
{
    /// <summary>The UTF-8 text that was parsed.</summary>
    public ReadOnlyMemory<byte> Source { get; } = source;

    /// <summary>The definitions in the order of the text.</summary>
    public IReadOnlyList<DefinitionNode> Definitions { get; } = definitions;

    /// <summary>Where a node of this document begins, as line and column.</summary>
    public SourceLocation LocationOf(SyntaxNode node) => SourceLocation.Of(Source.Span, node.Span.Start);
}

/// <summary>A top-level element of a document.</summary>
public abstract class DefinitionNode(SourceSpan span, IReadOnlyList<DirectiveNode> directives) : SyntaxNode(span)
{
    /// <summary>The directives applied to the definition.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}
