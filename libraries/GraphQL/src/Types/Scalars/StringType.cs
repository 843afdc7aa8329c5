using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class StringType : Scalar<string>
{
    public StringType()
        : base("String") =>
        Description = "The `String` scalar type represents textual data, represented as UTF-8 character sequences. The String type is most often used by GraphQL to represent free-form human-readable text.";

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error) =>
        literal is StringValueNode node
            ? Coerced(node.Value, out value, out error)
            : Refused($"String cannot represent a non string value: {Printer.Print(literal)}", out value, out error);

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        json.ValueKind == JsonValueKind.String
            ? Coerced(json.GetString()!, out value, out error)
            : Refused($"String cannot represent a non string value: {Inspection.Of(json)}", out value, out error);

    public override bool TryWriteValue(ResponseWriter writer, string value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteString(value);
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        var text = value switch
        {
            true or JsonElement { ValueKind: JsonValueKind.True } => "true",
            false or JsonElement { ValueKind: JsonValueKind.False } => "false",
            char letter => letter.ToString(),
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
            _ => OutputNumber.Text(value),
        };
        return text is null ? base.TryWriteOther(writer, value, out error) : TryWriteValue(writer, text, out error);
    }
}
