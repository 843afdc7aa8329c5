using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>A use of a variable, and what is expected there.</summary>
/// <param name="Variable">The use.</param>
/// <param name="Type">The type expected.</param>
/// <param name="HasDefault">Whether the argument or input field has a default.</param>
/// <param name="OneOf">The input object of which it is the one field, null elsewhere.</param>
internal readonly record struct VariablePosition(VariableNode Variable, GraphQLType Type, bool HasDefault, InputObjectType? OneOf);

/// <summary>The uses of variables in operations and fragments with the types expected there, looked up once a definition.</summary>
internal sealed class VariablePositions(ValidationContext context)
{
    private readonly Dictionary<DefinitionOutline, List<VariablePosition>> known = [];
    private readonly List<VariablePosition> none = [];
    private List<VariablePosition> found = [];

    public void Forget() => known.Clear();

    /// <summary>The uses in one definition in the order of the text; those whose expected type is unknown are left out.</summary>
    public List<VariablePosition> In(DefinitionOutline definition)
    {
        if (definition.Variables.Count == 0)
        {
            return none;
        }

        if (!known.TryGetValue(definition, out var positions))
        {
            known.Add(definition, positions = found = new List<VariablePosition>(definition.Variables.Count));
            Visit(definition.Node.Directives);
            Visit(definition.Node.SelectionSet, definition.Node is FragmentDefinitionNode fragment ? context.CompositeType(fragment.TypeCondition) : context.RootType((OperationDefinitionNode)definition.Node));
        }

        return positions;
    }

    private void Visit(SelectionSetNode set, NamedType? parent)
    {
        for (var i = 0; i < set.Selections.Count; i++)
        {
            switch (set.Selections[i])
            {
                case FieldNode field:
                    var definition = parent is null ? null : context.FieldOf(parent, field.Name.Value);
                    Visit(field.Arguments, definition?.Arguments);
                    Visit(field.Directives);
                    if (field.SelectionSet is not null)
                    {
                        Visit(field.SelectionSet, definition?.Type.Named);
                    }

                    break;
                case InlineFragmentNode fragment:
                    Visit(fragment.Directives);
                    Visit(fragment.SelectionSet, fragment.TypeCondition is { } condition ? context.CompositeType(condition) : parent);
                    break;
                case var spread:
                    Visit(spread.Directives);
                    break;
            }
        }
    }

    private void Visit(IReadOnlyList<DirectiveNode> directives)
    {
        for (var i = 0; i < directives.Count; i++)
        {
            Visit(directives[i].Arguments, context.Schema.Directives.Find(directives[i].Name.Value)?.Arguments);
        }
    }

    private void Visit(IReadOnlyList<ArgumentNode> arguments, NamedList<InputValue>? definitions)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (definitions?.Find(arguments[i].Name.Value) is { } definition)
            {
                Visit(arguments[i].Value, definition.Type, definition.DefaultValue is not null, null);
            }
        }
    }

    private void Visit(ValueNode value, GraphQLType type, bool hasDefault, InputObjectType? oneOf)
    {
        switch (value)
        {
            case VariableNode variable:
                found.Add(new VariablePosition(variable, type, hasDefault, oneOf));
                break;
            case ListValueNode list when type.Nullable is ListType { OfType: var itemType }:
                for (var i = 0; i < list.Values.Count; i++)
                {
                    Visit(list.Values[i], itemType, hasDefault: false, null);
                }

                break;
            case ObjectValueNode members when type.Named is InputObjectType input:
                for (var i = 0; i < members.Fields.Count; i++)
                {
                    if (input.Fields.Find(members.Fields[i].Name.Value) is { } field)
                    {
                        // The reference asks for non-null variables only where the object itself may be null; elsewhere a null is refused when it comes.
                        Visit(members.Fields[i].Value, field.Type, field.DefaultValue is not null, input.IsOneOf && ReferenceEquals(type, input) ? input : null);
                    }
                }

                break;
        }
    }
}
