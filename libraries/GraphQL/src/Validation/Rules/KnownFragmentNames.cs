using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A spread names a fragment of the document.</summary>
internal sealed class KnownFragmentNames(ValidationContext context) : ValidationRule(context), IEnter<FragmentSpreadNode>
{
    public void Enter(FragmentSpreadNode node)
    {
        if (Context.Outline.Fragment(node.Name.Value) is null)
        {
            Context.Report($"Unknown fragment \"{node.Name}\".", node.Name);
        }
    }
}
