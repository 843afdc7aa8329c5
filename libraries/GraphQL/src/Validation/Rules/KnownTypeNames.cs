using OrleansLedger.GraphQL.Language;
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

        var isTypeSystem = Context.IsInTypeSystem;
        if (isTypeSystem && ScalarTypes.Standard.Any(t => t.Name == name))
        {
            return;
        }

        var defined = Context.Document.Definitions.OfType<TypeDefinitionNode>().Where(d => !d.IsExtension).Select(d => d.Name.Value);
        if (!defined.Contains(name))
        {
            var known = Context.Schema.Types.Select(t => t.Name).Concat(defined).Concat(isTypeSystem ? ScalarTypes.Standard.Select(t => t.Name) : []);
            Context.Report($"Unknown type \"{name}\".{Context.Suggest(name, known)}", node);
        }
    }
}
