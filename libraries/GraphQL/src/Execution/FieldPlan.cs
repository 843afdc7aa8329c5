using System.Text;
using System.Text.Json;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>One field of a compiled selection set.</summary>
internal sealed class FieldPlan
{
    private readonly CoercionFailure? argumentFailure;
    private readonly object?[]? constantArguments;

    public FieldPlan(OperationPlan operation, ObjectType parentType, Field field, FieldNode[] nodes)
    {
        Operation = operation;
        ParentType = parentType;
        Field = field;
        Nodes = nodes;
        Index = operation.NextFieldIndex();
        Key = Encoding.UTF8.GetBytes($",\"{JsonEncodedText.Encode(ResponseName)}\":");
        Type = new TypePlan(operation, field.Type, nodes);
        Resolver = field.Resolver ?? throw new InvalidOperationException($"The field \"{parentType.Name}.{field.Name}\" has no resolver.");
        Authorize = operation.AuthorizationOf(parentType, field);
        if (!nodes[0].Arguments.Any(a => InputCoercion.HasVariables(a.Value)))
        {
            try
            {
                constantArguments = InputCoercion.CoerceArguments($"{parentType.Name}.{field.Name}", field.Arguments, nodes[0].Arguments, null);
            }
            catch (CoercionFailure failure)
            {
                argumentFailure = failure;
            }
        }

        IsAsync = Resolver.IsAsync || Type.IsAsync;
        LeafWriter = Type.Leaf is { } leaf && !Resolver.IsAsync && !Resolver.KeepsContext && Authorize.Length == 0 && field.Arguments.Count == 0 ? Resolver.LeafWriterFor(leaf) : null;
    }

    public OperationPlan Operation { get; }

    public ObjectType ParentType { get; }

    public Field Field { get; }

    /// <summary>Every occurrence in the document that was merged into this field.</summary>
    public FieldNode[] Nodes { get; }

    public string ResponseName => Nodes[0].ResponseName;

    /// <summary>The field's number in the operation, for what is kept by request and field.</summary>
    public int Index { get; }

    /// <summary><c>,"name":</c> as UTF-8.</summary>
    public byte[] Key { get; }

    public TypePlan Type { get; }

    public FieldResolver Resolver { get; }

    /// <summary>Writes the value without boxing, when the field is a plain leaf.</summary>
    public LeafWriter? LeafWriter { get; }

    /// <summary>Indices of the operation's authorization requirements that this field asks for.</summary>
    public int[] Authorize { get; }

    /// <summary>Whether the resolver, or any under it, may await.</summary>
    public bool IsAsync { get; }

    /// <summary>The arguments in this request.</summary>
    /// <exception cref="CoercionFailure">A value does not fit.</exception>
    public object?[] ArgumentsIn(RequestState request)
    {
        if (constantArguments is not null)
        {
            return constantArguments;
        }

        return argumentFailure is null
            ? request.ArgumentsOf(this)
            : throw new CoercionFailure(argumentFailure.Message, argumentFailure.Node, argumentFailure.At);
    }

    /// <summary>Whether a field of this name is selected directly under this one, on any type.</summary>
    public bool Selects(string fieldName) =>
        Nodes.Any(n => n.SelectionSet is { } set && Operation.Document.Flatten(set).Any(f => f.Name.Value == fieldName));

    public IReadOnlyList<SourceLocation> Locations() => [.. Nodes.Select(Operation.Document.Node.LocationOf)];
}

/// <summary>How a value of one type is completed: what is inside its wrappers, and what is selected on it.</summary>
internal sealed class TypePlan
{
    private readonly Dictionary<ObjectType, SelectionPlan>? byType;
    private readonly OperationPlan operation;
    private readonly FieldNode[] nodes;
    private SelectionPlan? selection;

    public TypePlan(OperationPlan operation, GraphQLType type, FieldNode[] nodes)
    {
        this.operation = operation;
        this.nodes = nodes;
        IsNonNull = type.IsNonNull;
        Named = type.Named;
        switch (type.Nullable)
        {
            case ListType list:
                Item = new TypePlan(operation, list.OfType, nodes);
                IsAsync = Item.IsAsync;
                break;
            case LeafType leaf:
                Leaf = leaf;
                break;
            case ObjectType one:
                Object = one;
                IsAsync = operation.Document.MayAwait(one, nodes);
                break;
            case IAbstractType several:
                Abstract = several;
                byType = [];
                IsAsync = operation.Document.MayAwait(type.Named, nodes);
                break;
        }
    }

    public bool IsNonNull { get; }

    public NamedType Named { get; }

    /// <summary>The items, for a list.</summary>
    public TypePlan? Item { get; }

    public LeafType? Leaf { get; }

    public ObjectType? Object { get; }

    public IAbstractType? Abstract { get; }

    /// <summary>Whether anything selected on the value may await.</summary>
    public bool IsAsync { get; }

    /// <summary>What is selected on values of this object type. Compiled when the first value appears.</summary>
    public SelectionPlan SelectionOn(ObjectType type)
    {
        if (byType is null)
        {
            return selection ??= operation.Compile(type, nodes);
        }

        lock (byType)
        {
            if (!byType.TryGetValue(type, out var plan))
            {
                plan = operation.Compile(type, nodes);
                byType.Add(type, plan);
            }

            return plan;
        }
    }
}

/// <summary>A compiled selection set on one object type.</summary>
internal sealed class SelectionPlan
{
    public SelectionPlan(ObjectType type, FieldPlan[] fields)
    {
        Type = type;
        Fields = fields;
        IsAsync = fields.Any(f => f.IsAsync);
        Segments = Cut(fields);
    }

    public ObjectType Type { get; }

    public FieldPlan[] Fields { get; }

    /// <summary>Whether any field, or any under one, may await.</summary>
    public bool IsAsync { get; }

    /// <summary>The fields in runs: of synchronous ones together, of asynchronous ones each alone.</summary>
    public FieldPlan[][] Segments { get; }

    private static FieldPlan[][] Cut(FieldPlan[] fields)
    {
        var segments = new List<FieldPlan[]>();
        for (var i = 0; i < fields.Length;)
        {
            var end = i + 1;
            while (!fields[i].IsAsync && end < fields.Length && !fields[end].IsAsync)
            {
                end++;
            }

            segments.Add(fields[i..end]);
            i = end;
        }

        return [.. segments];
    }
}
