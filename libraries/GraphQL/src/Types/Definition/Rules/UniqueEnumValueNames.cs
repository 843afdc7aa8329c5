using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No two values of one name in an enum, extensions included.</summary>
internal sealed class UniqueEnumValueNames(SdlContext context) : SdlRule(context)
{
    private readonly Dictionary<(string Type, string Value), NameNode> first = [];

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not EnumTypeDefinitionNode type)
        {
            return;
        }

        foreach (var value in type.Values)
        {
            var key = (type.Name.Value, value.Name.Value);
            if (!first.TryAdd(key, value.Name))
            {
                Context.Report($"Enum value \"{key.Item1}.{key.Item2}\" can only be defined once.", first[key], value.Name);
            }
        }
    }
}
