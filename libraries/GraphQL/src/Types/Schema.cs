using System.Collections.Concurrent;
using System.Collections.Frozen;
using OrleansLedger.GraphQL.Types.Definition;
using OrleansLedger.GraphQL.Types.Introspection;

namespace OrleansLedger.GraphQL.Types;

/// <summary>A complete schema. Read-only and safe to share between threads.</summary>
public sealed class Schema
{
    private readonly FrozenDictionary<string, FrozenSet<ObjectType>> possibleTypes;

    private readonly ConcurrentDictionary<(Type Runtime, NamedType Abstract), string?> typeNames = new();

    internal Schema(SchemaParts parts)
    {
        Description = parts.Description;
        Query = parts.Query;
        Mutation = parts.Mutation;
        Subscription = parts.Subscription;
        Directives = new NamedList<DirectiveType>([.. parts.Directives, .. StandardDirectives.All.Where(d => parts.Directives.TrueForAll(own => own.Name != d.Name))]);
        Types = new NamedList<NamedType>(TypeCollector.Collect(parts.Types, Directives, parts.Introspection));
        Source = parts.Source;
        Introspection = parts.Introspection;
        Introspection.Describe(this);
        possibleTypes = Types.Where(t => t is IAbstractType).ToFrozenDictionary(t => t.Name, t => PossibleTypesOf(t).ToFrozenSet(), StringComparer.Ordinal);
    }

    /// <summary>The schema's description, null without one.</summary>
    public string? Description { get; }

    /// <summary>The root type of queries; null only in schemas that the schema check refuses.</summary>
    public ObjectType? Query { get; }

    /// <summary>The root type of mutations, null without any.</summary>
    public ObjectType? Mutation { get; }

    /// <summary>The root type of subscriptions, null without any.</summary>
    public ObjectType? Subscription { get; }

    /// <summary>Every named type, the introspection types and built-in scalars included.</summary>
    public NamedList<NamedType> Types { get; }

    /// <summary>Every directive, the built-in ones included.</summary>
    public NamedList<DirectiveType> Directives { get; }

    /// <summary>The introspection types and the fields that lead to them.</summary>
    internal IntrospectionTypes Introspection { get; }

    /// <summary>The text the schema was read from, null for schemas made from code.</summary>
    internal SchemaSource? Source { get; }

    /// <summary>Reads a schema from its definition language and checks it.</summary>
    /// <param name="sdl">Definitions and extensions of types, directives and the schema itself.</param>
    /// <param name="configure">Says where fields' values come from; without it, from dictionaries and JSON objects by the field's name.</param>
    /// <exception cref="GraphQLSyntaxException">The text does not follow the grammar.</exception>
    /// <exception cref="SchemaException">The schema breaks rules of the specification; all of them are listed.</exception>
    public static Schema Parse(string sdl, Action<SdlOptions>? configure = null) => SdlSchemaBuilder.Build(sdl, configure);

    /// <summary>The object types a value of an abstract type may have; the type itself for an object type; none for others.</summary>
    public IReadOnlySet<ObjectType> PossibleTypes(NamedType type) =>
        type is ObjectType one ? FrozenSet.Create(one) : possibleTypes.GetValueOrDefault(type.Name, FrozenSet<ObjectType>.Empty);

    /// <summary>Whether an object type is one of an abstract type's, without making a set for object types.</summary>
    public bool IsPossible(NamedType abstractType, ObjectType type) =>
        ReferenceEquals(abstractType, type) || (possibleTypes.TryGetValue(abstractType.Name, out var possible) && possible.Contains(type));

    /// <summary>Whether every value of <paramref name="type"/> is one of <paramref name="super"/> (the specification's covariance).</summary>
    public bool IsSubtype(GraphQLType type, GraphQLType super) => (type, super) switch
    {
        (NonNullType a, NonNullType b) => IsSubtype(a.OfType, b.OfType),
        (NonNullType a, _) => IsSubtype(a.OfType, super),
        (_, NonNullType) => false,
        (ListType a, ListType b) => IsSubtype(a.OfType, b.OfType),
        (ListType, _) or (_, ListType) => false,
        (ObjectType a, NamedType b) => IsPossible(b, a),
        (InterfaceType a, InterfaceType b) => ReferenceEquals(a, b) || a.Interfaces.Find(b.Name) == b,
        _ => ReferenceEquals(type, super),
    };

    /// <summary>The object type, among those of an abstract type, whose values are of this C# class or a base of it; null when there is none.</summary>
    internal string? TypeNameOf(Type runtimeType, NamedType abstractType) =>
        typeNames.GetOrAdd((runtimeType, abstractType), key =>
            PossibleTypes(key.Abstract).Where(t => t.RuntimeType?.IsAssignableFrom(key.Runtime) == true).MaxBy(t => DepthOf(t.RuntimeType!))?.Name);

    private static int DepthOf(Type type) => type.BaseType is { } parent ? DepthOf(parent) + 1 : 0;

    private IEnumerable<ObjectType> PossibleTypesOf(NamedType type) => type switch
    {
        UnionType union => union.Types,
        InterfaceType contract => Types.OfType<ObjectType>().Where(t => t.Interfaces.Find(contract.Name) == contract),
        _ => [],
    };
}

/// <summary>What a schema is made of, before it is one. Standard directives, scalars and the introspection types need not be added.</summary>
internal sealed class SchemaParts
{
    public string? Description { get; set; }

    public ObjectType? Query { get; set; }

    public ObjectType? Mutation { get; set; }

    public ObjectType? Subscription { get; set; }

    public List<NamedType> Types { get; } = [];

    public List<DirectiveType> Directives { get; } = [];

    public IntrospectionTypes Introspection { get; } = new();

    public SchemaSource? Source { get; set; }
}
