using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A fragment's type and the type around it have an object in common.</summary>
internal sealed class PossibleFragmentSpreads(ValidationContext context) : ValidationRule(context), IEnter<InlineFragmentNode>, IEnter<FragmentSpreadNode>
{
    public void Enter(InlineFragmentNode node)
    {
        if (Context.ParentType is { } parent && Context.Type is (FieldsType or UnionType) and NamedType type && !Overlap(parent, type))
        {
            Context.Report($"Fragment cannot be spread here as objects of type \"{parent}\" can never be of type \"{type}\".", node);
        }
    }

    public void Enter(FragmentSpreadNode node)
    {
        if (Context.ParentType is { } parent && Context.Outline.Fragment(node.Name.Value)?.Node is FragmentDefinitionNode fragment &&
            Context.CompositeType(fragment.TypeCondition) is { } type && !Overlap(parent, type))
        {
            Context.Report($"Fragment \"{node.Name}\" cannot be spread here as objects of type \"{parent}\" can never be of type \"{type}\".", node);
        }
    }

    private bool Overlap(NamedType one, NamedType other) =>
        ReferenceEquals(one, other) || (one, other) switch
        {
            (ObjectType, ObjectType) => false,
            (ObjectType type, _) => Context.Schema.IsPossible(other, type),
            (_, ObjectType type) => Context.Schema.IsPossible(one, type),
            _ => Context.Schema.PossibleTypes(one).Overlaps(Context.Schema.PossibleTypes(other)),
        };
}
