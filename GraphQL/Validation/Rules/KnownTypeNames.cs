using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

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
        if (!defined.Contains(name))
        {
            Context.Report($"Unknown type \"{name}\".{Context.Suggest(name, Context.Schema.Types.Select(t => t.Name).Concat(defined))}", node);
        }
    }
}
