using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A fragment is used by an operation.</summary>
internal sealed class NoUnusedFragments(ValidationContext context) : ValidationRule(context), ILeave<DocumentNode>
{
    private readonly List<DefinitionOutline> used = [];

    public void Leave(DocumentNode node)
    {
        var definitions = Context.Outline.Definitions;
        var mark = Context.Outline.NewMark();
        foreach (var definition in definitions)
        {
            if (definition.Node is OperationDefinitionNode)
            {
                used.Clear();
                Context.Outline.Reach(definition, mark, used);
            }
        }

        foreach (var definition in definitions)
        {
            if (definition.Node is FragmentDefinitionNode { Name: var name } && Context.Outline.Fragment(name.Value)!.Mark != mark)
            {
                Context.Report($"Fragment \"{name}\" is never used.", definition.Node);
            }
        }
    }
}
