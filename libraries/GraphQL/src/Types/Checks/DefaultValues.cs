using System.Globalization;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>A default value is a value of its type.</summary>
internal sealed class DefaultValues
{
    private readonly SchemaReport report;
    private readonly string coordinate;
    private readonly List<string> path = [];

    private DefaultValues(SchemaReport report, string coordinate)
    {
        this.report = report;
        this.coordinate = coordinate;
    }

    /// <summary>Looks at the default of an argument or input field, if it has one. Where the type cannot be given at all, that is an error of its own.</summary>
    public static void Check(SchemaReport report, InputValue input, string coordinate)
    {
        if (input.DefaultValue is { } value)
        {
            new DefaultValues(report, coordinate).Check(input.Type, value);
        }
    }

    private void Check(GraphQLType type, ValueNode value)
    {
        switch (type)
        {
            case NonNullType when value is NullValueNode:
                Report($"Expected value of non-null type \"{type}\" not to be null.", value);
                break;
            case NonNullType nonNull:
                Check(nonNull.OfType, value);
                break;
            case var _ when value is NullValueNode:
                break;
            case ListType list when value is ListValueNode items:
                for (var i = 0; i < items.Values.Count; i++)
                {
                    Within(string.Create(CultureInfo.InvariantCulture, $"[{i}]"), list.OfType, items.Values[i]);
                }

                break;
            case ListType list:
                Check(list.OfType, value);
                break;
            case InputObjectType input when value is ObjectValueNode members:
                CheckMembers(input, members);
                break;
            case InputObjectType input:
                Report($"Expected value of type \"{input}\" to be an object, found: {Printer.Print(value)}.", value);
                break;
            case LeafType leaf when !leaf.TryCoerceLiteral(value, out _, out var error):
                Report(error, value);
                break;
        }
    }

    private void CheckMembers(InputObjectType type, ObjectValueNode members)
    {
        foreach (var field in type.Fields)
        {
            if (members.Fields.LastOrDefault(m => m.Name.Value == field.Name) is { } member)
            {
                Within($".{field.Name}", field.Type, member.Value);
            }
            else if (field.IsRequired)
            {
                Report($"Expected value of type \"{type}\" to include required field \"{field.Name}\", found: {Printer.Print(members)}.", members);
            }
        }

        foreach (var member in members.Fields.Where(m => type.Fields.Find(m.Name.Value) is null))
        {
            var suggestion = Suggestions.DidYouMean("", Suggestions.For(member.Name.Value, type.Fields.Select(f => f.Name)), quote: true);
            var found = suggestion.Length > 0 ? $".{suggestion} Found" : ", found";
            Report($"Expected value of type \"{type}\" not to include unknown field \"{member.Name.Value}\"{found}: {Printer.Print(members)}.", member);
        }

        if (type.IsOneOf)
        {
            CheckOneOf(type, members);
        }
    }

    private void CheckOneOf(InputObjectType type, ObjectValueNode members)
    {
        var known = members.Fields.Where(m => type.Fields.Find(m.Name.Value) is not null).ToList();
        var error = $"Within OneOf Input Object type \"{type}\", exactly one field must be specified, and the value for that field must be non-null.";
        if (known.Count != 1)
        {
            Report(error, members);
        }
        else if (known[0].Value is NullValueNode)
        {
            path.Add($".{known[0].Name.Value}");
            Report(error, members);
            path.RemoveAt(path.Count - 1);
        }
    }

    private void Within(string step, GraphQLType type, ValueNode value)
    {
        path.Add(step);
        Check(type, value);
        path.RemoveAt(path.Count - 1);
    }

    private void Report(string reason, SyntaxNode node) =>
        report.Add($"{coordinate} has invalid default value{(path.Count == 0 ? "" : $" at {string.Concat(path)}")}: {reason}", node);
}
