namespace OrleansLedger.GraphQL.Language;

/// <summary>A value as written in a document, or a variable that stands for one.</summary>
public abstract class ValueNode(SourceSpan span) : SyntaxNode(span);

/// <summary><c>$name</c></summary>
public sealed class VariableNode(SourceSpan span, NameNode name) : ValueNode(span)
{
    /// <summary>The variable's name, without $.</summary>
    public NameNode Name { get; } = name;
}

/// <summary>An integer.</summary>
public sealed class IntValueNode(SourceSpan span, string value) : ValueNode(span)
{
    /// <summary>The digits as written, of any length, with a sign when negative.</summary>
    public string Value { get; } = value;
}

/// <summary>A number with a fraction or an exponent.</summary>
public sealed class FloatValueNode(SourceSpan span, string value) : ValueNode(span)
{
    /// <summary>The number as written.</summary>
    public string Value { get; } = value;
}

/// <summary>A string or block string.</summary>
public sealed class StringValueNode(SourceSpan span, string value, bool block) : ValueNode(span)
{
    /// <summary>The string it means: escapes replaced, a block string's common indentation removed.</summary>
    public string Value { get; } = value;

    /// <summary>Whether it was written with three quotes.</summary>
    public bool Block { get; } = block;
}

/// <summary><c>true</c> or <c>false</c></summary>
public sealed class BooleanValueNode(SourceSpan span, bool value) : ValueNode(span)
{
    /// <summary>The value.</summary>
    public bool Value { get; } = value;
}

/// <summary><c>null</c></summary>
public sealed class NullValueNode(SourceSpan span) : ValueNode(span);

/// <summary>A name used as a value.</summary>
public sealed class EnumValueNode(SourceSpan span, string value) : ValueNode(span)
{
    /// <summary>The enum value's name.</summary>
    public string Value { get; } = value;
}

/// <summary><c>[a, b]</c></summary>
public sealed class ListValueNode(SourceSpan span, IReadOnlyList<ValueNode> values) : ValueNode(span)
{
    /// <summary>The items.</summary>
    public IReadOnlyList<ValueNode> Values { get; } = values;
}

/// <summary><c>{ name: value }</c></summary>
public sealed class ObjectValueNode(SourceSpan span, IReadOnlyList<ObjectFieldNode> fields) : ValueNode(span)
{
    /// <summary>The fields in the order of the text.</summary>
    public IReadOnlyList<ObjectFieldNode> Fields { get; } = fields;
}

/// <summary>A field of an object value.</summary>
public sealed class ObjectFieldNode(SourceSpan span, NameNode name, ValueNode value) : SyntaxNode(span)
{
    /// <summary>The field's name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The value given.</summary>
    public ValueNode Value { get; } = value;
}
