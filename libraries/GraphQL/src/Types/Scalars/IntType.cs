using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class IntType : Scalar<int>, IValueWriter<short>, IValueWriter<byte>
{
    public IntType()
        : base("Int") =>
        Description = "The `Int` scalar type represents non-fractional signed whole numeric values. Int can represent values between -(2^31) and 2^31 - 1.";

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (literal is not IntValueNode node)
        {
            return Refused(NotAnInteger(Printer.Print(literal)), out value, out error);
        }

        return int.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var result)
            ? Coerced(result, out value, out error)
            : Refused(TooLarge(node.Value), out value, out error);
    }

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error)
    {
        if (json.ValueKind != JsonValueKind.Number)
        {
            return Refused(NotAnInteger(Inspection.Of(json)), out value, out error);
        }

        return json.TryGetInt32(out var number) || TryNarrow(json.GetDouble(), json, out number, out error)
            ? Coerced(number, out value, out error)
            : Refused(error, out value, out error);
    }

    public override bool TryWriteValue(ResponseWriter writer, int value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteNumber(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, short value, [NotNullWhen(false)] out string? error) => TryWriteValue(writer, (int)value, out error);

    public bool TryWriteValue(ResponseWriter writer, byte value, [NotNullWhen(false)] out string? error) => TryWriteValue(writer, (int)value, out error);

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        if (!OutputNumber.TryRead(value, lenient: true, out var number))
        {
            error = NotAnInteger(Inspection.Of(value));
            return false;
        }

        return TryNarrow(number, value, out var narrow, out error) && TryWriteValue(writer, narrow, out error);
    }

    private static bool TryNarrow(double number, object shown, out int narrow, [NotNullWhen(false)] out string? error)
    {
        narrow = 0;
        error = null;
        if (!double.IsInteger(number))
        {
            error = NotAnInteger(Inspection.Of(shown));
        }
        else if (number is < int.MinValue or > int.MaxValue)
        {
            error = TooLarge(Inspection.Of(shown));
        }
        else
        {
            narrow = (int)number;
        }

        return error is null;
    }

    private static string NotAnInteger(string value) => $"Int cannot represent non-integer value: {value}";

    private static string TooLarge(string value) => $"Int cannot represent non 32-bit signed integer value: {value}";
}
