using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>At most one definition of the schema itself.</summary>
internal sealed class LoneSchemaDefinition(SdlContext context) : SdlRule(context)
{
    private bool found;

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not SchemaDefinitionNode)
        {
            return;
        }

        if (found)
        {
            Context.Report("Must provide only one schema definition.", node);
        }

        found = true;
    }
}
