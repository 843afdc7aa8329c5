using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>What a client says.</summary>
internal enum ClientMessageType
{
    Unknown,
    ConnectionInit,
    Subscribe,
    Complete,
    Ping,
    Pong,
}

/// <summary>A message of a client, read where it was received.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Id">The operation it is about; null without one.</param>
/// <param name="Payload">The payload as JSON; empty without one.</param>
internal readonly record struct ClientMessage(ClientMessageType Type, string? Id, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Reads a message.</summary>
    /// <param name="json">The message's text.</param>
    /// <param name="message">What it says.</param>
    /// <param name="problem">Why it is none.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, out ClientMessage message, [NotNullWhen(false)] out string? problem)
    {
        message = default;
        try
        {
            problem = Utf8.IsValid(json.Span) ? Read(json, out message) : "Invalid message: not UTF-8";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problem = "Invalid message: not JSON";
        }

        return problem is null;
    }

    private static string? Read(ReadOnlyMemory<byte> json, out ClientMessage message)
    {
        message = default;
        var type = ClientMessageType.Unknown;
        string? id = null;
        ReadOnlyMemory<byte> payload = default;
        var reader = new Utf8JsonReader(json.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return "Invalid message: not a JSON object";
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isId = reader.ValueTextEquals("id"u8);
            var isPayload = reader.ValueTextEquals("payload"u8);
            reader.Read();
            if (isType)
            {
                type = reader.TokenType == JsonTokenType.String ? TypeOf(ref reader) : ClientMessageType.Unknown;
            }
            else if (isId)
            {
                id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            var start = (int)reader.TokenStartIndex;
            var isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            if (isPayload && !isNull)
            {
                payload = json[start..(int)reader.BytesConsumed];
            }
        }

        reader.Read();
        message = new ClientMessage(type, id, payload);
        return type switch
        {
            ClientMessageType.Unknown => "Invalid message: unknown type",
            ClientMessageType.Subscribe or ClientMessageType.Complete when string.IsNullOrEmpty(id) => "Invalid message: no id",
            ClientMessageType.Subscribe when payload.IsEmpty => "Invalid message: no payload",
            not ClientMessageType.Subscribe when !payload.IsEmpty && payload.Span[0] != '{' => "Invalid message: the payload is not an object",
            _ => null,
        };
    }

    private static ClientMessageType TypeOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("subscribe"u8) ? ClientMessageType.Subscribe
        : reader.ValueTextEquals("complete"u8) ? ClientMessageType.Complete
        : reader.ValueTextEquals("ping"u8) ? ClientMessageType.Ping
        : reader.ValueTextEquals("pong"u8) ? ClientMessageType.Pong
        : reader.ValueTextEquals("connection_init"u8) ? ClientMessageType.ConnectionInit
        : ClientMessageType.Unknown;
}
