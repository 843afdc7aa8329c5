using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansLedger.Domain.Access;

/// <summary>Makes a mutation's input fit for the record: short, and without secrets.</summary>
public static partial class AuditDetail
{
    /// <summary>Longer texts and lists are cut: the record says what was asked, it is no copy of the data.</summary>
    public const int LongestText = 200;

    public const int LongestList = 20;

    private const string Removed = "(removed)";

    /// <summary>The input as a JSON object. Values of fields that are named like secrets, and API keys anywhere, are replaced by <c>(removed)</c>.</summary>
    public static string Of(JsonElement input)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (input.ValueKind == JsonValueKind.Object)
            {
                Write(json, input);
            }
            else
            {
                json.WriteStartObject();
                json.WritePropertyName("input");
                Write(json, input);
                json.WriteEndObject();
            }
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in value.EnumerateObject())
                {
                    json.WritePropertyName(field.Name);
                    if (NamesSecret().IsMatch(field.Name) && field.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False))
                    {
                        json.WriteStringValue(Removed);
                    }
                    else
                    {
                        Write(json, field.Value);
                    }
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray().Take(LongestList))
                {
                    Write(json, item);
                }

                if (value.GetArrayLength() > LongestList)
                {
                    json.WriteStringValue($"(and {value.GetArrayLength() - LongestList} more)");
                }

                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                json.WriteStringValue(Text(value.GetString()!));
                break;
            case JsonValueKind.Undefined:
                json.WriteNullValue();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    /// <summary>One text of a client's, fit for the record: cut to 200 characters, without API keys and what PostgreSQL has no room for.</summary>
    public static string Text(string text)
    {
        var clean = PlainText.Printable(ApiKey().Replace(text, Removed));
        if (clean.Length <= LongestText)
        {
            return clean;
        }

        var end = char.IsHighSurrogate(clean[LongestText - 1]) ? LongestText - 1 : LongestText;
        return $"{clean[..end]}... ({clean.Length} characters)";
    }

    /// <summary>An authorization's code and state are secrets too, until they are used.</summary>
    [GeneratedRegex("secret|token|password|credential|^(key|apiKey|code|state|authorization)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamesSecret();

    [GeneratedRegex("olk_[A-Za-z0-9_-]{8,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApiKey();
}
