using System.Runtime.InteropServices;

namespace OrleansLedger.GraphQL.Language;

/// <summary>Where a node stands in its document: byte offsets into the UTF-8 source, <paramref name="End"/> exclusive.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceSpan(int Start, int End);

/// <summary>A node of the syntax tree. Trees are immutable and safe to share between threads.</summary>
public abstract class SyntaxNode(SourceSpan span)
{
    /// <summary>Byte offsets into the document's UTF-8 source.</summary>
    public SourceSpan Span { get; } = span;
}

/// <summary>A name: of a type, a field, an argument, and so on.</summary>
public sealed class NameNode(SourceSpan span, string value) : SyntaxNode(span)
{
    /// <summary>The name itself.</summary>
    public string Value { get; } = value;

    /// <inheritdoc />
    public override string ToString() => Value;
}
