using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace OrleansLedger.GraphQL.Transports.Multipart;

/// <summary>A request of the multipart request specification: JSON with nulls, and the files that belong in their places.</summary>
/// <param name="Operations">The JSON, an object or a batch.</param>
/// <param name="Files">The files by their paths in it, such as <c>variables.file</c>, or <c>0.variables.file</c> in a batch.</param>
internal sealed record MultipartRequest(ReadOnlyMemory<byte> Operations, IReadOnlyDictionary<string, IFormFile> Files)
{
    private const int InMemory = 64 * 1024;

    /// <summary>Reads the body. Files larger than a few kilobytes go to temporary files until the request ends.</summary>
    /// <returns>The request, or why it is none.</returns>
    public static async ValueTask<(MultipartRequest? Request, Refusal? Refusal)> ReadAsync(HttpContext context, GraphQLEndpointOptions options)
    {
        var limits = options.Uploads;
        if (context.Request.ContentLength > limits.MaxRequestSize)
        {
            return (null, TooLarge($"The request is larger than {ByteSize.Of(limits.MaxRequestSize)}: send fewer or smaller files at once."));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limits.MaxRequestSize;
        }

        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(context.Request.ContentType).Boundary).Value;
        if (string.IsNullOrEmpty(boundary))
        {
            return (null, Refusal.BadRequest("The multipart request has no boundary in its Content-Type: leave that header to the HTTP client."));
        }

        var parts = new Parts(context, options);
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (await parts.TakeAsync(section) is { } refusal)
                {
                    return (null, refusal);
                }
            }
        }
        catch (BadHttpRequestException e)
        {
            return (null, new Refusal(e.StatusCode, new GraphQLError($"The multipart request cannot be read: {e.Message}") { Code = ErrorCodes.BadRequest }));
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return (null, Refusal.BadRequest($"The multipart request is malformed: {e.Message}"));
        }

        return parts.Complete();
    }

    private static Refusal TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, new GraphQLError(message) { Code = ErrorCodes.BadRequest });

    /// <summary>The parts read so far.</summary>
    private sealed class Parts(HttpContext context, GraphQLEndpointOptions options)
    {
        private readonly Dictionary<string, IFormFile> files = new(StringComparer.Ordinal);
        private byte[]? operations;
        private byte[]? map;

        public async ValueTask<Refusal?> TakeAsync(MultipartSection section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || HeaderUtilities.RemoveQuotes(disposition.Name).Value is not { Length: > 0 } name)
            {
                return Refusal.BadRequest("A part of the multipart request has no name in its Content-Disposition.");
            }

            if (disposition.IsFileDisposition())
            {
                return await TakeFileAsync(section, name, (HeaderUtilities.RemoveQuotes(disposition.FileNameStar).Value ?? HeaderUtilities.RemoveQuotes(disposition.FileName).Value)!);
            }

            var (text, refusal) = await TextAsync(section, name);
            switch (name)
            {
                case "operations":
                    operations = text;
                    break;
                case "map":
                    map = text;
                    break;
            }

            return refusal;
        }

        public (MultipartRequest? Request, Refusal? Refusal) Complete()
        {
            if (operations is null || map is null)
            {
                return (null, Refusal.BadRequest(
                    $"The multipart request has no part \"{(operations is null ? "operations" : "map")}\": it needs \"operations\", \"map\" and the files, in this order (https://github.com/jaydenseric/graphql-multipart-request-spec)."));
            }

            var placed = FileMap.Place(operations, map, files, out var refusal);
            return placed is null ? (null, refusal) : (new MultipartRequest(operations, placed), null);
        }

        private async ValueTask<Refusal?> TakeFileAsync(MultipartSection section, string name, string fileName)
        {
            if (files.Count == options.Uploads.MaxFiles)
            {
                return TooLarge($"The request has more than {options.Uploads.MaxFiles} files: send fewer at once.");
            }

            var content = new FileBufferingReadStream(section.Body, InMemory);
            context.Response.RegisterForDispose(content);
            var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
            long length = 0;
            try
            {
                while (await content.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
                {
                    length += count;
                    if (length > options.Uploads.MaxFileSize)
                    {
                        return TooLarge($"The file \"{fileName}\" is larger than {ByteSize.Of(options.Uploads.MaxFileSize)}: send a smaller one.");
                    }
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            content.Position = 0;
            var file = new FormFile(content, 0, length, name, fileName) { Headers = new HeaderDictionary(section.Headers) };
            return files.TryAdd(name, file) ? null : Refusal.BadRequest($"The multipart request has two files named \"{name}\": name each once, and map it to as many places as it belongs in.");
        }

        private async ValueTask<(byte[]? Text, Refusal? Refusal)> TextAsync(MultipartSection section, string name)
        {
            using var text = new MemoryStream();
            var buffer = ArrayPool<byte>.Shared.Rent(4 * 1024);
            try
            {
                while (await section.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
                {
                    if (text.Length + count > options.MaxRequestSize)
                    {
                        return (null, TooLarge($"The part \"{name}\" is larger than {ByteSize.Of(options.MaxRequestSize)}: send large values as files."));
                    }

                    text.Write(buffer, 0, count);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return (text.ToArray(), null);
        }
    }
}
