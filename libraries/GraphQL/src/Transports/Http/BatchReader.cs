using System.Text.Json;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>Takes a batch apart.</summary>
internal static class BatchReader
{
    /// <summary>Whether a body is meant as a batch.</summary>
    public static bool IsBatch(ReadOnlySpan<byte> json)
    {
        var text = json.TrimStart(" \t\r\n"u8);
        return text is [(byte)'[', ..];
    }

    /// <summary>The requests of a batch; those read so far are the caller's to dispose, also where one is refused.</summary>
    public static Refusal? Read(ReadOnlyMemory<byte> json, int max, List<RequestParameters> requests)
    {
        if (max <= 0)
        {
            return Refusal.BadRequest("The request is a JSON array, and batches are not taken here: send one JSON object per request.");
        }

        try
        {
            var reader = new Utf8JsonReader(json.Span);
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (requests.Count == max)
                {
                    return Refusal.BadRequest($"The batch has more than {max} operations: send it in parts.");
                }

                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (!RequestParameters.TryRead(json[start..(int)reader.BytesConsumed], out var request, out var refusal))
                {
                    return refusal;
                }

                requests.Add(request);
            }

            reader.Read();
        }
        catch (JsonException e)
        {
            return RequestParameters.Malformed(e);
        }

        return requests.Count > 0 ? null : Refusal.BadRequest("The batch is empty: send at least one operation.");
    }
}
