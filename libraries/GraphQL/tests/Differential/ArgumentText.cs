using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>
/// What a field answers whose root value is <c>{"$args": true}</c>: its coerced arguments as JSON text, keys sorted by their code units, numbers and strings as
/// JavaScript writes them. For the adapter of an engine; the reference does the same in <c>reference.mjs</c>.
/// </summary>
internal static class ArgumentText
{
    public static string Of(JsonNode? arguments)
    {
        var text = new StringBuilder();
        Write(text, arguments);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject fields:
                Join(text, '{', '}', fields.OrderBy(field => field.Key, StringComparer.Ordinal), field =>
                {
                    WriteString(text, field.Key);
                    text.Append(':');
                    Write(text, field.Value);
                });
                break;
            case JsonArray items:
                Join(text, '[', ']', items, item => Write(text, item));
                break;
            case var value when value.GetValueKind() == JsonValueKind.String:
                WriteString(text, (string)value!);
                break;
            case var value when value.GetValueKind() == JsonValueKind.Number:
                text.Append(Number(double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)));
                break;
            default:
                text.Append(node.ToJsonString());
                break;
        }
    }

    private static void Join<T>(StringBuilder text, char open, char close, IEnumerable<T> parts, Action<T> write)
    {
        text.Append(open);
        foreach (var (at, part) in parts.Index())
        {
            if (at > 0) text.Append(',');
            write(part);
        }

        text.Append(close);
    }

    /// <summary>https://tc39.es/ecma262/#sec-quotejsonstring</summary>
    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append($"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }

    /// <summary>https://tc39.es/ecma262/#sec-numeric-types-number-tostring; what is not finite is null in JSON.</summary>
    private static string Number(double value)
    {
        if (!double.IsFinite(value)) return "null";
        if (value == 0) return "0";
        var (digits, point) = Shortest(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        if (point is > 0 and <= 21) return sign + (digits.Length <= point ? digits.PadRight(point, '0') : $"{digits[..point]}.{digits[point..]}");
        if (point is > -6 and <= 0) return $"{sign}0.{new string('0', -point)}{digits}";
        var exponent = point - 1;
        return $"{sign}{digits[0]}{(digits.Length > 1 ? "." + digits[1..] : "")}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent)}";
    }

    /// <summary>The fewest digits that give the number back, and where the point stands: 0.[digits] times ten to the power of it.</summary>
    private static (string Digits, int Point) Shortest(double value)
    {
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        var at = parts[0].IndexOf('.');
        var whole = at < 0 ? parts[0] : parts[0][..at];
        var digits = (whole + (at < 0 ? "" : parts[0][(at + 1)..])).TrimStart('0');
        var leading = whole.Length + (at < 0 ? 0 : parts[0].Length - at - 1) - digits.Length;
        return (digits.TrimEnd('0'), whole.Length - leading + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0));
    }
}
