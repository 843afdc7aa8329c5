using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A document that is executed holds operations and fragments only.</summary>
internal sealed class ExecutableDefinitions(ValidationContext context) : ValidationRule(context), IEnter<DocumentNode>
{
    public void Enter(DocumentNode node)
    {
        foreach (var definition in node.Definitions)
        {
            var subject = definition switch
            {
                ExecutableDefinitionNode => null,
                SchemaDefinitionNode or SchemaExtensionNode => "schema",
                DirectiveDefinitionNode directive => $"\"{directive.Name}\"",
                _ => $"\"{((TypeDefinitionNode)definition).Name}\"",
            };
            if (subject is not null)
            {
                Context.Report($"The {subject} definition is not executable.", definition);
            }
        }
    }
}
