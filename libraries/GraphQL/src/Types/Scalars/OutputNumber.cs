using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>Resolvers' values as numbers, in the way JavaScript servers take them.</summary>
internal static class OutputNumber
{
    /// <summary>The number a value is or stands for: any of the CLR's number types or a JSON number; with <paramref name="lenient"/> also booleans (0 and 1) and strings of digits.</summary>
    public static bool TryRead(object value, bool lenient, out double number)
    {
        switch (value)
        {
            case double or float or decimal or int or long or short or sbyte or byte or ushort or uint or ulong:
                number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                return true;
            case Half half:
                number = (double)half;
                return true;
            case BigInteger or Int128 or UInt128:
                number = double.Parse(value.ToString()!, CultureInfo.InvariantCulture);
                return true;
            case JsonElement { ValueKind: JsonValueKind.Number } json:
                number = json.GetDouble();
                return true;
            case bool or JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } when lenient:
                number = value is true or JsonElement { ValueKind: JsonValueKind.True } ? 1 : 0;
                return true;
            case string text when lenient:
                return JavaScriptNumber.TryParse(text, out number);
            case JsonElement { ValueKind: JsonValueKind.String } json when lenient:
                return JavaScriptNumber.TryParse(json.GetString()!, out number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>The text of a number as a string scalar shows it; null when it is none or not finite.</summary>
    public static string? Text(object value) => value switch
    {
        int or long or short or sbyte or byte or ushort or uint or ulong or decimal or BigInteger or Int128 or UInt128 => Convert.ToString(value, CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.Number } json => double.IsFinite(json.GetDouble()) ? JavaScriptNumber.Format(json) : null,
        _ when TryRead(value, lenient: false, out var number) && double.IsFinite(number) => JavaScriptNumber.Format(number),
        _ => null,
    };
}
