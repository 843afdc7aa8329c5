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

        // "E16" style text has the shortest digits as a mantissa d.ddd and an exponent: both are put together anew.
        var parts = value.ToString("E16", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var digits = new string([.. shortest.Split('E')[0].Where(char.IsAsciiDigit)]).TrimStart('0').TrimEnd('0');
        var exponent = int.Parse(parts.AsSpan(parts.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var sign = value < 0 ? "-" : "";
        return exponent switch
        {
            >= 21 or < -7 => sign + digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture),
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
