using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation;

/// <summary>What the rules know of the document and of the place where the walker is, and where they report to.</summary>
internal sealed class ValidationContext(Schema schema, GraphQLOptions options)
{
    private readonly List<GraphQLError> errors = [];
    private readonly List<DefinitionOutline> reached = [];
    private readonly Dictionary<string, DefinitionOutline> firstWithSpreads = new(StringComparer.Ordinal);
    private LocationCursor locations = null!;

    public Schema Schema { get; } = schema;

    public DocumentOutline Outline { get; private set; } = null!;

    public DocumentNode Document => Outline.Document;

    public IReadOnlyList<GraphQLError> Errors => errors;

    /// <summary>Whether suggestions are made.</summary>
    public bool Suggests => options.Suggestions;

    /// <summary>Whether there are as many errors as are reported, and validation ends.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>How many errors are still looked at: those allowed, and one more to say that there are more.</summary>
    public int ErrorsLeft => IsStopped ? 0 : options.MaxValidationErrors - errors.Count is var left && left < int.MaxValue ? left + 1 : left;

    /// <summary>The type whose fields are selected here; null where it is unknown or has none.</summary>
    public NamedType? ParentType { get; set; }

    /// <summary>The type of the field, fragment or operation here; null where it is unknown.</summary>
    public GraphQLType? Type { get; set; }

    /// <summary>The field here; null where it is unknown.</summary>
    public Field? Field { get; set; }

    /// <summary>The field's type and name, for errors.</summary>
    public string FieldCoordinate => $"{(Field!.Name.StartsWith("__", StringComparison.Ordinal) ? "<meta>" : ParentType!.Name)}.{Field.Name}";

    /// <summary>The directive applied here; null outside of directives, and where it is unknown.</summary>
    public DirectiveType? Directive { get; set; }

    /// <summary>Where the directives here are applied, in the specification's words.</summary>
    public string DirectiveLocation { get; set; } = "";

    /// <summary>Whether the argument here is a directive's.</summary>
    public bool IsInDirective { get; set; }

    /// <summary>Whether this is a definition of the type system, where it does not belong.</summary>
    public bool IsInTypeSystem { get; set; }

    /// <summary>The argument here; null where it is unknown.</summary>
    public InputValue? Argument { get; set; }

    /// <summary>Begins with a document.</summary>
    public void Begin(DocumentOutline outline)
    {
        errors.Clear();
        reached.Clear();
        firstWithSpreads.Clear();
        Outline = outline;
        locations = new LocationCursor(outline.Document.Source);
        IsStopped = false;
        ParentType = null;
        Type = null;
        Field = null;
        Directive = null;
        Argument = null;
    }

    /// <summary>A field of a type, the introspection fields included.</summary>
    public Field? FieldOf(NamedType parent, string name)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            var introspection = Schema.Introspection;
            return name == introspection.TypenameField.Name ? introspection.TypenameField
                : !ReferenceEquals(parent, Schema.Query) ? null
                : name == introspection.SchemaField.Name ? introspection.SchemaField
                : name == introspection.TypeField.Name ? introspection.TypeField
                : null;
        }

        return (parent as FieldsType)?.Fields.Find(name);
    }

    /// <summary>The type a fragment applies to; null when it is unknown or has no fields.</summary>
    public NamedType? CompositeType(NamedTypeNode node) => Schema.Types.Find(node.Name.Value) is (FieldsType or UnionType) and var type ? type : null;

    /// <summary>The named type in a reference to a type; null when it is unknown.</summary>
    public NamedType? NamedTypeOf(TypeNode node) => node switch
    {
        NonNullTypeNode nonNull => NamedTypeOf(nonNull.Type),
        ListTypeNode list => NamedTypeOf(list.Type),
        _ => Schema.Types.Find(((NamedTypeNode)node).Name.Value),
    };

    /// <summary>The type a document writes; null when it is unknown.</summary>
    public GraphQLType? TypeOf(TypeNode node) => node switch
    {
        NonNullTypeNode nonNull => TypeOf(nonNull.Type) is { } inner ? new NonNullType(inner) : null,
        ListTypeNode list => TypeOf(list.Type) is { } inner ? new ListType(inner) : null,
        _ => Schema.Types.Find(((NamedTypeNode)node).Name.Value),
    };

    /// <summary>The type an operation begins at; null when the schema has none for its kind.</summary>
    public ObjectType? RootType(OperationDefinitionNode operation) => operation.Operation switch
    {
        OperationKind.Query => Schema.Query,
        OperationKind.Mutation => Schema.Mutation,
        _ => Schema.Subscription,
    };

    /// <summary>An operation and the fragments it comes to through spreads. The list is good until the next call.</summary>
    public IReadOnlyList<DefinitionOutline> ReachedFrom(OperationDefinitionNode operation)
    {
        if (reached.Count == 0 || !ReferenceEquals(reached[0].Node, operation))
        {
            var outline = Outline.Of(operation);
            reached.Clear();
            reached.Add(outline);
            Outline.Reach(FirstWithSpreadsOf(outline), Outline.NewMark(), reached);
        }

        return reached;
    }

    /// <summary>The first operation with the same spreads: the reference remembers what they come to, and tells of it in the order in which it met them first.</summary>
    private DefinitionOutline FirstWithSpreadsOf(DefinitionOutline operation)
    {
        if (operation.Spreads.Count < 2 || Outline.Definitions.Count < 2)
        {
            return operation;
        }

        var spreads = string.Join(' ', operation.Spreads.Select(s => s.Node.Name.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return firstWithSpreads.TryAdd(spreads, operation) ? operation : firstWithSpreads[spreads];
    }

    /// <summary>The definition of a directive that stands in the document itself, for errors of documents that mix types and operations; null as a rule.</summary>
    public DirectiveDefinitionNode? DirectiveDefinedHere(DirectiveNode node)
    {
        if (!Outline.HasTypeSystem)
        {
            return null;
        }

        return Document.Definitions.OfType<DirectiveDefinitionNode>().LastOrDefault(d => d.Name.Value == node.Name.Value);
    }

    /// <summary>"Did you mean", beginning with a space; empty when nothing is near or suggestions are off.</summary>
    public string Suggest(string given, IEnumerable<string> names) =>
        options.Suggestions ? Suggestions.DidYouMean("", Suggestions.For(given, names), quote: true) : "";

    public void Report(string message, SyntaxNode node)
    {
        if (MayReport())
        {
            errors.Add(new GraphQLError(message) { Locations = [locations.At(node.Span.Start)], Code = ErrorCodes.ValidationFailed });
        }
    }

    public void Report(string message, SyntaxNode first, SyntaxNode second)
    {
        if (MayReport())
        {
            errors.Add(new GraphQLError(message) { Locations = [locations.At(first.Span.Start), locations.At(second.Span.Start)], Code = ErrorCodes.ValidationFailed });
        }
    }

    public void Report(string message, IEnumerable<SyntaxNode> nodes, string code = ErrorCodes.ValidationFailed)
    {
        if (MayReport())
        {
            errors.Add(new GraphQLError(message) { Locations = [.. nodes.Select(n => locations.At(n.Span.Start))], Code = code });
        }
    }

    private bool MayReport()
    {
        if (!IsStopped && errors.Count >= options.MaxValidationErrors)
        {
            IsStopped = true;
            errors.Add(new GraphQLError("Too many validation errors, error limit reached. Validation aborted.") { Code = ErrorCodes.ValidationFailed });
        }

        return !IsStopped;
    }
}
