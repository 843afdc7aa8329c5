using System.Globalization;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Types;

/// <summary>Numbers as JavaScript spells them: what clients and error messages of GraphQL are used to.</summary>
internal static class JavaScriptNumber
{
    /// <summary>The shortest text that reads back as the same number; exponents from 1e21 up and below 1e-6.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        if (value == 0)
        {
            return "0";
        }

        // The shortest digits that read back the same, as d.ddd and an exponent, put together anew.
        var shortest = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 16; precision++)
        {
            var shorter = value.ToString($"E{precision}", CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture) == value)
            {
                shortest = shorter;
                break;
            }
        }

        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var digits = shortest[..mark].Replace("-", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);
        var exponent = int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = value < 0 ? "-" : "";
        return exponent switch
        {
            >= 21 or < -6 => sign + digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture),
            < 0 => sign + "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => sign + digits + new string('0', exponent + 1 - digits.Length),
            _ => sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
        };
    }

    /// <summary>A JSON number: integers keep all their digits, the rest is formatted as a double.</summary>
    public static string Format(JsonElement number)
    {
        var raw = number.GetRawText();
        if (raw.AsSpan().ContainsAny('.', 'e', 'E'))
        {
            return Format(number.GetDouble());
        }

        return raw == "-0" ? "0" : raw;
    }

    /// <summary>The number a string stands for, decimal digits only, spaces around it allowed.</summary>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);
}
