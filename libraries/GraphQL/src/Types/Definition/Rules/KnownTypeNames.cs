using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Introspection;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>Every type that is mentioned is defined.</summary>
internal sealed class KnownTypeNames(SdlContext context) : SdlRule(context)
{
    private static readonly IReadOnlyList<string> Standard = [.. ScalarTypes.Standard.Concat<NamedType>(new IntrospectionTypes().All).Select(t => t.Name)];

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not NamedTypeNode { Name.Value: var name } || Context.Types.ContainsKey(name) || Standard.Contains(name))
        {
            return;
        }

        Context.Report($"Unknown type \"{name}\".{Suggestions.DidYouMean("", Suggestions.For(name, Standard.Concat(Context.Types.Keys)), quote: true)}", node);
    }
}
