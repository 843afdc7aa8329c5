using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Types;

/// <summary>Values as error messages show them: like JavaScript literals, cut short in depth and length.</summary>
internal static class Inspection
{
    private const int MaxItems = 10;
    private const int MaxDepth = 2;

    /// <summary>A value of a request.</summary>
    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    /// <summary>A value of a resolver's. Objects that are no JSON appear as their type's name, their content being nobody's business.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Append(text, value, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, depth, value.EnumerateObject().Select(p => (p.Name, (object?)p.Value)));
                break;
            case JsonValueKind.Array:
                AppendList(text, depth, value.EnumerateArray().Cast<object?>());
                break;
            case JsonValueKind.String:
                AppendString(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(JavaScriptNumber.Format(value));
                break;
            default:
                text.Append(value.ValueKind == JsonValueKind.Undefined ? "undefined" : value.GetRawText());
                break;
        }
    }

    private static void Append(StringBuilder text, object? value, int depth)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonElement json:
                Append(text, json, depth);
                break;
            case string s:
                AppendString(text, s);
                break;
            case char c:
                AppendString(text, c.ToString());
                break;
            case bool b:
                text.Append(b ? "true" : "false");
                break;
            case double or float:
                text.Append(JavaScriptNumber.Format(Convert.ToDouble(value, CultureInfo.InvariantCulture)));
                break;
            case IReadOnlyDictionary<string, object?> members:
                AppendObject(text, depth, members.Select(m => (m.Key, m.Value)));
                break;
            case IEnumerable items:
                AppendList(text, depth, items.Cast<object?>());
                break;
            case IFormattable formattable when value.GetType().IsValueType:
                text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                text.Append('[').Append(value.GetType().Name).Append(']');
                break;
        }
    }

    private static void AppendObject(StringBuilder text, int depth, IEnumerable<(string Name, object? Value)> members)
    {
        var separator = "{ ";
        foreach (var (name, value) in members)
        {
            if (depth == MaxDepth)
            {
                text.Append("[Object]");
                return;
            }

            text.Append(separator).Append(name).Append(": ");
            Append(text, value, depth + 1);
            separator = ", ";
        }

        text.Append(separator == "{ " ? "{}" : " }");
    }

    private static void AppendList(StringBuilder text, int depth, IEnumerable<object?> items)
    {
        var count = 0;
        foreach (var item in items)
        {
            if (depth == MaxDepth)
            {
                text.Append("[Array]");
                return;
            }

            if (count < MaxItems)
            {
                text.Append(count == 0 ? "[" : ", ");
                Append(text, item, depth + 1);
            }

            count++;
        }

        text.Append(count switch
        {
            0 => "[]",
            <= MaxItems => "]",
            MaxItems + 1 => ", ... 1 more item]",
            _ => $", ... {count - MaxItems} more items]",
        });
    }

    private static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                text.Append(c).Append(value[++i]);
                continue;
            }

            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when char.IsSurrogate(c) => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
