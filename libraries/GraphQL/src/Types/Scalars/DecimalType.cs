using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>Exact decimal numbers of up to 28 digits. What is written is what is read: <c>1.10</c> stays <c>1.10</c>.</summary>
internal sealed class DecimalType : Scalar<decimal>, IValueWriter<int>, IValueWriter<long>
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    public DecimalType()
        : base("Decimal")
    {
        SpecifiedByUrl = "https://scalars.graphql.org/chillicream/decimal.html";
        Description = "The `Decimal` scalar type represents an exact decimal number of up to 28 significant digits, written as a number.";
    }

    public override bool TryCoerceLiteral(ValueNode literal, out object? value, [NotNullWhen(false)] out string? error) => literal switch
    {
        IntValueNode number => TryParse(number.Value, out value, out error),
        FloatValueNode number => TryParse(number.Value, out value, out error),
        _ => Refused(NotNumeric(Printer.Print(literal)), out value, out error),
    };

    public override bool TryCoerceJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? error) =>
        json.ValueKind == JsonValueKind.Number
            ? TryParse(json.GetRawText(), out value, out error)
            : Refused(NotNumeric(Inspection.Of(json)), out value, out error);

    public override bool TryWriteValue(ResponseWriter writer, decimal value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteNumber(value);
        error = null;
        return true;
    }

    public bool TryWriteValue(ResponseWriter writer, int value, [NotNullWhen(false)] out string? error) => TryWriteValue(writer, (long)value, out error);

    public bool TryWriteValue(ResponseWriter writer, long value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteNumber(value);
        error = null;
        return true;
    }

    protected override bool TryWriteOther(ResponseWriter writer, object value, [NotNullWhen(false)] out string? error)
    {
        switch (value)
        {
            case int or long or short or sbyte or byte or ushort or uint or ulong:
                return TryWriteValue(writer, Convert.ToDecimal(value, CultureInfo.InvariantCulture), out error);
            case JsonElement { ValueKind: JsonValueKind.Number } json when TryParse(json.GetRawText(), out var exact, out error):
                return TryWriteValue(writer, (decimal)exact!, out error);
            default:
                error = NotNumeric(Inspection.Of(value));
                return false;
        }
    }

    private static bool TryParse(string text, out object? value, [NotNullWhen(false)] out string? error)
    {
        // A decimal takes more digits than it can hold and rounds; money must not change on its way in.
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var result) || SignificantDigits(text) > 28)
        {
            return Refused($"Decimal cannot represent a number of more than 28 digits: {text}", out value, out error);
        }

        return Coerced(result, out value, out error);
    }

    private static int SignificantDigits(string text)
    {
        var exponent = text.AsSpan().IndexOfAny('e', 'E');
        var mantissa = exponent < 0 ? text : text[..exponent];
        var digits = new string([.. mantissa.Where(char.IsAsciiDigit)]).TrimStart('0');
        if (exponent < 0 || digits.Length == 0)
        {
            return digits.Length;
        }

        if (!int.TryParse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power))
        {
            return int.MaxValue;
        }

        // 1e-30 has one digit but needs thirty places.
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var places = (point < 0 ? 0L : mantissa.Length - point - 1) - power;
        return (int)Math.Clamp(places, digits.Length, int.MaxValue);
    }

    private static string NotNumeric(string value) => $"Decimal cannot represent non numeric value: {value}";
}
