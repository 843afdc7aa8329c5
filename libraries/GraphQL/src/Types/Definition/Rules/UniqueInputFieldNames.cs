using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>No field of an input object is given twice.</summary>
internal sealed class UniqueInputFieldNames(SdlContext context) : SdlRule(context)
{
    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not ObjectFieldNode field || parent is not ObjectValueNode members)
        {
            return;
        }

        var first = members.Fields.First(f => f.Name.Value == field.Name.Value);
        if (first != field)
        {
            Context.Report($"There can be only one input field named \"{field.Name.Value}\".", first.Name, field.Name);
        }
    }
}
