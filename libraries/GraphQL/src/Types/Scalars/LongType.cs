using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class LongType : Scalar<long>, IValueWriter<int>, IValueWriter<uint>
{
    public LongType()
        : base("Long") =>
        Description = "The `Long` scalar type represents non-fractional signed whole 64-bit numeric values, between -(2^63) and 2^63 - 1.";

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (literal is not IntValueNode node)
        {
            return Refused(NotAnInteger(Printer.Print(literal)), out value, out error);
        }

        return long.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var result)
            ? Coerced(result, out value, out error)
            : Refused(TooLarge(node.Value), out value, out error);
    }

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            return Refused(NotAnInteger(Inspection.Of(json)), out value, out error);
        }

        if (json.TryGetInt64(out var number))
        {
            return Coerced(number, out value, out error);
        }

        // 1.0 and 1e3 are integers in another spelling.
        return json.TryGetDecimal(out var exact) && decimal.IsInteger(exact) && exact is >= long.MinValue and <= long.MaxValue
            ? Coerced((long)exact, out value, out error)
            : Refused(double.IsInteger(json.GetDouble()) ? TooLarge(Inspection.Of(json)) : NotAnInteger(Inspection.Of(json)), out value, out error);
    }

    public override bool TryWriteValue(ResponseWriter writer, long value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteNumber(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, int value, [NotNullWhen(false)] out string? error) => TryWriteValue(writer, (long)value, out error);

    public bool TryWriteValue(ResponseWriter writer, uint value, [NotNullWhen(false)] out string? error) => TryWriteValue(writer, (long)value, out error);

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        switch (value)
        {
            case int or short or sbyte or byte or ushort or uint:
                return TryWriteValue(writer, Convert.ToInt64(value, CultureInfo.InvariantCulture), out error);
            case ulong and <= long.MaxValue:
                return TryWriteValue(writer, (long)(ulong)value, out error);
            case JsonElement { ValueKind: JsonValueKind.Number } json when json.TryGetInt64(out var number):
                return TryWriteValue(writer, number, out error);
            default:
                error = NotAnInteger(Inspection.Of(value));
                return false;
        }
    }

    private static string NotAnInteger(string value) => $"Long cannot represent non-integer value: {value}";

    private static string TooLarge(string value) => $"Long cannot represent non 64-bit signed integer value: {value}";
}
