using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Validation.Rules;

/// <summary>Literals are values of the types they stand for: of arguments, and of variables as their defaults.</summary>
internal sealed class ValuesOfCorrectType(ValidationContext context) : ValidationRule(context), IEnter<ArgumentNode>, IEnter<VariableDefinitionNode>
{
    public void Enter(ArgumentNode node)
    {
        if (Context.Argument is { } argument)
        {
            Check(argument.Type, node.Value);
        }
    }

    public void Enter(VariableDefinitionNode node)
    {
        if (node.DefaultValue is { } value && Context.TypeOf(node.Type) is { IsInputType: true } type)
        {
            Check(type, value);
        }
    }

    private void Check(GraphQLType type, ValueNode value)
    {
        if (value is VariableNode)
        {
            return;
        }

        switch (type)
        {
            case NonNullType when value is NullValueNode:
                Context.Report($"Expected value of non-null type \"{type}\" not to be null.", value);
                break;
            case NonNullType nonNull:
                Check(nonNull.OfType, value);
                break;
            case var _ when value is NullValueNode:
                break;
            case ListType list when value is ListValueNode items:
                for (var i = 0; i < items.Values.Count && !Context.IsStopped; i++)
                {
                    Check(list.OfType, items.Values[i]);
                }

                break;
            case ListType list:
                Check(list.OfType, value);
                break;
            case InputObjectType input when value is ObjectValueNode members:
                CheckMembers(input, members);
                break;
            case InputObjectType input:
                Context.Report($"Expected value of type \"{input}\" to be an object, found: {Printer.Print(value)}.", value);
                break;
            case LeafType leaf:
                CheckLeaf(leaf, value);
                break;
        }
    }

    private void CheckLeaf(LeafType leaf, ValueNode value)
    {
        // A scalar that takes any structure may have variables in it, whose values are not known yet.
        var literal = InputCoercion.HasVariables(value) ? InputCoercion.Substitute(value, null) : value;
        if (!leaf.TryCoerceLiteral(literal, out _, out var error))
        {
            Context.Report(Context.Suggests ? error : Suggestions.Without(error), value);
        }
    }

    private void CheckMembers(InputObjectType type, ObjectValueNode members)
    {
        var known = 0;
        for (var i = 0; i < type.Fields.Count; i++)
        {
            var field = type.Fields[i];
            ObjectFieldNode? member = null;
            for (var j = 0; j < members.Fields.Count; j++)
            {
                if (members.Fields[j].Name.Value == field.Name)
                {
                    member = members.Fields[j];
                    known++;
                }
            }

            if (member is not null)
            {
                Check(field.Type, member.Value);
            }
            else if (field.IsRequired)
            {
                Context.Report($"Expected value of type \"{type}\" to include required field \"{field.Name}\", found: {Printer.Print(members)}.", members);
            }
        }

        if (known < members.Fields.Count)
        {
            ReportUnknown(type, members);
        }

        if (type.IsOneOf && (known != 1 || members.Fields.First(m => type.Fields.Find(m.Name.Value) is not null).Value is NullValueNode))
        {
            Context.Report($"Within OneOf Input Object type \"{type}\", exactly one field must be specified, and the value for that field must be non-null.", members);
        }
    }

    private void ReportUnknown(InputObjectType type, ObjectValueNode members)
    {
        string? found = null;
        foreach (var member in members.Fields)
        {
            var name = member.Name.Value;
            if (type.Fields.Find(name) is null && !Context.IsStopped)
            {
                found ??= Printer.Print(members);
                var suggestion = Context.Suggest(name, type.Fields.Select(f => f.Name));
                Context.Report($"Expected value of type \"{type}\" not to include unknown field \"{name}\"{(suggestion.Length > 0 ? $".{suggestion} Found" : ", found")}: {found}.", member);
            }
        }
    }
}
