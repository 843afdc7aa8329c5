using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansLedger.GraphQL.Language;

/// <summary>Text under construction: every line break, also one within a block string, is followed by the indentation in force.</summary>
internal sealed partial class SyntaxWriter
{
    private const string Indentation = "  ";

    private readonly StringBuilder _text = new();
    private int _level;

    public override string ToString() => _text.ToString();

    public void Write(SyntaxNode node)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (node)
        {
            case DocumentNode document:
                WriteAll(document.Definitions, "\n\n");
                break;
            case NameNode name:
                Write(name.Value);
                break;
            case TypeNode type:
                WriteType(type);
                break;
            case ValueNode value:
                WriteValue(value);
                break;
            case SelectionNode selection:
                WriteSelection(selection);
                break;
            case ExecutableDefinitionNode definition:
                WriteExecutable(definition);
                break;
            case TypeDefinitionNode definition:
                WriteTypeDefinition(definition);
                break;
            default:
                WritePart(node);
                break;
        }
    }

    /// <summary>The nodes that are only part of others, and the definitions that define no type.</summary>
    private void WritePart(SyntaxNode node)
    {
        switch (node)
        {
            case SelectionSetNode selectionSet:
                WriteBlock(selectionSet.Selections);
                break;
            case ArgumentNode argument:
                WriteNamed(argument.Name, argument.Value);
                break;
            case ObjectFieldNode field:
                WriteNamed(field.Name, field.Value);
                break;
            case DirectiveNode directive:
                Write("@");
                Write(directive.Name.Value);
                WriteDirectiveArguments(directive.Arguments);
                break;
            case VariableDefinitionNode variable:
                WriteVariableDefinition(variable);
                break;
            case FieldDefinitionNode field:
                WriteFieldDefinition(field);
                break;
            case InputValueDefinitionNode input:
                WriteInputValue(input);
                break;
            case EnumValueDefinitionNode value:
                WriteDescription(value.Description);
                Write(value.Name.Value);
                WriteDirectives(value.Directives);
                break;
            case OperationTypeNode operationType:
                Write(Keyword(operationType.Operation));
                Write(": ");
                WriteType(operationType.Type);
                break;
            case SchemaDefinitionNode schema:
                WriteDescription(schema.Description);
                WriteSchema("schema", schema.Directives, schema.OperationTypes);
                break;
            case SchemaExtensionNode schema:
                WriteSchema("extend schema", schema.Directives, schema.OperationTypes);
                break;
            case DirectiveDefinitionNode directive:
                WriteDirectiveDefinition(directive);
                break;
            default:
                throw new ArgumentException($"There is no text for a {node.GetType().Name}.", nameof(node));
        }
    }

    private void Write(string text)
    {
        if (_level == 0 || !text.Contains('\n', StringComparison.Ordinal))
        {
            _text.Append(text);
            return;
        }

        foreach (var character in text)
        {
            _text.Append(character);
            if (character == '\n')
            {
                _text.Insert(_text.Length, Indentation, _level);
            }
        }
    }

    private void WriteAll(IReadOnlyList<SyntaxNode> nodes, string separator)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            Write(i == 0 ? "" : separator);
            Write(nodes[i]);
        }
    }

    /// <summary>One node a line between braces.</summary>
    private void WriteBlock(IReadOnlyList<SyntaxNode> nodes)
    {
        Write("{");
        _level++;
        Write("\n");
        WriteAll(nodes, "\n");
        _level--;
        Write("\n}");
    }

    private void WriteLines(string open, string[] items, string close)
    {
        Write(open);
        _level++;
        Write("\n");
        Write(string.Join('\n', items));
        _level--;
        Write("\n");
        Write(close);
    }

    /// <summary>The texts of nodes before any indentation: what decides whether they share a line.</summary>
    private static string[] TextsOf(IReadOnlyList<SyntaxNode> nodes)
    {
        var texts = new string[nodes.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Printer.Print(nodes[i]);
        }

        return texts;
    }

    private static bool HasLineBreak(string[] texts) => Array.Exists(texts, text => text.Contains('\n', StringComparison.Ordinal));

    private void WriteNamed(NameNode name, SyntaxNode value)
    {
        Write(name.Value);
        Write(": ");
        Write(value);
    }

    private void WriteDirectiveArguments(IReadOnlyList<ArgumentNode> arguments)
    {
        if (arguments.Count > 0)
        {
            Write("(");
            WriteAll(arguments, ", ");
            Write(")");
        }
    }

    private void WriteDirectives(IReadOnlyList<DirectiveNode> directives)
    {
        foreach (var directive in directives)
        {
            Write(" ");
            Write(directive);
        }
    }

    private void WriteDescription(StringValueNode? description)
    {
        if (description is not null)
        {
            WriteValue(description);
            Write("\n");
        }
    }

    private static string Keyword(OperationKind operation) => operation switch
    {
        OperationKind.Mutation => "mutation",
        OperationKind.Subscription => "subscription",
        _ => "query",
    };
}
