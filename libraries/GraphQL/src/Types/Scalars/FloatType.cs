using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class FloatType : Scalar<double>, IValueWriter<float>, IValueWriter<int>, IValueWriter<decimal>
{
    public FloatType()
        : base("Float") =>
        Description = "The `Float` scalar type represents signed double-precision fractional values as specified by [IEEE 754](https://en.wikipedia.org/wiki/IEEE_floating_point).";

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error)
    {
        var text = literal switch
        {
            IntValueNode number => number.Value,
            FloatValueNode number => number.Value,
            _ => null,
        };

        // The specification refuses what a double cannot hold; JavaScript servers let 1e400 through as infinity.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var result) && double.IsFinite(result)
            ? Coerced(result, out value, out error)
            : Refused(NotNumeric(Printer.Print(literal)), out value, out error);
    }

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && double.IsFinite(number)
            ? Coerced(number, out value, out error)
            : Refused(NotNumeric(Inspection.Of(json)), out value, out error);

    public override bool TryWriteValue(ResponseWriter writer, double value, [NotNullWhen(false)] out string? error)
    {
        if (!double.IsFinite(value))
        {
            error = NotNumeric(Inspection.Of(value));
            return false;
        }

        writer.WriteNumber(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, float value, [NotNullWhen(false)] out string? error)
    {
        // By way of decimal digits: 0.1f is meant as 0.1, not as 0.10000000149011612.
        return TryWriteValue(writer, float.IsFinite(value) ? double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value, out error);
    }

    public bool TryWriteValue(ResponseWriter writer, int value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteNumber(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, decimal value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteNumber(value);
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        switch (value)
        {
            case float single:
                return TryWriteValue(writer, single, out error);
            case decimal exact:
                return TryWriteValue(writer, exact, out error);
        }

        if (OutputNumber.TryRead(value, lenient: true, out var number))
        {
            return TryWriteValue(writer, number, out error);
        }

        error = NotNumeric(Inspection.Of(value));
        return false;
    }

    private static string NotNumeric(string value) => $"Float cannot represent non numeric value: {value}";
}
