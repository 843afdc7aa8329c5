using System.Collections.Frozen;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Transports.Http;

namespace OrleansLedger.GraphQL.Transports.GraphiQL;

/// <summary>The GraphiQL page and its files, at the endpoint's own path: whatever protects the endpoint protects the page.</summary>
internal sealed class GraphiQLPage(GraphQLEndpointOptions options)
{
    private const string FileParameter = "graphiql";
    private const string Prefix = "graphiql/";

    // A page may not load or run anything but what comes with it, wherever its content comes from.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, PageFile> Files = Load();

    /// <summary>Whether a browser asks for the page or one of its files.</summary>
    public static bool IsFor(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) &&
        (AcceptHeader.Choose(request.Headers.Accept.ToString(), eventStream: true, html: true) == AnswerForm.Html || request.Query.ContainsKey(FileParameter));

    public Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.Vary = "Accept, Accept-Encoding";
        return context.Request.Query[FileParameter].ToString() is { Length: > 0 } name ? FileAsync(context, name) : PageAsync(response);
    }

    private static async Task FileAsync(HttpContext context, string name)
    {
        var response = context.Response;
        if (!Files.TryGetValue(name, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // The file's address changes with its content.
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        response.ContentType = file.Type;
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = file.Compressed.Length;
            await response.Body.WriteAsync(file.Compressed, context.RequestAborted);
            return;
        }

        await using var content = new GZipStream(new MemoryStream(file.Compressed), CompressionMode.Decompress);
        await content.CopyToAsync(response.Body, context.RequestAborted);
    }

    private Task PageAsync(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ContentSecurityPolicy = Policy;
        if (!Files.ContainsKey("graphiql.js"))
        {
            response.StatusCode = StatusCodes.Status501NotImplemented;
            return response.WriteAsync("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>GraphiQL</title>
                <p>The GraphiQL page was not built with this server: npm was missing, or could not fetch its packages. Install Node.js 20 or later and build the server again.</p>
                <p>GraphQL itself is served here: send requests by POST.</p></html>
                """, response.HttpContext.RequestAborted);
        }

        return response.WriteAsync($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>GraphiQL</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="{AddressOf("graphiql.css")}">
            </head>
            <body>
            <div id="graphiql" data-sockets="{(options.Sockets.Enabled ? "true" : "false")}"{Data("query", options.GraphiQLDefaultQuery)}{Data("headers", options.GraphiQLDefaultHeaders)}>Loading…</div>
            <script src="{AddressOf("graphiql.js")}"></script>
            </body>
            </html>
            """, response.HttpContext.RequestAborted);
    }

    private static string Data(string name, string? value) => value is null ? "" : $" data-{name}=\"{WebUtility.HtmlEncode(value)}\"";

    private static string AddressOf(string name) => $"?{FileParameter}={name}&v={Files[name].Version}";

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = typeof(GraphiQLPage).Assembly;
        var files = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var compressed = new byte[resource.Length];
            resource.ReadExactly(compressed);
            var type = Path.GetExtension(name) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "text/plain" };
            files.Add(name[Prefix.Length..], new PageFile(compressed, $"{type}; charset=utf-8", Convert.ToHexStringLower(SHA256.HashData(compressed))[..12]));
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed record PageFile(byte[] Compressed, string Type, string Version);
}
