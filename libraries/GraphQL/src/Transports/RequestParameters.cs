using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>The parameters of one GraphQL request, read from JSON without copying what can stay where it is.</summary>
/// <remarks>Lives as long as the bytes it was read from. Disposed once, by whoever holds it last.</remarks>
internal struct RequestParameters : IDisposable
{
    private byte[]? unescaped;
    private JsonDocument? variables;
    private JsonDocument? extensions;
    private char? standIn;

    /// <summary>The document's text; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Query { get; private set; }

    public string? OperationName { get; private set; }

    public string? DocumentId { get; private set; }

    /// <summary>The object, or undefined.</summary>
    public readonly JsonElement Variables => variables?.RootElement ?? default;

    /// <summary>The object, or undefined.</summary>
    public readonly JsonElement Extensions => extensions?.RootElement ?? default;

    /// <summary>Reads one request from a text that is one JSON object.</summary>
    /// <param name="json">The text.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="refusal">The reason where the text is not accepted.</param>
    /// <param name="loneSurrogateReplacement">See <see cref="GraphQLEndpointOptions.LoneSurrogateReplacement"/>.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, out RequestParameters parameters, out Refusal? refusal, char? loneSurrogateReplacement = null)
    {
        parameters = new RequestParameters { standIn = loneSurrogateReplacement };
        if (!Utf8.IsValid(json.Span))
        {
            refusal = Refusal.BadRequest("The request is not UTF-8. Encode it as UTF-8, without a byte order mark.");
            return false;
        }

        var reader = new Utf8JsonReader(json.Span);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                refusal = Refusal.BadRequest("The request must be a JSON object with a member \"query\".");
                return false;
            }

            refusal = parameters.ReadMembers(ref reader, json);
            if (refusal is null)
            {
                // Whatever follows the object is a mistake, and is found by reading on.
                reader.Read();
                return true;
            }
        }
        catch (JsonException e)
        {
            refusal = Malformed(e);
        }

        parameters.Dispose();
        parameters = default;
        return false;
    }

    /// <summary>Reads one request from its parts in a URL.</summary>
    public static bool TryRead(
        ReadOnlySpan<char> query, string? operationName, string? documentId, ReadOnlySpan<char> variables, ReadOnlySpan<char> extensions, out RequestParameters parameters, out Refusal? refusal)
    {
        parameters = new RequestParameters { OperationName = operationName is "" ? null : operationName, DocumentId = documentId is "" ? null : documentId };
        if (!query.IsEmpty)
        {
            parameters.unescaped = ArrayPool<byte>.Shared.Rent(System.Text.Encoding.UTF8.GetMaxByteCount(query.Length));
            parameters.Query = parameters.unescaped.AsMemory(0, System.Text.Encoding.UTF8.GetBytes(query, parameters.unescaped));
        }

        refusal = ReadObject(variables, "variables", out parameters.variables) ?? ReadObject(extensions, "extensions", out parameters.extensions);
        if (refusal is null)
        {
            return true;
        }

        parameters.Dispose();
        parameters = default;
        return false;
    }

    /// <summary>What is wrong with a text that is no JSON.</summary>
    public static Refusal Malformed(JsonException problem) => Refusal.BadRequest(
        $"The request is not JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}. Send a JSON object such as {{\"query\":\"{{ __typename }}\"}} as UTF-8.");

    public void Dispose()
    {
        variables?.Dispose();
        extensions?.Dispose();
        if (unescaped is not null)
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }

        this = default;
    }

    private static Refusal? ReadObject(ReadOnlySpan<char> json, string name, out JsonDocument? document)
    {
        document = null;
        if (json.IsWhiteSpace())
        {
            return null;
        }

        var text = System.Text.Encoding.UTF8.GetBytes(json.ToString());
        var reader = new Utf8JsonReader(text);
        try
        {
            reader.Read();
            var refusal = ReadObject(ref reader, text, name, ref document);
            if (refusal is null)
            {
                // Whatever follows the object is a mistake, and is found by reading on.
                reader.Read();
            }

            return refusal;
        }
        catch (JsonException)
        {
            return Refusal.BadRequest($"The parameter \"{name}\" is not JSON: send a JSON object, URL-encoded.");
        }
    }

    private Refusal? ReadMembers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            reader.Read();
            var problem = member switch
            {
                Member.Query => ReadQuery(ref reader, json),
                Member.OperationName => ReadText(ref reader, "operationName", out var name) ?? Set(name, documentId: false),
                Member.DocumentId => ReadText(ref reader, "documentId", out var id) ?? Set(id, documentId: true),
                Member.Variables => ReadObject(ref reader, json, "variables", ref variables, standIn),
                Member.Extensions => ReadObject(ref reader, json, "extensions", ref extensions),
                _ => null,
            };
            if (problem is not null)
            {
                return problem;
            }

            reader.Skip();
        }

        return null;
    }

    private static Member MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("query"u8) ? Member.Query
        : reader.ValueTextEquals("variables"u8) ? Member.Variables
        : reader.ValueTextEquals("operationName"u8) ? Member.OperationName
        : reader.ValueTextEquals("extensions"u8) ? Member.Extensions
        : reader.ValueTextEquals("documentId"u8) ? Member.DocumentId
        : Member.Other;

    private Refusal? Set(string? text, bool documentId)
    {
        text = text is "" ? null : text;
        if (documentId)
        {
            DocumentId = text;
        }
        else
        {
            OperationName = text;
        }

        return null;
    }

    private Refusal? ReadQuery(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                Query = default;
                return null;
            case not JsonTokenType.String:
                return Refusal.BadRequest("The member \"query\" must be a string with a GraphQL document.");
        }

        if (!reader.ValueIsEscaped)
        {
            Query = json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            return null;
        }

        if (unescaped is not null)
        {
            ArrayPool<byte>.Shared.Return(unescaped);
        }

        unescaped = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            Query = unescaped.AsMemory(0, reader.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            return Refusal.BadRequest("The member \"query\" is no text: half of a surrogate pair is missing.");
        }

        return null;
    }

    private static Refusal? ReadText(ref Utf8JsonReader reader, string name, out string? text)
    {
        text = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case not JsonTokenType.String:
                return Refusal.BadRequest($"The member \"{name}\" must be a string.");
        }

        try
        {
            text = reader.GetString();
            return null;
        }
        catch (InvalidOperationException)
        {
            return Refusal.BadRequest($"The member \"{name}\" is no text: half of a surrogate pair is missing.");
        }
    }

    private static Refusal? ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, string name, ref JsonDocument? document, char? standIn = null)
    {
        document?.Dispose();
        document = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case not JsonTokenType.StartObject:
                return Refusal.BadRequest($"\"{name}\" must be a JSON object.");
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var text = json[start..(int)reader.BytesConsumed];
        if (text.Span.IndexOf("\\u"u8) >= 0 && standIn is { } replacement)
        {
            text = LoneSurrogates.Replaced(text, replacement);
        }

        if (text.Span.IndexOf("\\u"u8) >= 0 && !IsText(text.Span))
        {
            return Refusal.BadRequest($"\"{name}\" has a string in it that is no text: half of a surrogate pair is missing.");
        }

        if (text.Length > 2)
        {
            document = JsonDocument.Parse(text);
        }

        return null;
    }

    /// <summary>Whether every string is one in .NET too: JSON may escape halves of surrogate pairs.</summary>
    private static bool IsText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private enum Member
    {
        Other,
        Query,
        OperationName,
        DocumentId,
        Variables,
        Extensions,
    }
}
