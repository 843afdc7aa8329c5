using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansLedger.Providers.Contract;

/// <summary>Reads JSON lists without their null elements, so that no adapter meets a null where a provider sends one by mistake.</summary>
internal sealed class ListsWithoutNulls : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType
        && (typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) || typeToConvert.GetGenericTypeDefinition() == typeof(List<>))
        && !typeToConvert.GetGenericArguments()[0].IsValueType;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var converter = typeToConvert.GetGenericTypeDefinition() == typeof(List<>) ? typeof(OfList<>) : typeof(OfReadOnlyList<>);
        return (JsonConverter)Activator.CreateInstance(converter.MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private static List<T> Read<T>(ref Utf8JsonReader reader, JsonSerializerOptions options)
        where T : class
    {
        var list = new List<T>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException($"A list was expected, not {reader.TokenType}.");
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(T))) is T element)
            {
                list.Add(element);
            }
        }

        return list;
    }

    private static void Write<T>(Utf8JsonWriter writer, IEnumerable<T> list, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var element in list)
        {
            JsonSerializer.Serialize(writer, element, options.GetTypeInfo(typeof(T)));
        }

        writer.WriteEndArray();
    }

    private sealed class OfReadOnlyList<T> : JsonConverter<IReadOnlyList<T>>
        where T : class
    {
        public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read<T>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) => ListsWithoutNulls.Write(writer, value, options);
    }

    private sealed class OfList<T> : JsonConverter<List<T>>
        where T : class
    {
        public override List<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read<T>(ref reader, options);

        public override void Write(Utf8JsonWriter writer, List<T> value, JsonSerializerOptions options) => ListsWithoutNulls.Write(writer, value, options);
    }
}
