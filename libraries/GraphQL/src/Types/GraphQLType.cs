using System.Diagnostics.CodeAnalysis;

namespace OrleansLedger.GraphQL.Types;

/// <summary>A type of a schema: a named one, or a list or non-null wrapper of another. Prints as in a document.</summary>
public abstract class GraphQLType
{
    /// <summary>The type inside all wrappers.</summary>
    public abstract NamedType Named { get; }

    /// <summary>Whether variables, arguments and input fields may have it.</summary>
    public bool IsInputType => Named is ScalarType or EnumType or InputObjectType;

    /// <summary>Whether fields may have it.</summary>
    public bool IsOutputType => Named is not InputObjectType;

    /// <summary>The same type without a non-null wrapper around it.</summary>
    public GraphQLType Nullable => this is NonNullType nonNull ? nonNull.OfType : this;

    /// <summary>Whether null is no value of it.</summary>
    public bool IsNonNull => this is NonNullType;
}

/// <summary><c>[OfType]</c></summary>
public sealed class ListType(GraphQLType ofType) : GraphQLType
{
    /// <summary>The items' type.</summary>
    public GraphQLType OfType { get; } = ofType;

    /// <inheritdoc />
    public override NamedType Named => OfType.Named;

    /// <inheritdoc />
    public override string ToString() => $"[{OfType}]";
}

/// <summary><c>OfType!</c></summary>
public sealed class NonNullType : GraphQLType
{
    /// <summary>Wraps a type that is not itself non-null.</summary>
    public NonNullType(GraphQLType ofType)
    {
        if (ofType is NonNullType)
        {
            throw new ArgumentException($"{ofType} is non-null already.", nameof(ofType));
        }

        OfType = ofType;
    }

    /// <summary>The type that may not be null.</summary>
    public GraphQLType OfType { get; }

    /// <inheritdoc />
    public override NamedType Named => OfType.Named;

    /// <inheritdoc />
    public override string ToString() => $"{OfType}!";
}

/// <summary>A type with a name.</summary>
public abstract class NamedType(string name) : GraphQLType, INamed
{
    /// <inheritdoc />
    public string Name { get; } = name;

    /// <summary>Its description in the schema, null without one.</summary>
    public string? Description { get; init; }

    /// <summary>The C# type its values have, null when values are looked at dynamically.</summary>
    public Type? RuntimeType { get; init; }

    /// <summary>Whether it is part of the introspection system (its name begins with two underscores).</summary>
    public bool IsIntrospection => Name.StartsWith("__", StringComparison.Ordinal);

    /// <inheritdoc />
    public override NamedType Named => this;

    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>A type whose values have fields: object or interface.</summary>
public abstract class FieldsType(string name) : NamedType(name)
{
    /// <summary>The fields in the order of their declaration.</summary>
    public NamedList<Field> Fields { get; internal set; } = NamedList<Field>.Empty;

    /// <summary>The interfaces it implements, those of its interfaces included.</summary>
    public NamedList<InterfaceType> Interfaces { get; internal set; } = NamedList<InterfaceType>.Empty;
}

/// <summary>An object type.</summary>
public sealed class ObjectType(string name) : FieldsType(name)
{
    /// <summary>Policies and roles every field of the type asks for.</summary>
    public IReadOnlyList<AuthorizeRequirement> Authorize { get; init; } = [];

    /// <summary>Whether a value is of this type; null when that is not asked.</summary>
    public Func<object, bool>? IsTypeOf { get; init; }
}

/// <summary>An interface type.</summary>
public sealed class InterfaceType(string name) : FieldsType(name), IAbstractType
{
    /// <inheritdoc />
    public Func<object, string?>? ResolveTypeName { get; init; }
}

/// <summary>A union type.</summary>
public sealed class UnionType(string name) : NamedType(name), IAbstractType
{
    /// <summary>The member types in the order of their declaration.</summary>
    public NamedList<ObjectType> Types { get; internal set; } = NamedList<ObjectType>.Empty;

    /// <inheritdoc />
    public Func<object, string?>? ResolveTypeName { get; init; }
}

/// <summary>A type whose values are of one of several object types: interface or union.</summary>
public interface IAbstractType : INamed
{
    /// <summary>Names the object type of a value; null leaves it to the value's C# type.</summary>
    Func<object, string?>? ResolveTypeName { get; }
}

/// <summary>An input object type.</summary>
public sealed class InputObjectType(string name) : NamedType(name)
{
    /// <summary>The fields in the order of their declaration.</summary>
    public NamedList<InputValue> Fields { get; internal set; } = NamedList<InputValue>.Empty;

    /// <summary>Whether exactly one field must be given (<c>@oneOf</c>).</summary>
    public bool IsOneOf { get; init; }

    /// <summary>Makes the C# object from coerced fields; null gives a dictionary by field name.</summary>
    public Func<InputFieldValues, object>? Create { get; init; }
}

/// <summary>The coerced fields of one input object, for <see cref="InputObjectType.Create"/>.</summary>
/// <param name="values">By the field's index in its type, in the C# type the field asks for; null where absent.</param>
/// <param name="present">Whether the field was given or has a default.</param>
public readonly struct InputFieldValues(object?[] values, bool[] present)
{
    private readonly object?[] values = values;
    private readonly bool[] present = present;

    /// <summary>The value of the field with this index, null where absent.</summary>
    public object? this[int index] => values[index];

    /// <summary>Whether the field was given or has a default.</summary>
    public bool Has(int index) => present[index];
}

/// <summary>What has a name in a schema.</summary>
public interface INamed
{
    /// <summary>The name, as documents spell it.</summary>
    string Name { get; }
}

/// <summary>Type arithmetic.</summary>
public static class TypeRelations
{
    /// <summary>Whether the type is a leaf: scalar or enum, inside no list.</summary>
    public static bool IsLeaf(this GraphQLType type, [NotNullWhen(true)] out LeafType? leaf)
    {
        leaf = type.Nullable as LeafType;
        return leaf is not null;
    }

    /// <summary>Whether two types are spelt the same.</summary>
    public static bool SameAs(this GraphQLType one, GraphQLType other) => (one, other) switch
    {
        (NonNullType a, NonNullType b) => a.OfType.SameAs(b.OfType),
        (ListType a, ListType b) => a.OfType.SameAs(b.OfType),
        _ => ReferenceEquals(one, other),
    };
}
