using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No two fields of one name in a type, extensions included.</summary>
internal sealed class UniqueFieldDefinitionNames(SdlContext context) : SdlRule(context)
{
    private readonly Dictionary<(string Type, string Field), NameNode> first = [];

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        var names = node switch
        {
            ObjectTypeDefinitionNode type => type.Fields.Select(f => f.Name),
            InterfaceTypeDefinitionNode type => type.Fields.Select(f => f.Name),
            InputObjectTypeDefinitionNode type => type.Fields.Select(f => f.Name),
            _ => [],
        };
        foreach (var name in names)
        {
            var key = (((TypeDefinitionNode)node).Name.Value, name.Value);
            if (!first.TryAdd(key, name))
            {
                Context.Report($"Field \"{key.Item1}.{key.Item2}\" can only be defined once.", first[key], name);
            }
        }
    }
}
