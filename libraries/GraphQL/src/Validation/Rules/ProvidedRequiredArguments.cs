using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Arguments that must be given are.</summary>
internal sealed class ProvidedRequiredArguments(ValidationContext context) : ValidationRule(context), ILeave<FieldNode>, ILeave<DirectiveNode>
{
    public void Leave(FieldNode node)
    {
        if (Context.Field is not { } field)
        {
            return;
        }

        for (var i = 0; i < field.Arguments.Count; i++)
        {
            var argument = field.Arguments[i];
            if (argument.IsRequired && !IsGiven(node.Arguments, argument.Name))
            {
                Context.Report($"Argument \"{Context.FieldCoordinate}({argument.Name}:)\" of type \"{argument.Type}\" is required, but it was not provided.", node);
            }
        }
    }

    public void Leave(DirectiveNode node)
    {
        if (Context.DirectiveDefinedHere(node) is { } defined)
        {
            foreach (var argument in defined.Arguments.Where(a => a.Type is NonNullTypeNode && a.DefaultValue is null))
            {
                Check(node, argument.Name.Value, argument.Type);
            }

            return;
        }

        if (Context.Directive is { } directive)
        {
            for (var i = 0; i < directive.Arguments.Count; i++)
            {
                if (directive.Arguments[i] is { IsRequired: true } argument)
                {
                    Check(node, argument.Name, argument.Type);
                }
            }
        }
    }

    private static bool IsGiven(IReadOnlyList<ArgumentNode> arguments, string name)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i].Name.Value == name)
            {
                return true;
            }
        }

        return false;
    }

    private void Check(DirectiveNode node, string name, object type)
    {
        if (!IsGiven(node.Arguments, name))
        {
            Context.Report($"Argument \"@{node.Name}({name}:)\" of type \"{type}\" is required, but it was not provided.", node);
        }
    }
}
