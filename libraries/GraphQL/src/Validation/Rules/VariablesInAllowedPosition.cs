using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Variables stand where values of their types may stand.</summary>
internal sealed class VariablesInAllowedPosition(ValidationContext context)
    : ValidationRule(context), IEnter<DocumentNode>, ILeave<OperationDefinitionNode>
{
    private readonly Dictionary<string, VariableDefinitionNode> defined = new(StringComparer.Ordinal);
    private readonly VariablePositions positions = new(context);

    public void Enter(DocumentNode node) => positions.Forget();

    public void Leave(OperationDefinitionNode node)
    {
        if (node.Variables.Count == 0 || !Context.Outline.HasVariables)
        {
            return;
        }

        defined.Clear();
        foreach (var variable in node.Variables)
        {
            defined[variable.Variable.Name.Value] = variable;
        }

        var reached = Context.ReachedFrom(node);
        for (var i = 0; i < reached.Count; i++)
        {
            foreach (var position in positions.In(reached[i]))
            {
                if (defined.TryGetValue(position.Variable.Name.Value, out var variable))
                {
                    Check(variable, position);
                }
            }
        }
    }

    private static bool Fits(VariableDefinitionNode variable, VariablePosition position)
    {
        if (position.Type is NonNullType nonNull && variable.Type is not NonNullTypeNode)
        {
            // A default of either side stands in for a value that is not given.
            return (position.HasDefault || variable.DefaultValue is not (null or NullValueNode)) && Fits(variable.Type, nonNull.OfType);
        }

        return Fits(variable.Type, position.Type);
    }

    private static bool Fits(TypeNode type, GraphQLType position) => (type, position) switch
    {
        (NonNullTypeNode a, NonNullType b) => Fits(a.Type, b.OfType),
        (_, NonNullType) => false,
        (NonNullTypeNode a, _) => Fits(a.Type, position),
        (ListTypeNode a, ListType b) => Fits(a.Type, b.OfType),
        (NamedTypeNode a, NamedType b) => a.Name.Value == b.Name,
        _ => false,
    };

    private void Check(VariableDefinitionNode variable, VariablePosition position)
    {
        if (Context.NamedTypeOf(variable.Type) is null)
        {
            return;
        }

        var name = variable.Variable.Name;
        if (!Fits(variable, position))
        {
            Context.Report($"Variable \"${name}\" of type \"{variable.Type}\" used in position expecting type \"{position.Type}\".", variable, position.Variable);
        }

        if (position.OneOf is { } oneOf && variable.Type is not NonNullTypeNode)
        {
            Context.Report($"Variable \"${name}\" is of type \"{variable.Type}\" but must be non-nullable to be used for OneOf Input Object \"{oneOf}\".", variable, position.Variable);
        }
    }
}
