using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Types.Introspection;

/// <summary>The introspection system of one schema: types like any other, their resolvers reading the schema's model.</summary>
internal sealed class IntrospectionTypes
{
    private static readonly GraphQLType Text = ScalarTypes.String;
    private static readonly GraphQLType RequiredText = new NonNullType(ScalarTypes.String);
    private static readonly GraphQLType RequiredBoolean = new NonNullType(ScalarTypes.Boolean);

    private readonly ObjectType schemaType = new("__Schema")
    {
        Description = "A GraphQL Schema defines the capabilities of a GraphQL server. It exposes all available types and directives on the server, as well as the entry points for query, mutation, and subscription operations.",
        RuntimeType = typeof(Schema),
    };

    private readonly ObjectType typeType = new("__Type")
    {
        Description = "The fundamental unit of any GraphQL Schema is the type. There are many kinds of types in GraphQL as represented by the `__TypeKind` enum.\n\nDepending on the kind of a type, certain fields describe information about that type. Scalar types provide no information beyond a name, description and optional `specifiedByURL`, while Enum types provide their values. Object and Interface types provide the fields they describe. Abstract types, Union and Interface, provide the Object types possible at runtime. List and NonNull types compose other types.",
        RuntimeType = typeof(GraphQLType),
    };

    private readonly ObjectType fieldType = new("__Field")
    {
        Description = "Object and Interface types are described by a list of Fields, each of which has a name, potentially a list of arguments, and a return type.",
        RuntimeType = typeof(Field),
    };

    private readonly ObjectType inputValueType = new("__InputValue")
    {
        Description = "Arguments provided to Fields or Directives and the input fields of an InputObject are represented as Input Values which describe their type and optionally a default value.",
        RuntimeType = typeof(InputValue),
    };

    private readonly ObjectType enumValueType = new("__EnumValue")
    {
        Description = "One possible value for a given Enum. Enum values are unique values, not a placeholder for a string or numeric value. However an Enum value is returned in a JSON response as a string.",
        RuntimeType = typeof(EnumValue),
    };

    private readonly ObjectType directiveType = new("__Directive")
    {
        Description = "A Directive provides a way to describe alternate runtime execution and type validation behavior in a GraphQL document.\n\nIn some cases, you need to provide options to alter GraphQL's execution behavior in ways field arguments will not suffice, such as conditionally including or skipping a field. Directives provide this by describing additional information to the executor.",
        RuntimeType = typeof(DirectiveType),
    };

    private readonly EnumType kindType = new("__TypeKind")
    {
        Description = "An enum describing what kind of type a given `__Type` is.",
        RuntimeType = typeof(TypeKind),
        Values = new(
        [
            Kind("SCALAR", TypeKind.Scalar, "Indicates this type is a scalar."),
            Kind("OBJECT", TypeKind.Object, "Indicates this type is an object. `fields` and `interfaces` are valid fields."),
            Kind("INTERFACE", TypeKind.Interface, "Indicates this type is an interface. `fields`, `interfaces`, and `possibleTypes` are valid fields."),
            Kind("UNION", TypeKind.Union, "Indicates this type is a union. `possibleTypes` is a valid field."),
            Kind("ENUM", TypeKind.Enum, "Indicates this type is an enum. `enumValues` is a valid field."),
            Kind("INPUT_OBJECT", TypeKind.InputObject, "Indicates this type is an input object. `inputFields` is a valid field."),
            Kind("LIST", TypeKind.List, "Indicates this type is a list. `ofType` is a valid field."),
            Kind("NON_NULL", TypeKind.NonNull, "Indicates this type is a non-null. `ofType` is a valid field."),
        ]),
    };

    private readonly EnumType locationType = new("__DirectiveLocation")
    {
        Description = "A Directive can be adjacent to many parts of the GraphQL language, a __DirectiveLocation describes one such possible adjacencies.",
        RuntimeType = typeof(string),
        Values = new(DirectiveLocations.All.Select(l => new EnumValue(l.Name, l.Name) { Description = l.Description })),
    };

    private Schema? schema;

    public IntrospectionTypes()
    {
        schemaType.Fields = new(SchemaFields());
        typeType.Fields = new(TypeFields());
        fieldType.Fields = new(FieldFields());
        inputValueType.Fields = new(InputValueFields());
        enumValueType.Fields = new(EnumValueFields());
        directiveType.Fields = new(DirectiveFields());
        All = new([schemaType, typeType, kindType, fieldType, inputValueType, enumValueType, directiveType, locationType]);

        SchemaField = Of("__schema", new NonNullType(schemaType), _ => Subject, "Access the current type schema of this server.");
        TypeField = new Field("__type", typeType)
        {
            Description = "Request the type information of a single type.",
            Arguments = new([new InputValue("name", RequiredText)]),
            Resolver = FieldResolver.Of(context => Subject.Types.Find((string)context.Argument(0)!)),
        };
        TypenameField = Of("__typename", RequiredText, context => context.ParentType.Name, "The name of the current Object type at runtime.");
    }

    /// <summary>The types, <c>__Schema</c> first.</summary>
    public NamedList<NamedType> All { get; }

    /// <summary><c>__schema</c>, on the query type.</summary>
    public Field SchemaField { get; }

    /// <summary><c>__type(name:)</c>, on the query type.</summary>
    public Field TypeField { get; }

    /// <summary><c>__typename</c>, on every type with fields and on unions.</summary>
    public Field TypenameField { get; }

    private Schema Subject => schema ?? throw new InvalidOperationException("Introspection was asked before its schema was complete.");

    /// <summary>Says which schema is described. Once.</summary>
    public void Describe(Schema described) => schema = described;

    private static EnumValue Kind(string name, TypeKind kind, string description) => new(name, kind) { Description = description };

    private static Field Of<T>(string name, GraphQLType type, Func<ResolverContext, T> resolve, string? description = null) =>
        new(name, type) { Description = description, Resolver = FieldResolver.Of(resolve) };

    private static Field Of<TParent, T>(string name, GraphQLType type, Func<TParent, T> read, string? description = null) =>
        Of(name, type, context => read(context.Parent<TParent>()), description);

    private static Field WithDeprecated<TParent, TItem>(string name, GraphQLType type, Func<TParent, IReadOnlyList<TItem>?> read, Func<TItem, string?> reason, string? description = null) =>
        new(name, type)
        {
            Description = description,
            Arguments = new([new InputValue("includeDeprecated", RequiredBoolean) { DefaultValue = new BooleanValueNode(default, value: false) }]),
            Resolver = FieldResolver.Of(context =>
            {
                var items = read(context.Parent<TParent>());
                return items is null || context.Argument(0) is true ? items : [.. items.Where(i => reason(i) is null)];
            }),
        };

    private static GraphQLType ListOf(GraphQLType item) => new ListType(new NonNullType(item));

    private static GraphQLType RequiredListOf(GraphQLType item) => new NonNullType(ListOf(item));

    private IEnumerable<Field> SchemaFields() =>
    [
        Of<Schema, string?>("description", Text, s => s.Description),
        Of<Schema, NamedList<NamedType>>("types", RequiredListOf(typeType), s => s.Types, "A list of all types supported by this server."),
        Of<Schema, ObjectType?>("queryType", new NonNullType(typeType), s => s.Query, "The type that query operations will be rooted at."),
        Of<Schema, ObjectType?>("mutationType", typeType, s => s.Mutation, "If this server supports mutation, the type that mutation operations will be rooted at."),
        Of<Schema, ObjectType?>("subscriptionType", typeType, s => s.Subscription, "If this server support subscription, the type that subscription operations will be rooted at."),
        WithDeprecated<Schema, DirectiveType>("directives", RequiredListOf(directiveType), s => s.Directives, _ => null, "A list of all directives supported by this server."),
    ];

    private IEnumerable<Field> TypeFields() =>
    [
        Of<GraphQLType, TypeKind>("kind", new NonNullType(kindType), KindOf),
        Of<GraphQLType, string?>("name", Text, t => (t as NamedType)?.Name),
        Of<GraphQLType, string?>("description", Text, t => (t as NamedType)?.Description),
        Of<GraphQLType, string?>("specifiedByURL", Text, t => (t as ScalarType)?.SpecifiedByUrl),
        WithDeprecated<GraphQLType, Field>("fields", ListOf(fieldType), t => (t as FieldsType)?.Fields, f => f.DeprecationReason),
        Of<GraphQLType, IReadOnlyList<InterfaceType>?>("interfaces", ListOf(typeType), t => (t as FieldsType)?.Interfaces),
        Of<GraphQLType, IReadOnlyList<ObjectType>?>("possibleTypes", ListOf(typeType), PossibleTypes),
        WithDeprecated<GraphQLType, EnumValue>("enumValues", ListOf(enumValueType), t => (t as EnumType)?.Values, v => v.DeprecationReason),
        WithDeprecated<GraphQLType, InputValue>("inputFields", ListOf(inputValueType), t => (t as InputObjectType)?.Fields, f => f.DeprecationReason),
        Of<GraphQLType, GraphQLType?>("ofType", typeType, t => t switch { ListType list => list.OfType, NonNullType nonNull => nonNull.OfType, _ => null }),
        Of<GraphQLType, bool?>("isOneOf", ScalarTypes.Boolean, t => (t as InputObjectType)?.IsOneOf),
    ];

    private IEnumerable<Field> FieldFields() =>
    [
        Of<Field, string>("name", RequiredText, f => f.Name),
        Of<Field, string?>("description", Text, f => f.Description),
        WithDeprecated<Field, InputValue>("args", RequiredListOf(inputValueType), f => f.Arguments, a => a.DeprecationReason),
        Of<Field, GraphQLType>("type", new NonNullType(typeType), f => f.Type),
        Of<Field, bool>("isDeprecated", RequiredBoolean, f => f.DeprecationReason is not null),
        Of<Field, string?>("deprecationReason", Text, f => f.DeprecationReason),
    ];

    private IEnumerable<Field> InputValueFields() =>
    [
        Of<InputValue, string>("name", RequiredText, v => v.Name),
        Of<InputValue, string?>("description", Text, v => v.Description),
        Of<InputValue, GraphQLType>("type", new NonNullType(typeType), v => v.Type),
        Of<InputValue, string?>("defaultValue", Text, v => v.DefaultValue is { } value ? Printer.Print(value) : null, "A GraphQL-formatted string representing the default value for this input value."),
        Of<InputValue, bool>("isDeprecated", RequiredBoolean, v => v.DeprecationReason is not null),
        Of<InputValue, string?>("deprecationReason", Text, v => v.DeprecationReason),
    ];

    private static IEnumerable<Field> EnumValueFields() =>
    [
        Of<EnumValue, string>("name", RequiredText, v => v.Name),
        Of<EnumValue, string?>("description", Text, v => v.Description),
        Of<EnumValue, bool>("isDeprecated", RequiredBoolean, v => v.DeprecationReason is not null),
        Of<EnumValue, string?>("deprecationReason", Text, v => v.DeprecationReason),
    ];

    private IEnumerable<Field> DirectiveFields() =>
    [
        Of<DirectiveType, string>("name", RequiredText, d => d.Name),
        Of<DirectiveType, string?>("description", Text, d => d.Description),
        Of<DirectiveType, bool>("isRepeatable", RequiredBoolean, d => d.IsRepeatable),
        Of<DirectiveType, IReadOnlyList<string>>("locations", RequiredListOf(locationType), d => d.Locations),
        WithDeprecated<DirectiveType, InputValue>("args", RequiredListOf(inputValueType), d => d.Arguments, a => a.DeprecationReason),
        Of<DirectiveType, bool>("isDeprecated", RequiredBoolean, _ => false),
        Of<DirectiveType, string?>("deprecationReason", Text, _ => null),
    ];

    private static TypeKind KindOf(GraphQLType type) => type switch
    {
        ScalarType => TypeKind.Scalar,
        ObjectType => TypeKind.Object,
        InterfaceType => TypeKind.Interface,
        UnionType => TypeKind.Union,
        EnumType => TypeKind.Enum,
        InputObjectType => TypeKind.InputObject,
        ListType => TypeKind.List,
        NonNullType => TypeKind.NonNull,
        _ => throw new InvalidOperationException($"{type} is of no kind."),
    };

    private IReadOnlyList<ObjectType>? PossibleTypes(GraphQLType type) => type switch
    {
        UnionType union => union.Types,
        InterfaceType contract => [.. Subject.Types.OfType<ObjectType>().Where(t => t.Interfaces.Find(contract.Name) == contract)],
        _ => null,
    };
}
