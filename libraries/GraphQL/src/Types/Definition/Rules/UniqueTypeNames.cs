using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No two types of one name.</summary>
internal sealed class UniqueTypeNames(SdlContext context) : SdlRule(context)
{
    private readonly Dictionary<string, NameNode> first = new(StringComparer.Ordinal);

    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is TypeDefinitionNode { IsExtension: false } type && !first.TryAdd(type.Name.Value, type.Name))
        {
            Context.Report($"There can be only one type named \"{type.Name.Value}\".", first[type.Name.Value], type.Name);
        }
    }
}
