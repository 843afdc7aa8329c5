using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>Writes answers.</summary>
internal static class HttpAnswer
{
    /// <summary>What is handed to the connection at once: as much as Kestrel takes before it waits for the client.</summary>
    private const int ChunkSize = 64 * 1024;

    private static readonly StringValues Json = "application/json; charset=utf-8";
    private static readonly StringValues GraphQLResponse = "application/graphql-response+json; charset=utf-8";
    private static readonly StringValues RetryAfterSeconds = "5";
    private static readonly StringValues GetAndPost = "GET, POST";
    private static readonly StringValues Post = "POST";

    /// <summary>Writes the result of a well-formed request.</summary>
    public static ValueTask WriteAsync(HttpContext context, AnswerForm form, OperationResult result)
    {
        if (IsUnavailable(result))
        {
            Mark(context.Response, StatusCodes.Status503ServiceUnavailable, Post);
            return WriteAsync(context.Response, StatusCodes.Status503ServiceUnavailable, form, result.Json);
        }

        if (result.HasData)
        {
            return WriteAsync(context.Response, StatusCodes.Status200OK, form, result.Json);
        }

        var status = StatusOf(result.Errors is [{ Code: { } code }, ..] ? code : "", form);
        Mark(context.Response, status, Post);
        return WriteAsync(context.Response, status, form, result.Json);
    }

    /// <summary>True where a part of the answer is missing that the same request can get later: no cache and no client may take it for the answer.</summary>
    public static bool IsUnavailable(OperationResult result) => result.Errors.Any(error => error.Code == ErrorCodes.Unavailable);

    /// <summary>Writes why a request was not executed.</summary>
    public static async ValueTask WriteAsync(HttpContext context, AnswerForm form, Refusal refusal, bool allowGet)
    {
        var status = refusal.Status ?? StatusOf(refusal.Error.Code ?? "", form);
        Mark(context.Response, status, allowGet ? GetAndPost : Post);
        await using var result = refusal.ToResult();
        await WriteAsync(context.Response, status, form, result.Json);
    }

    /// <summary>Writes a complete body of JSON.</summary>
    public static ValueTask WriteAsync(HttpResponse response, int status, AnswerForm form, ReadOnlyMemory<byte> json)
    {
        response.StatusCode = status;
        response.Headers.ContentType = form == AnswerForm.GraphQLResponse ? GraphQLResponse : Json;
        response.ContentLength = json.Length;
        if (json.Length > ChunkSize)
        {
            return WriteInChunksAsync(response, json);
        }

        var written = response.BodyWriter.WriteAsync(json, response.HttpContext.RequestAborted);
        return written.IsCompletedSuccessfully ? default : Awaited(written);
    }

    private static async ValueTask Awaited(ValueTask<System.IO.Pipelines.FlushResult> written) => await written;

    private static async ValueTask WriteInChunksAsync(HttpResponse response, ReadOnlyMemory<byte> json)
    {
        while (!json.IsEmpty)
        {
            var chunk = json[..Math.Min(json.Length, ChunkSize)];
            var flushed = await response.BodyWriter.WriteAsync(chunk, response.HttpContext.RequestAborted);
            if (flushed.IsCompleted)
            {
                return;
            }

            json = json[chunk.Length..];
        }
    }

    /// <summary>With application/json, 200 says that the body is GraphQL's; the other media type says so itself and leaves the status its meaning.</summary>
    private static int StatusOf(string code, AnswerForm form) => code switch
    {
        ErrorCodes.MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        ErrorCodes.NotAcceptable => StatusCodes.Status406NotAcceptable,
        ErrorCodes.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => form == AnswerForm.GraphQLResponse ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK,
    };

    private static void Mark(HttpResponse response, int status, StringValues allowed)
    {
        // A refusal may be outdated a moment later: a document stored, a limit raised.
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = RetryAfterSeconds;
        }

        if (status == StatusCodes.Status405MethodNotAllowed)
        {
            response.Headers.Allow = allowed;
        }
    }
}
