using System.Globalization;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>Operations, fragments, selections, values and types.</summary>
internal sealed partial class SyntaxWriter
{
    private const int LongestLine = 80;

    private void WriteExecutable(ExecutableDefinitionNode definition)
    {
        WriteDescription(definition.Description);
        switch (definition)
        {
            case OperationDefinitionNode { Operation: OperationKind.Query, Name: null, Description: null, Variables: [], Directives: [] }:
                break;
            case OperationDefinitionNode operation:
                Write(Keyword(operation.Operation));
                Write(operation.Name is null && operation.Variables.Count == 0 ? "" : " ");
                Write(operation.Name?.Value ?? "");
                WriteVariables(operation.Variables);
                WriteDirectives(operation.Directives);
                Write(" ");
                break;
            case FragmentDefinitionNode fragment:
                Write("fragment ");
                Write(fragment.Name.Value);
                Write(" on ");
                WriteType(fragment.TypeCondition);
                WriteDirectives(fragment.Directives);
                Write(" ");
                break;
        }

        Write(definition.SelectionSet);
    }

    private void WriteVariables(IReadOnlyList<VariableDefinitionNode> variables)
    {
        if (variables.Count == 0)
        {
            return;
        }

        var texts = TextsOf(variables);
        Write(HasLineBreak(texts) ? $"(\n{string.Join('\n', texts)}\n)" : $"({string.Join(", ", texts)})");
    }

    private void WriteVariableDefinition(VariableDefinitionNode variable)
    {
        WriteDescription(variable.Description);
        Write(variable.Variable);
        Write(": ");
        WriteType(variable.Type);
        WriteDefault(variable.DefaultValue);
        WriteDirectives(variable.Directives);
    }

    private void WriteDefault(ValueNode? value)
    {
        if (value is not null)
        {
            Write(" = ");
            Write(value);
        }
    }

    private void WriteSelection(SelectionNode selection)
    {
        switch (selection)
        {
            case FieldNode field:
                WriteField(field);
                break;
            case FragmentSpreadNode spread:
                Write("...");
                Write(spread.Name.Value);
                WriteDirectives(spread.Directives);
                break;
            case InlineFragmentNode fragment:
                Write("...");
                Write(fragment.TypeCondition is null ? "" : $" on {fragment.TypeCondition.Name}");
                WriteDirectives(fragment.Directives);
                Write(" ");
                Write(fragment.SelectionSet);
                break;
        }
    }

    private void WriteField(FieldNode field)
    {
        var prefix = field.Alias is null ? field.Name.Value : $"{field.Alias}: {field.Name}";
        if (field.Arguments.Count == 0)
        {
            Write(prefix);
        }
        else
        {
            WriteWrapped($"{prefix}(", field.Arguments, ")");
        }

        WriteDirectives(field.Directives);
        if (field.SelectionSet is not null)
        {
            Write(" ");
            Write(field.SelectionSet);
        }
    }

    /// <summary>Arguments or items on one line, or each on its own where that line would be too long.</summary>
    private void WriteWrapped(string open, IReadOnlyList<SyntaxNode> items, string close, string padding = "")
    {
        var texts = TextsOf(items);
        var line = $"{open}{padding}{string.Join(", ", texts)}{padding}{close}";
        if (line.Length > LongestLine)
        {
            WriteLines(open, texts, close);
        }
        else
        {
            Write(line);
        }
    }

    private void WriteType(TypeNode type)
    {
        switch (type)
        {
            case NamedTypeNode named:
                Write(named.Name.Value);
                break;
            case ListTypeNode list:
                Write("[");
                Write(list.Type);
                Write("]");
                break;
            case NonNullTypeNode nonNull:
                Write(nonNull.Type);
                Write("!");
                break;
        }
    }

    private void WriteValue(ValueNode value)
    {
        switch (value)
        {
            case VariableNode variable:
                Write("$");
                Write(variable.Name.Value);
                break;
            case IntValueNode integer:
                Write(integer.Value);
                break;
            case FloatValueNode number:
                Write(number.Value);
                break;
            case StringValueNode text:
                Write(text.Block ? BlockString.Encode(text.Value) : Quote(text.Value));
                break;
            case BooleanValueNode boolean:
                Write(boolean.Value ? "true" : "false");
                break;
            case NullValueNode:
                Write("null");
                break;
            case EnumValueNode name:
                Write(name.Value);
                break;
            case ListValueNode list:
                WriteWrapped("[", list.Values, "]");
                break;
            case ObjectValueNode fields:
                WriteWrapped("{", fields.Fields, "}", padding: " ");
                break;
        }
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var character in value)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(character) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
