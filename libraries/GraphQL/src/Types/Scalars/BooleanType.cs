using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class BooleanType : Scalar<bool>
{
    private static readonly object True = true;
    private static readonly object False = false;

    public BooleanType()
        : base("Boolean") => Description = "The `Boolean` scalar type represents `true` or `false`.";

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error) =>
        literal is BooleanValueNode node
            ? Coerced(node.Value ? True : False, out value, out error)
            : Refused(NotBoolean(Printer.Print(literal)), out value, out error);

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        json.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Coerced(json.ValueKind == JsonValueKind.True ? True : False, out value, out error)
            : Refused(NotBoolean(Inspection.Of(json)), out value, out error);

    public override bool TryWriteValue(ResponseWriter writer, bool value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteBoolean(value);
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        if (value is JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } json)
        {
            return TryWriteValue(writer, json.ValueKind == JsonValueKind.True, out error);
        }

        if (OutputNumber.TryRead(value, lenient: false, out var number) && double.IsFinite(number))
        {
            return TryWriteValue(writer, number != 0, out error);
        }

        error = NotBoolean(Inspection.Of(value));
        return false;
    }

    private static string NotBoolean(string value) => $"Boolean cannot represent a non boolean value: {value}";
}
