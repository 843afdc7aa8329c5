using System.Net.Http.Headers;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>What a body is, by its <c>Content-Type</c>.</summary>
internal enum BodyType
{
    /// <summary>Nothing that can be read, or in an encoding other than UTF-8.</summary>
    Unknown,

    /// <summary>application/json</summary>
    Json,

    /// <summary>multipart/form-data</summary>
    Multipart,
}

/// <summary>Reads the <c>Content-Type</c> header.</summary>
internal static class ContentType
{
    /// <summary>What the header says of the body.</summary>
    public static BodyType Of(string? header)
    {
        // What nearly every client sends is worth not parsing.
        if (header is "application/json")
        {
            return BodyType.Json;
        }

        if (!MediaTypeHeaderValue.TryParse(header, out var type))
        {
            return BodyType.Unknown;
        }

        if (string.Equals(type.MediaType, "multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return BodyType.Multipart;
        }

        var charset = type.CharSet.AsSpan().Trim('"');
        return string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase) && (charset.IsEmpty || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? BodyType.Json
            : BodyType.Unknown;
    }
}
