using System.Text;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types;

/// <summary>Schemas as text in the schema definition language, types in the schema's order. Standard scalars, standard directives and the introspection types are left out.</summary>
public static class SchemaPrinter
{
    /// <summary>The text of a schema; the same schema always gives the same text, ending with a line break where it is not empty.</summary>
    public static string Print(Schema schema)
    {
        var definitions = new List<string>();
        if (DefinitionOf(schema) is { } definition)
        {
            definitions.Add(definition);
        }

        definitions.AddRange(schema.Directives.Where(d => !StandardDirectives.IsStandard(d)).Select(Print));
        definitions.AddRange(schema.Types.Where(t => !Scalars.ScalarTypes.Standard.Contains(t) && !schema.Introspection.All.Contains(t)).Select(Print));
        return string.Join("\n\n", definitions);
    }

    /// <summary>The definition of the schema itself, null where the root types' names say it all.</summary>
    private static string? DefinitionOf(Schema schema)
    {
        (string Operation, string Name, ObjectType? Type)[] roots =
        [
            ("query", "Query", schema.Query),
            ("mutation", "Mutation", schema.Mutation),
            ("subscription", "Subscription", schema.Subscription),
        ];
        if (schema.Description is null && roots.All(r => schema.Types.Find(r.Name) == r.Type))
        {
            return null;
        }

        var text = new StringBuilder();
        AppendDescription(text, schema.Description, "", isFirst: true);
        text.Append("schema {\n");
        foreach (var (operation, _, type) in roots.Where(r => r.Type is not null))
        {
            text.Append("  ").Append(operation).Append(": ").Append(type).Append('\n');
        }

        return text.Append('}').ToString();
    }

    private static string Print(DirectiveType directive)
    {
        var text = new StringBuilder();
        AppendDescription(text, directive.Description, "", isFirst: true);
        text.Append("directive @").Append(directive.Name);
        AppendArguments(text, directive.Arguments, "");
        return text.Append(directive.IsRepeatable ? " repeatable" : "").Append(" on ").AppendJoin(" | ", directive.Locations).ToString();
    }

    private static string Print(NamedType type)
    {
        var text = new StringBuilder();
        AppendDescription(text, type.Description, "", isFirst: true);
        switch (type)
        {
            case ScalarType scalar:
                text.Append("scalar ").Append(type.Name);
                if (scalar.SpecifiedByUrl is { } url)
                {
                    text.Append(" @specifiedBy(url: ").Append(Quoted(url)).Append(')');
                }

                break;
            case FieldsType fields:
                text.Append(type is ObjectType ? "type " : "interface ").Append(type.Name);
                if (fields.Interfaces.Count > 0)
                {
                    text.Append(" implements ").AppendJoin(" & ", fields.Interfaces.Select(i => i.Name));
                }

                AppendBlock(text, fields.Fields, f => f.Description, AppendField);
                break;
            case UnionType union:
                text.Append("union ").Append(type.Name);
                if (union.Types.Count > 0)
                {
                    text.Append(" = ").AppendJoin(" | ", union.Types.Select(t => t.Name));
                }

                break;
            case EnumType enumeration:
                text.Append("enum ").Append(type.Name);
                AppendBlock(text, enumeration.Values, v => v.Description, (t, v) => AppendDeprecation(t.Append(v.Name), v.DeprecationReason));
                break;
            case InputObjectType input:
                text.Append("input ").Append(type.Name).Append(input.IsOneOf ? " @oneOf" : "");
                AppendBlock(text, input.Fields, f => f.Description, AppendInputValue);
                break;
        }

        return text.ToString();
    }

    private static void AppendField(StringBuilder text, Field field)
    {
        text.Append(field.Name);
        AppendArguments(text, field.Arguments, "  ");
        text.Append(": ").Append(field.Type);
        AppendDeprecation(text, field.DeprecationReason);
    }

    private static void AppendInputValue(StringBuilder text, InputValue input)
    {
        text.Append(input.Name).Append(": ").Append(input.Type);
        if (input.DefaultValue is { } value)
        {
            text.Append(" = ").Append(Printer.Print(value));
        }

        AppendDeprecation(text, input.DeprecationReason);
    }

    private static void AppendDeprecation(StringBuilder text, string? reason)
    {
        if (reason is not null)
        {
            text.Append(" @deprecated").Append(reason == StandardDirectives.DefaultDeprecationReason ? "" : $"(reason: {Quoted(reason)})");
        }
    }

    /// <summary>Arguments in one line; where one has a description, each in a line of its own.</summary>
    private static void AppendArguments(StringBuilder text, NamedList<InputValue> arguments, string indentation)
    {
        if (arguments.Count == 0)
        {
            return;
        }

        text.Append('(');
        if (arguments.All(a => a.Description is null))
        {
            for (var i = 0; i < arguments.Count; i++)
            {
                text.Append(i == 0 ? "" : ", ");
                AppendInputValue(text, arguments[i]);
            }

            text.Append(')');
            return;
        }

        text.Append('\n');
        AppendItems(text, arguments, a => a.Description, AppendInputValue, indentation + "  ");
        text.Append(indentation).Append(')');
    }

    private static void AppendBlock<T>(StringBuilder text, IReadOnlyList<T> items, Func<T, string?> description, Action<StringBuilder, T> append)
    {
        if (items.Count == 0)
        {
            return;
        }

        text.Append(" {\n");
        AppendItems(text, items, description, append, "  ");
        text.Append('}');
    }

    private static void AppendItems<T>(StringBuilder text, IReadOnlyList<T> items, Func<T, string?> description, Action<StringBuilder, T> append, string indentation)
    {
        for (var i = 0; i < items.Count; i++)
        {
            AppendDescription(text, description(items[i]), indentation, isFirst: i == 0);
            text.Append(indentation);
            append(text, items[i]);
            text.Append('\n');
        }
    }

    private static void AppendDescription(StringBuilder text, string? description, string indentation, bool isFirst)
    {
        if (description is null)
        {
            return;
        }

        var literal = Printer.Print(new StringValueNode(default, description, IsPrintableAsBlock(description)));
        text.Append(isFirst ? "" : "\n").Append(indentation).Append(literal.Replace("\n", $"\n{indentation}", StringComparison.Ordinal)).Append('\n');
    }

    /// <summary>Whether a block string reads back as the same text: without control characters, blank lines at either end, or an indentation all lines share.</summary>
    private static bool IsPrintableAsBlock(string text)
    {
        if (text.Length == 0)
        {
            return true;
        }

        if (text.Any(c => c < ' ' && c is not ('\t' or '\n')))
        {
            return false;
        }

        var lines = text.Split('\n');
        return !IsBlank(lines[0]) && !IsBlank(lines[^1]) && (lines.Length == 1 || lines.Any(line => !IsBlank(line) && line[0] is not (' ' or '\t')));
    }

    private static bool IsBlank(string line) => !line.AsSpan().ContainsAnyExcept(' ', '\t');

    private static string Quoted(string text) => Printer.Print(new StringValueNode(default, text, block: false));
}
