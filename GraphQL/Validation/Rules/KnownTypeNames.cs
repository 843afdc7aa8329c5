using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Types that a document names are in the schema.</summary>
internal sealed class KnownTypeNames(ValidationContext context) : ValidationRule(context), IEnter<NamedTypeNode>
{
    public void Enter(NamedTypeNode node)
    {
        var name = node.Name.Value;
        if (Context.Schema.Types.Find(name) is not null)
        {
            return;
        }

        var defined = Context.Document.Definitions.OfType<TypeDefinitionNode>().Where(d => !d.IsExtension).Select(d => d.Name.Value);
        var isStandard = IsInTypeDefinition(node) && ScalarTypes.Standard.Any(s => s.Name == name);
        if (!defined.Contains(name) && !isStandard)
        {
            Context.Report($"Unknown type \"{name}\".{Context.Suggest(name, Context.Schema.Types.Select(t => t.Name).Concat(defined))}", node);
        }
    }

    private bool IsInTypeDefinition(NamedTypeNode node) =>
        Context.Document.Definitions.Any(d => d is TypeSystemNode && d.Span.Start <= node.Span.Start && node.Span.End <= d.Span.End);
}
