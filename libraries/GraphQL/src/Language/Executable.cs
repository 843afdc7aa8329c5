namespace OrleansLedger.GraphQL.Language;

/// <summary>What an operation does.</summary>
public enum OperationKind
{
    /// <summary>Reads.</summary>
    Query,

    /// <summary>Changes, one root field after the other.</summary>
    Mutation,

    /// <summary>Listens to a stream of events.</summary>
    Subscription,
}

/// <summary>An operation or a fragment.</summary>
public abstract class ExecutableDefinitionNode(SourceSpan span, StringValueNode? description, NameNode? name, IReadOnlyList<DirectiveNode> directives, SelectionSetNode selectionSet)
    : DefinitionNode(span, directives)
{
    /// <summary>The text before the definition, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The name; null for an anonymous operation.</summary>
    public NameNode? Name { get; } = name;

    /// <summary>What is selected.</summary>
    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary>A query, mutation or subscription.</summary>
public sealed class OperationDefinitionNode(
    SourceSpan span,
    StringValueNode? description,
    OperationKind operation,
    NameNode? name,
    IReadOnlyList<VariableDefinitionNode> variables,
    IReadOnlyList<DirectiveNode> directives,
    SelectionSetNode selectionSet)
    : ExecutableDefinitionNode(span, description, name, directives, selectionSet)
{
    /// <summary>What the operation does.</summary>
    public OperationKind Operation { get; } = operation;

    /// <summary>The variables it declares.</summary>
    public IReadOnlyList<VariableDefinitionNode> Variables { get; } = variables;
}

/// <summary>A named fragment.</summary>
public sealed class FragmentDefinitionNode(
    SourceSpan span,
    StringValueNode? description,
    NameNode name,
    NamedTypeNode typeCondition,
    IReadOnlyList<DirectiveNode> directives,
    SelectionSetNode selectionSet)
    : ExecutableDefinitionNode(span, description, name, directives, selectionSet)
{
    /// <summary>The fragment's name.</summary>
    public new NameNode Name { get; } = name;

    /// <summary>The type the fragment applies to.</summary>
    public NamedTypeNode TypeCondition { get; } = typeCondition;
}

/// <summary>A variable an operation declares.</summary>
public sealed class VariableDefinitionNode(
    SourceSpan span, StringValueNode? description, VariableNode variable, TypeNode type, ValueNode? defaultValue, IReadOnlyList<DirectiveNode> directives)
    : SyntaxNode(span)
{
    /// <summary>The text before the variable, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The variable.</summary>
    public VariableNode Variable { get; } = variable;

    /// <summary>Its type.</summary>
    public TypeNode Type { get; } = type;

    /// <summary>The value it has when none is given, null without one.</summary>
    public ValueNode? DefaultValue { get; } = defaultValue;

    /// <summary>The directives applied to it.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}

/// <summary>What stands between braces.</summary>
public sealed class SelectionSetNode(SourceSpan span, IReadOnlyList<SelectionNode> selections) : SyntaxNode(span)
{
    /// <summary>Fields and fragments, at least one.</summary>
    public IReadOnlyList<SelectionNode> Selections { get; } = selections;
}

/// <summary>A field, a fragment spread or an inline fragment.</summary>
public abstract class SelectionNode(SourceSpan span, IReadOnlyList<DirectiveNode> directives) : SyntaxNode(span)
{
    /// <summary>The directives applied to the selection.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}

/// <summary>A selected field.</summary>
public sealed class FieldNode(
    SourceSpan span, NameNode? alias, NameNode name, IReadOnlyList<ArgumentNode> arguments, IReadOnlyList<DirectiveNode> directives, SelectionSetNode? selectionSet)
    : SelectionNode(span, directives)
{
    /// <summary>The name it has in the response, null when that is the field's own.</summary>
    public NameNode? Alias { get; } = alias;

    /// <summary>The field's name in its type.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The arguments given.</summary>
    public IReadOnlyList<ArgumentNode> Arguments { get; } = arguments;

    /// <summary>What is selected under it, null for a leaf.</summary>
    public SelectionSetNode? SelectionSet { get; } = selectionSet;

    /// <summary>The key in the response: alias or name.</summary>
    public string ResponseName => (Alias ?? Name).Value;
}

/// <summary><c>...Name</c></summary>
public sealed class FragmentSpreadNode(SourceSpan span, NameNode name, IReadOnlyList<DirectiveNode> directives) : SelectionNode(span, directives)
{
    /// <summary>The fragment's name.</summary>
    public NameNode Name { get; } = name;
}

/// <summary><c>... on Type { }</c> or <c>... { }</c></summary>
public sealed class InlineFragmentNode(SourceSpan span, NamedTypeNode? typeCondition, IReadOnlyList<DirectiveNode> directives, SelectionSetNode selectionSet)
    : SelectionNode(span, directives)
{
    /// <summary>The type it applies to, null when it applies to the enclosing one.</summary>
    public NamedTypeNode? TypeCondition { get; } = typeCondition;

    /// <summary>What is selected.</summary>
    public SelectionSetNode SelectionSet { get; } = selectionSet;
}

/// <summary><c>name: value</c></summary>
public sealed class ArgumentNode(SourceSpan span, NameNode name, ValueNode value) : SyntaxNode(span)
{
    /// <summary>The argument's name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The value given.</summary>
    public ValueNode Value { get; } = value;
}

/// <summary><c>@name(arguments)</c></summary>
public sealed class DirectiveNode(SourceSpan span, NameNode name, IReadOnlyList<ArgumentNode> arguments) : SyntaxNode(span)
{
    /// <summary>The directive's name, without @.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The arguments given.</summary>
    public IReadOnlyList<ArgumentNode> Arguments { get; } = arguments;
}
