using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>Extensions extend a type that is defined, and of their kind.</summary>
internal sealed class PossibleTypeExtensions(SdlContext context) : SdlRule(context)
{
    public override void Enter(SyntaxNode node, SyntaxNode? parent)
    {
        if (node is not TypeDefinitionNode { IsExtension: true } extension)
        {
            return;
        }

        var name = extension.Name.Value;
        if (!Context.Types.TryGetValue(name, out var definition))
        {
            var suggestion = Suggestions.DidYouMean("", Suggestions.For(name, Context.Types.Keys), quote: true);
            Context.Report($"Cannot extend type \"{name}\" because it is not defined.{suggestion}", extension.Name);
        }
        else if (definition.GetType() != extension.GetType())
        {
            Context.Report($"Cannot extend non-{KindOf(extension)} type \"{name}\".", definition, extension);
        }
    }

    private static string KindOf(TypeDefinitionNode node) => node switch
    {
        ScalarTypeDefinitionNode => "scalar",
        ObjectTypeDefinitionNode => "object",
        InterfaceTypeDefinitionNode => "interface",
        UnionTypeDefinitionNode => "union",
        EnumTypeDefinitionNode => "enum",
        InputObjectTypeDefinitionNode => "input object",
        _ => throw new InvalidOperationException($"{node.GetType().Name} is of no known kind."),
    };
}
