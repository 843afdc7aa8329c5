using System.Globalization;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>Operations, fragments, selections, values and types.</summary>
internal sealed partial class SyntaxWriter
{
    private const int LongestArgumentLine = 80;

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
        var line = OnOneLine(variables);
        if (!line.Contains('\n', StringComparison.Ordinal))
        {
            Write(line);
            return;
        }

        Write("(\n");
        WriteAll(variables, "\n");
        Write("\n)");
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
        var arguments = OnOneLine(field.Arguments);
        Write(prefix);
        if (prefix.Length + arguments.Length > LongestArgumentLine && field.Arguments.Count > 0)
        {
            WriteLines("(", field.Arguments, ")");
        }
        else
        {
            Write(arguments);
        }

        WriteDirectives(field.Directives);
        if (field.SelectionSet is not null)
        {
            Write(" ");
            Write(field.SelectionSet);
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
                Write("[");
                WriteAll(list.Values, ", ");
                Write("]");
                break;
            case ObjectValueNode fields:
                Write("{ ");
                WriteAll(fields.Fields, ", ");
                Write(" }");
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
