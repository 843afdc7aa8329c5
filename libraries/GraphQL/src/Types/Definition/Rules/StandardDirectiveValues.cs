using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition.Rules;

/// <summary>The arguments of the directives that a schema is built by have values of their types.</summary>
internal sealed class StandardDirectiveValues(SdlContext context) : SdlRule(context)
{
    public override void Leave(DirectiveNode node)
    {
        var name = node.Name.Value;
        if (name is not ("deprecated" or "specifiedBy") || StandardDirectives.All.First(d => d.Name == name) is not { } directive)
        {
            return;
        }

        foreach (var argument in node.Arguments)
        {
            if (directive.Arguments.Find(argument.Name.Value) is not { Type.Named: LeafType type } declared)
            {
                continue;
            }

            if (argument.Value is NullValueNode)
            {
                Report(argument, $"Expected value of non-null type \"{declared.Type}\" not to be null.");
            }
            else if (!type.TryCoerceLiteral(argument.Value, out _, out var error))
            {
                Report(argument, error);
            }
        }

        void Report(ArgumentNode argument, string reason) =>
            Context.Report($"Argument \"@{name}({argument.Name.Value}:)\" has invalid value: {reason}", argument.Value);
    }
}
