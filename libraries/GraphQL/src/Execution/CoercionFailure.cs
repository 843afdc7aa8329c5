using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>An argument or variable whose value does not fit. Thrown while values are coerced, and turned into an error where its place is known.</summary>
internal sealed class CoercionFailure(string message, SyntaxNode? node, string at = "") : Exception(message)
{
    /// <summary>The node to point at, null for the field itself.</summary>
    public SyntaxNode? Node { get; } = node;

    /// <summary>Where inside the value, such as <c>.filter.ids[2]</c>; empty for the value itself.</summary>
    public string At { get; } = at;

    /// <summary>The same failure seen from one step further out.</summary>
    public CoercionFailure Within(string step) => new(Message, Node, step + At);
}
