namespace OrleansLedger.GraphQL.Language;

/// <summary>A reference to a type: <c>Name</c>, <c>[Name]</c>, <c>Name!</c>.</summary>
public abstract class TypeNode(SourceSpan span) : SyntaxNode(span);

/// <summary><c>Name</c></summary>
public sealed class NamedTypeNode(SourceSpan span, NameNode name) : TypeNode(span)
{
    /// <summary>The type's name.</summary>
    public NameNode Name { get; } = name;

    /// <inheritdoc />
    public override string ToString() => Name.Value;
}

/// <summary><c>[Type]</c></summary>
public sealed class ListTypeNode(SourceSpan span, TypeNode type) : TypeNode(span)
{
    /// <summary>The items' type.</summary>
    public TypeNode Type { get; } = type;

    /// <inheritdoc />
    public override string ToString() => $"[{Type}]";
}

/// <summary><c>Type!</c></summary>
public sealed class NonNullTypeNode(SourceSpan span, TypeNode type) : TypeNode(span)
{
    /// <summary>The type that may not be null: named or list.</summary>
    public TypeNode Type { get; } = type;

    /// <inheritdoc />
    public override string ToString() => $"{Type}!";
}
