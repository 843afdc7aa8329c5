using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Leaves have no selection, and everything else has one.</summary>
internal sealed class ScalarLeafs(ValidationContext context) : ValidationRule(context), IEnter<FieldNode>
{
    public void Enter(FieldNode node)
    {
        if (Context.Type is not { } type)
        {
            return;
        }

        var isLeaf = type.Named is LeafType;
        if (isLeaf && node.SelectionSet is { } set)
        {
            Context.Report($"Field \"{node.Name}\" must not have a selection since type \"{type}\" has no subfields.", set);
        }
        else if (!isLeaf && node.SelectionSet is null)
        {
            Context.Report($"Field \"{node.Name}\" of type \"{type}\" must have a selection of subfields. Did you mean \"{node.Name} {{ ... }}\"?", node);
        }
    }
}
