namespace OrleansLedger.GraphQL.Language;

/// <summary>A definition or extension of the type system.</summary>
public abstract class TypeSystemNode(SourceSpan span, IReadOnlyList<DirectiveNode> directives) : DefinitionNode(span, directives);

/// <summary><c>schema { query: Query }</c></summary>
public sealed class SchemaDefinitionNode(
    SourceSpan span, StringValueNode? description, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<OperationTypeNode> operationTypes)
    : TypeSystemNode(span, directives)
{
    /// <summary>The text before it, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The root types.</summary>
    public IReadOnlyList<OperationTypeNode> OperationTypes { get; } = operationTypes;
}

/// <summary><c>extend schema</c></summary>
public sealed class SchemaExtensionNode(
    SourceSpan span, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<OperationTypeNode> operationTypes)
    : TypeSystemNode(span, directives)
{
    /// <summary>The root types added.</summary>
    public IReadOnlyList<OperationTypeNode> OperationTypes { get; } = operationTypes;
}

/// <summary><c>query: Query</c></summary>
public sealed class OperationTypeNode(SourceSpan span, OperationKind operation, NamedTypeNode type) : SyntaxNode(span)
{
    /// <summary>The kind of operation.</summary>
    public OperationKind Operation { get; } = operation;

    /// <summary>Its root type.</summary>
    public NamedTypeNode Type { get; } = type;
}

/// <summary><c>directive @name on FIELD</c></summary>
public sealed class DirectiveDefinitionNode(
    SourceSpan span, StringValueNode? description, NameNode name, IReadOnlyList<InputValueDefinitionNode> arguments, bool repeatable, IReadOnlyList<NameNode> locations)
    : TypeSystemNode(span, [])
{
    /// <summary>The text before it, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>Its name, without @.</summary>
    public NameNode Name { get; } = name;

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<InputValueDefinitionNode> Arguments { get; } = arguments;

    /// <summary>Whether it may be applied more than once at a place.</summary>
    public bool Repeatable { get; } = repeatable;

    /// <summary>Where it may be applied.</summary>
    public IReadOnlyList<NameNode> Locations { get; } = locations;
}

/// <summary>A type definition, or an extension of one.</summary>
public abstract class TypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives)
    : TypeSystemNode(span, directives)
{
    /// <summary>Whether it begins with <c>extend</c>.</summary>
    public bool IsExtension { get; } = isExtension;

    /// <summary>The text before it, null without one and for extensions.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The type's name.</summary>
    public NameNode Name { get; } = name;
}

/// <summary><c>scalar Name</c></summary>
public sealed class ScalarTypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives)
    : TypeDefinitionNode(span, isExtension, description, name, directives);

/// <summary><c>type Name implements Interface { }</c></summary>
public sealed class ObjectTypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<NamedTypeNode> interfaces, IReadOnlyList<FieldDefinitionNode> fields)
    : TypeDefinitionNode(span, isExtension, description, name, directives)
{
    /// <summary>The interfaces it implements.</summary>
    public IReadOnlyList<NamedTypeNode> Interfaces { get; } = interfaces;

    /// <summary>Its fields.</summary>
    public IReadOnlyList<FieldDefinitionNode> Fields { get; } = fields;
}

/// <summary><c>interface Name { }</c></summary>
public sealed class InterfaceTypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<NamedTypeNode> interfaces, IReadOnlyList<FieldDefinitionNode> fields)
    : TypeDefinitionNode(span, isExtension, description, name, directives)
{
    /// <summary>The interfaces it implements.</summary>
    public IReadOnlyList<NamedTypeNode> Interfaces { get; } = interfaces;

    /// <summary>Its fields.</summary>
    public IReadOnlyList<FieldDefinitionNode> Fields { get; } = fields;
}

/// <summary><c>union Name = A | B</c></summary>
public sealed class UnionTypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<NamedTypeNode> types)
    : TypeDefinitionNode(span, isExtension, description, name, directives)
{
    /// <summary>The member types.</summary>
    public IReadOnlyList<NamedTypeNode> Types { get; } = types;
}

/// <summary><c>enum Name { A B }</c></summary>
public sealed class EnumTypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<EnumValueDefinitionNode> values)
    : TypeDefinitionNode(span, isExtension, description, name, directives)
{
    /// <summary>Its values.</summary>
    public IReadOnlyList<EnumValueDefinitionNode> Values { get; } = values;
}

/// <summary><c>input Name { }</c></summary>
public sealed class InputObjectTypeDefinitionNode(
    SourceSpan span, bool isExtension, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives, IReadOnlyList<InputValueDefinitionNode> fields)
    : TypeDefinitionNode(span, isExtension, description, name, directives)
{
    /// <summary>Its fields.</summary>
    public IReadOnlyList<InputValueDefinitionNode> Fields { get; } = fields;
}

/// <summary>A field of an object or interface type.</summary>
public sealed class FieldDefinitionNode(
    SourceSpan span, StringValueNode? description, NameNode name, IReadOnlyList<InputValueDefinitionNode> arguments, TypeNode type, IReadOnlyList<DirectiveNode> directives)
    : SyntaxNode(span)
{
    /// <summary>The text before it, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The field's name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<InputValueDefinitionNode> Arguments { get; } = arguments;

    /// <summary>Its type.</summary>
    public TypeNode Type { get; } = type;

    /// <summary>The directives applied to it.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}

/// <summary>An argument, or a field of an input object.</summary>
public sealed class InputValueDefinitionNode(
    SourceSpan span, StringValueNode? description, NameNode name, TypeNode type, ValueNode? defaultValue, IReadOnlyList<DirectiveNode> directives)
    : SyntaxNode(span)
{
    /// <summary>The text before it, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>Its name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>Its type.</summary>
    public TypeNode Type { get; } = type;

    /// <summary>The value it has when none is given, null without one.</summary>
    public ValueNode? DefaultValue { get; } = defaultValue;

    /// <summary>The directives applied to it.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}

/// <summary>A value of an enum.</summary>
public sealed class EnumValueDefinitionNode(
    SourceSpan span, StringValueNode? description, NameNode name, IReadOnlyList<DirectiveNode> directives)
    : SyntaxNode(span)
{
    /// <summary>The text before it, null without one.</summary>
    public StringValueNode? Description { get; } = description;

    /// <summary>The value's name.</summary>
    public NameNode Name { get; } = name;

    /// <summary>The directives applied to it.</summary>
    public IReadOnlyList<DirectiveNode> Directives { get; } = directives;
}
