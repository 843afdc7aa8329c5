using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>Makes a schema from a document of type definitions that passed <see cref="SdlValidation"/>.</summary>
internal sealed class SdlSchemaBuilder
{
    private readonly SdlOptions options;
    private readonly SchemaSource source;
    private readonly SchemaParts parts = new();
    private readonly Dictionary<string, NamedType> types = new(StringComparer.Ordinal);
    private readonly ILookup<string, TypeDefinitionNode> extensions;

    private SdlSchemaBuilder(DocumentNode document, SdlOptions options)
    {
        this.options = options;
        extensions = document.Definitions.OfType<TypeDefinitionNode>().Where(d => d.IsExtension).ToLookup(d => d.Name.Value, StringComparer.Ordinal);
        source = new SchemaSource(document) { SchemaNodes = [.. document.Definitions.Where(d => d is SchemaDefinitionNode), .. document.Definitions.Where(d => d is SchemaExtensionNode)] };
        parts.Source = source;
        foreach (var type in ScalarTypes.Standard.Concat<NamedType>(parts.Introspection.All))
        {
            types[type.Name] = type;
        }
    }

    public static Schema Build(string sdl, Action<SdlOptions>? configure)
    {
        var chosen = new SdlOptions();
        configure?.Invoke(chosen);
        var document = Parser.Parse(sdl, ParserOptions.Trusted);
        SchemaException.ThrowIfAny(SdlValidation.Check(document));
        var schema = Build(document, chosen);
        SchemaException.ThrowIfAny(SchemaCheck.Check(schema));
        return schema;
    }

    /// <summary>The schema of a document without errors of its own; what the schema as a whole breaks is not looked at.</summary>
    public static Schema Build(DocumentNode document, SdlOptions options) => new SdlSchemaBuilder(document, options).Build();

    private Schema Build()
    {
        var definitions = source.Document.Definitions.OfType<TypeDefinitionNode>().Where(d => !d.IsExtension).ToList();
        var declared = new List<NamedType>();
        foreach (var definition in definitions)
        {
            // A definition of a standard scalar or an introspection type stands for the one there is.
            if (!types.TryGetValue(definition.Name.Value, out var type))
            {
                type = Declare(definition);
                types.Add(type.Name, type);
                declared.Add(type);
            }

            parts.Types.Add(type);
        }

        foreach (var type in declared)
        {
            Fill(type);
        }

        foreach (var definition in source.Document.Definitions.OfType<DirectiveDefinitionNode>())
        {
            parts.Directives.Add(DirectiveOf(definition));
        }

        SetRoots();
        return new Schema(parts);
    }

    private NamedType Declare(TypeDefinitionNode definition)
    {
        var name = definition.Name.Value;
        var description = definition.Description?.Value;
        NamedType type = definition switch
        {
            ScalarTypeDefinitionNode => ScalarOf(definition, description),
            ObjectTypeDefinitionNode => new ObjectType(name) { Description = description },
            InterfaceTypeDefinitionNode => new InterfaceType(name) { Description = description, ResolveTypeName = SourceValues.TypeNameOf },
            UnionTypeDefinitionNode => new UnionType(name) { Description = description, ResolveTypeName = SourceValues.TypeNameOf },
            EnumTypeDefinitionNode => new EnumType(name) { Description = description },
            InputObjectTypeDefinitionNode => new InputObjectType(name) { Description = description, IsOneOf = AppliedDirectives.IsOneOf(definition.Directives) },
            _ => throw new InvalidOperationException($"The definition of \"{name}\" is of no known kind."),
        };
        return source.Declared(type, All(definition));
    }

    private ScalarType ScalarOf(TypeDefinitionNode definition, string? description)
    {
        var name = definition.Name.Value;
        var implementation = options.Scalars.FirstOrDefault(s => s.Name == name);
        return implementation ?? new JsonType(name)
        {
            Description = description,
            SpecifiedByUrl = All(definition).Select(d => AppliedDirectives.SpecifiedByUrl(d.Directives)).LastOrDefault(url => url is not null),
        };
    }

    private void Fill(NamedType type)
    {
        var nodes = source.NodesOf(type);
        switch (type)
        {
            case FieldsType fields:
                var interfaces = nodes.SelectMany(n => n is ObjectTypeDefinitionNode o ? o.Interfaces : ((InterfaceTypeDefinitionNode)n).Interfaces);
                var declared = nodes.SelectMany(n => n is ObjectTypeDefinitionNode o ? o.Fields : ((InterfaceTypeDefinitionNode)n).Fields);
                fields.Fields = new(declared.Select(f => FieldOf(fields, f)));
                source.Interfaces[fields] = [.. interfaces.Select(i => types[i.Name.Value])];
                fields.Interfaces = new(source.Interfaces[fields].OfType<InterfaceType>());
                break;
            case UnionType union:
                source.Members[union] = [.. nodes.Cast<UnionTypeDefinitionNode>().SelectMany(n => n.Types).Select(t => types[t.Name.Value])];
                union.Types = new(source.Members[union].OfType<ObjectType>());
                break;
            case EnumType enumeration:
                enumeration.Values = new(nodes.Cast<EnumTypeDefinitionNode>().SelectMany(n => n.Values).Select(EnumValueOf));
                break;
            case InputObjectType input:
                input.Fields = new(nodes.Cast<InputObjectTypeDefinitionNode>().SelectMany(n => n.Fields).Select(InputValueOf));
                break;
        }
    }

    private Field FieldOf(FieldsType type, FieldDefinitionNode node)
    {
        var name = node.Name.Value;
        var isResolved = type is ObjectType;
        return source.Declared(
            new Field(name, TypeOf(node.Type))
            {
                Description = node.Description?.Value,
                DeprecationReason = AppliedDirectives.DeprecationReason(node.Directives),
                Arguments = new(node.Arguments.Select(InputValueOf)),
                Resolver = isResolved ? options.Resolver?.Invoke(type.Name, name) ?? SourceValues.ResolverOf(name) : null,
                Subscriber = isResolved ? options.Subscriber?.Invoke(type.Name, name) : null,
            },
            node);
    }

    private InputValue InputValueOf(InputValueDefinitionNode node) => source.Declared(
        new InputValue(node.Name.Value, TypeOf(node.Type))
        {
            Description = node.Description?.Value,
            DefaultValue = node.DefaultValue,
            DeprecationReason = AppliedDirectives.DeprecationReason(node.Directives),
        },
        node);

    private EnumValue EnumValueOf(EnumValueDefinitionNode node) => source.Declared(
        new EnumValue(node.Name.Value, node.Name.Value)
        {
            Description = node.Description?.Value,
            DeprecationReason = AppliedDirectives.DeprecationReason(node.Directives),
        },
        node);

    private DirectiveType DirectiveOf(DirectiveDefinitionNode node) => source.Declared(
        new DirectiveType(node.Name.Value)
        {
            Description = node.Description?.Value,
            IsRepeatable = node.Repeatable,
            Locations = [.. node.Locations.Select(l => l.Value)],
            Arguments = new(node.Arguments.Select(InputValueOf)),
        },
        node);

    private GraphQLType TypeOf(TypeNode node) => node switch
    {
        NonNullTypeNode nonNull => new NonNullType(TypeOf(nonNull.Type)),
        ListTypeNode list => new ListType(TypeOf(list.Type)),
        NamedTypeNode named => types[named.Name.Value],
        _ => throw new InvalidOperationException($"{node} is no reference to a type."),
    };

    private void SetRoots()
    {
        var definition = source.SchemaNodes.OfType<SchemaDefinitionNode>().FirstOrDefault();
        parts.Description = definition?.Description?.Value;
        foreach (var operation in source.SchemaNodes.SelectMany(n => n is SchemaDefinitionNode d ? d.OperationTypes : ((SchemaExtensionNode)n).OperationTypes))
        {
            source.Roots[operation.Operation] = types[operation.Type.Name.Value];
        }

        if (definition is null)
        {
            // Without a definition of the schema a type is a root by its name.
            foreach (var kind in Enum.GetValues<OperationKind>())
            {
                if (parts.Types.Find(t => t.Name == kind.ToString()) is { } type)
                {
                    source.Roots[kind] = type;
                }
            }
        }

        parts.Query = source.Roots.GetValueOrDefault(OperationKind.Query) as ObjectType;
        parts.Mutation = source.Roots.GetValueOrDefault(OperationKind.Mutation) as ObjectType;
        parts.Subscription = source.Roots.GetValueOrDefault(OperationKind.Subscription) as ObjectType;
    }

    /// <summary>A definition and its extensions.</summary>
    private IEnumerable<TypeDefinitionNode> All(TypeDefinitionNode definition) => extensions[definition.Name.Value].Prepend(definition);
}
