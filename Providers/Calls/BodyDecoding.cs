using System.IO.Compression;

namespace OrleansLedger.Providers.Calls;

/// <summary>Decodes compressed answers. A body that is not what its label says is taken as it came: gateways label plain pages as gzip.</summary>
internal static class BodyDecoding
{
    /// <summary>The value of <c>Accept-Encoding</c>.</summary>
    public const string Accepted = "gzip, deflate, br";

    /// <param name="mostBytes">More than this in decoded form is not decoded.</param>
    public static async Task<byte[]> DecodeAsync(byte[] body, ICollection<string> encodings, int mostBytes, CancellationToken cancellationToken)
    {
        // The last encoding was applied last.
        foreach (var encoding in encodings.Reverse())
        {
            if (await DecodeAsync(body, encoding, mostBytes, cancellationToken) is not { } decoded)
            {
                return body;
            }

            body = decoded;
        }

        return body;
    }

    private static async Task<byte[]?> DecodeAsync(byte[] body, string encoding, int mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            using var source = new MemoryStream(body);
            await using Stream? decoder = encoding.Trim().ToUpperInvariant() switch
            {
                "GZIP" or "X-GZIP" => new GZipStream(source, CompressionMode.Decompress),
                "DEFLATE" => new ZLibStream(source, CompressionMode.Decompress),
                "BR" => new BrotliStream(source, CompressionMode.Decompress),
                _ => null,
            };
            if (decoder is null)
            {
                return null;
            }

            using var decoded = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = await decoder.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (decoded.Length + read > mostBytes)
                {
                    return null;
                }

                decoded.Write(buffer, 0, read);
            }

            // An empty result of a body that is not empty: the decoder found no data of its kind.
            return decoded.Length == 0 && body.Length > 0 ? null : decoded.ToArray();
        }
        catch (Exception notWhatItSays) when (notWhatItSays is InvalidDataException or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
