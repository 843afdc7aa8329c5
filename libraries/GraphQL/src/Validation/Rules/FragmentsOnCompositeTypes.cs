using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Fragments are on objects, interfaces and unions.</summary>
internal sealed class FragmentsOnCompositeTypes(ValidationContext context) : ValidationRule(context), IEnter<InlineFragmentNode>, IEnter<FragmentDefinitionNode>
{
    public void Enter(InlineFragmentNode node)
    {
        if (node.TypeCondition is { } condition && IsWithoutFields(condition))
        {
            Context.Report($"Fragment cannot condition on non composite type \"{condition}\".", condition);
        }
    }

    public void Enter(FragmentDefinitionNode node)
    {
        if (IsWithoutFields(node.TypeCondition))
        {
            Context.Report($"Fragment \"{node.Name}\" cannot condition on non composite type \"{node.TypeCondition}\".", node.TypeCondition);
        }
    }

    private bool IsWithoutFields(NamedTypeNode condition) => Context.Schema.Types.Find(condition.Name.Value) is LeafType or InputObjectType;
}
