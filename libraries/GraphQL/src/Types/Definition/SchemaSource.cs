using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>The text behind a schema: which part of it each element of the model stands for, and what it says that the model cannot hold.</summary>
internal sealed class SchemaSource(DocumentNode document)
{
    private readonly Dictionary<object, List<SyntaxNode>> nodes = new(ReferenceEqualityComparer.Instance);

    /// <summary>The whole text.</summary>
    public DocumentNode Document { get; } = document;

    /// <summary>The interfaces a type says it implements, others types among them by mistake included.</summary>
    public Dictionary<FieldsType, IReadOnlyList<NamedType>> Interfaces { get; } = [];

    /// <summary>The types a union says it consists of, others than objects by mistake included.</summary>
    public Dictionary<UnionType, IReadOnlyList<NamedType>> Members { get; } = [];

    /// <summary>The root types the text names, others than objects by mistake included.</summary>
    public Dictionary<OperationKind, NamedType> Roots { get; } = [];

    /// <summary>The <c>schema</c> definition and its extensions.</summary>
    public IReadOnlyList<SyntaxNode> SchemaNodes { get; init; } = [];

    /// <summary>Says which nodes declare an element: its definition, then its extensions.</summary>
    public T Declared<T>(T element, params IEnumerable<SyntaxNode> by)
        where T : class
    {
        nodes[element] = [.. by];
        return element;
    }

    /// <summary>The nodes that declare an element; none when the text does not.</summary>
    public IReadOnlyList<SyntaxNode> NodesOf(object element) => nodes.TryGetValue(element, out var found) ? found : [];
}
