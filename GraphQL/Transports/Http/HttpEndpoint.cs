using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>GraphQL over HTTP: one request in, one answer out.</summary>
internal sealed class HttpEndpoint(IRequestExecutor executor, GraphQLEndpointOptions options)
{
    /// <summary>Answers any request but one for a WebSocket.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var form = AcceptHeader.Choose(request.Headers.Accept.ToString(), html: false);
        if (HttpMethods.IsPost(request.Method))
        {
            return form == AnswerForm.None ? NotAcceptableAsync(context) : PostAsync(context, form);
        }

        if (options.AllowGet && HttpMethods.IsGet(request.Method))
        {
            return form == AnswerForm.None ? NotAcceptableAsync(context) : GetAsync(context, form);
        }

        return RefuseAsync(context, form, new Refusal(StatusCodes.Status405MethodNotAllowed, new GraphQLError(
            $"{request.Method} is not for GraphQL: send {(options.AllowGet ? "queries by GET or POST, and mutations by POST" : "the request by POST")}.") { Code = ErrorCodes.MethodNotAllowed }));
    }

    private static Task RefuseAsync(HttpContext context, AnswerForm form, Refusal refusal) => HttpAnswer.WriteAsync(context, form, refusal).AsTask();

    private static Task NotAcceptableAsync(HttpContext context) => RefuseAsync(context, AnswerForm.Json, new Refusal(StatusCodes.Status406NotAcceptable, new GraphQLError(
        "None of the media types in Accept can be given: accept application/graphql-response+json or application/json, or text/event-stream for a stream.") { Code = ErrorCodes.NotAcceptable }));

    private async Task GetAsync(HttpContext context, AnswerForm form)
    {
        if (PreflightGuard.Check(context.Request, isMultipart: false, options) is { } forged)
        {
            await HttpAnswer.WriteAsync(context, form, forged);
            return;
        }

        if (!UrlParameters.TryRead(context.Request, options, out var parameters, out var refusal))
        {
            await HttpAnswer.WriteAsync(context, form, refusal!);
            return;
        }

        context.Response.Headers.Vary = "Accept";
        await ExecuteAsync(context, form, parameters, AllowedOperations.Query);
    }

    private Task PostAsync(HttpContext context, AnswerForm form) => ContentType.Of(context.Request.ContentType) switch
    {
        BodyType.Json => PostJsonAsync(context, form),
        _ => RefuseAsync(context, form, new Refusal(StatusCodes.Status415UnsupportedMediaType, new GraphQLError(
            $"A body of {(string.IsNullOrEmpty(context.Request.ContentType) ? "no type" : $"type \"{context.Request.ContentType}\"")} cannot be read: send JSON as UTF-8 with \"Content-Type: application/json\".") { Code = ErrorCodes.BadRequest })),
    };

    private async Task PostJsonAsync(HttpContext context, AnswerForm form)
    {
        if (context.Request.ContentLength > options.MaxRequestSize)
        {
            await HttpAnswer.WriteAsync(context, form, TooLarge());
            return;
        }

        var reader = context.Request.BodyReader;
        var read = await ReadAllAsync(reader, context.RequestAborted);
        byte[]? copy = null;
        try
        {
            if (read.Buffer.Length > options.MaxRequestSize)
            {
                await HttpAnswer.WriteAsync(context, form, TooLarge());
                return;
            }

            var json = read.Buffer.First;
            if (!read.Buffer.IsSingleSegment)
            {
                var length = (int)read.Buffer.Length;
                copy = ArrayPool<byte>.Shared.Rent(length);
                read.Buffer.CopyTo(copy);
                json = copy.AsMemory(0, length);
            }

            await AnswerJsonAsync(context, form, json);
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
            if (copy is not null)
            {
                ArrayPool<byte>.Shared.Return(copy);
            }
        }
    }

    /// <summary>The whole body, or more of it than is allowed. The text stays where the server received it; the caller gives it back.</summary>
    private async ValueTask<ReadResult> ReadAllAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.IsCompleted || read.Buffer.Length > options.MaxRequestSize)
            {
                return read;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private ValueTask AnswerJsonAsync(HttpContext context, AnswerForm form, ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return HttpAnswer.WriteAsync(context, form, Refusal.BadRequest("The request has no body: send a JSON object with a member \"query\"."));
        }

        return RequestParameters.TryRead(json, out var parameters, out var refusal)
            ? ExecuteAsync(context, form, parameters, AllowedOperations.Query | AllowedOperations.Mutation)
            : HttpAnswer.WriteAsync(context, form, refusal!);
    }

    private async ValueTask ExecuteAsync(HttpContext context, AnswerForm form, RequestParameters parameters, AllowedOperations allowed)
    {
        using (parameters)
        {
            if (parameters.Query.IsEmpty)
            {
                await HttpAnswer.WriteAsync(context, form, Refusal.BadRequest("The request has no document: send it as the member \"query\" of the body, or as the parameter \"query\" of the URL."));
                return;
            }

            var request = new GraphQLRequest
            {
                Query = parameters.Query,
                OperationName = parameters.OperationName,
                Variables = parameters.Variables,
                Extensions = parameters.Extensions,
                Allowed = allowed,
                Services = context.RequestServices,
                User = context.User,
            };
            await using var result = await executor.ExecuteAsync(request, context.RequestAborted);
            await HttpAnswer.WriteAsync(context, form, (OperationResult)result);
        }
    }

    private Refusal TooLarge() => new(StatusCodes.Status413PayloadTooLarge, new GraphQLError(
        $"The request is larger than {options.MaxRequestSize} bytes: split it, or send large values as uploaded files.") { Code = ErrorCodes.BadRequest });
}
