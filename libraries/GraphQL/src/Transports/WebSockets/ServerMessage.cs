using System.Text.Json;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>Writes what the server says. Whoever gets a writer disposes it.</summary>
internal static class ServerMessage
{
    public static ReadOnlyMemory<byte> Ping { get; } = "{\"type\":\"ping\"}"u8.ToArray();

    public static ResponseWriter Pong(ReadOnlySpan<byte> payload)
    {
        var writer = new ResponseWriter(64 + payload.Length);
        writer.WriteRaw("{\"type\":\"pong\""u8);
        if (!payload.IsEmpty)
        {
            writer.WriteRaw(",\"payload\":"u8);
            writer.WriteRaw(payload);
        }

        writer.WriteRaw((byte)'}');
        return writer;
    }

    public static ResponseWriter Ack(object? payload)
    {
        var writer = new ResponseWriter(256);
        writer.WriteRaw("{\"type\":\"connection_ack\""u8);
        if (payload is not null)
        {
            writer.WriteRaw(",\"payload\":"u8);
            writer.WriteObject(payload, JsonSerializerOptions.Web);
        }

        writer.WriteRaw((byte)'}');
        return writer;
    }

    public static ResponseWriter Next(string id, ReadOnlySpan<byte> response)
    {
        var writer = new ResponseWriter(64 + (id.Length * 3) + response.Length);
        Begin(writer, "{\"type\":\"next\",\"id\":"u8, id);
        writer.WriteRaw(",\"payload\":"u8);
        writer.WriteRaw(response);
        writer.WriteRaw((byte)'}');
        return writer;
    }

    public static ResponseWriter Error(string id, IReadOnlyList<GraphQLError> errors)
    {
        var writer = new ResponseWriter(512);
        Begin(writer, "{\"type\":\"error\",\"id\":"u8, id);
        writer.WriteRaw(",\"payload\":["u8);
        for (var i = 0; i < errors.Count; i++)
        {
            if (i > 0)
            {
                writer.WriteRaw((byte)',');
            }

            ErrorWriter.Write(writer, errors[i]);
        }

        writer.WriteRaw("]}"u8);
        return writer;
    }

    public static ResponseWriter Complete(string id)
    {
        var writer = new ResponseWriter(64 + (id.Length * 3));
        Begin(writer, "{\"type\":\"complete\",\"id\":"u8, id);
        writer.WriteRaw((byte)'}');
        return writer;
    }

    private static void Begin(ResponseWriter writer, ReadOnlySpan<byte> head, string id)
    {
        writer.WriteRaw(head);
        writer.WriteString(id);
    }
}
