using System.Buffers;
using System.Text.Json;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Scalars;

/// <summary>Literals as the JSON they look like. Numbers keep their digits; enum values become strings.</summary>
internal static class LiteralJson
{
    /// <summary>The JSON of a literal without variables.</summary>
    /// <exception cref="ArgumentException">There is a variable in it.</exception>
    public static JsonElement Of(ValueNode literal)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, literal);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ValueNode literal)
    {
        switch (literal)
        {
            case NullValueNode:
                writer.WriteNullValue();
                break;
            case IntValueNode number:
                writer.WriteRawValue(number.Value);
                break;
            case FloatValueNode number:
                writer.WriteRawValue(number.Value);
                break;
            case StringValueNode text:
                writer.WriteStringValue(text.Value);
                break;
            case EnumValueNode name:
                writer.WriteStringValue(name.Value);
                break;
            case BooleanValueNode boolean:
                writer.WriteBooleanValue(boolean.Value);
                break;
            case ListValueNode list:
                writer.WriteStartArray();
                foreach (var item in list.Values)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case ObjectValueNode members:
                writer.WriteStartObject();
                foreach (var member in members.Fields)
                {
                    writer.WritePropertyName(member.Name.Value);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"{Printer.Print(literal)} is not a literal without variables.", nameof(literal));
        }
    }
}
