using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No two arguments of one name at a field or directive.</summary>
internal sealed class UniqueArgumentDefinitionNames(SdlContext context) : SdlRule(context)
{
    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        switch (node)
        {
            case DirectiveDefinitionNode directive:
                Check($"@{directive.Name.Value}", directive.Arguments);
                break;
            case ObjectTypeDefinitionNode type:
                Check(type, type.Fields);
                break;
            case InterfaceTypeDefinitionNode type:
                Check(type, type.Fields);
                break;
        }
    }

    private void Check(TypeDefinitionNode type, IEnumerable<FieldDefinitionNode> fields)
    {
        foreach (var field in fields)
        {
            Check($"{type.Name.Value}.{field.Name.Value}", field.Arguments);
        }
    }

    private void Check(string owner, IEnumerable<InputValueDefinitionNode> arguments)
    {
        foreach (var group in arguments.GroupBy(a => a.Name.Value, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
        {
            Context.Report($"Argument \"{owner}({group.Key}:)\" can only be defined once.", group.Select(a => a.Name));
        }
    }
}
