using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Transports.Multipart;
using OrleansLedger.GraphQL.Transports.PersistedDocuments;
using OrleansLedger.GraphQL.Transports.ServerSentEvents;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>GraphQL over HTTP: one request in, one answer or one stream of events out.</summary>
internal sealed class HttpEndpoint(IRequestExecutor executor, DocumentLookup documents, ConnectionServices services, GraphQLEndpointOptions options)
{
    /// <summary>Answers any request but one for a WebSocket or a page.</summary>
    public Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var form = AcceptHeader.Choose(request.Headers.Accept.ToString(), options.EventStreams, html: false);
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

    private Task RefuseAsync(HttpContext context, AnswerForm form, Refusal refusal) => HttpAnswer.WriteAsync(context, form, refusal, options.AllowGet).AsTask();

    private Task NotAcceptableAsync(HttpContext context) => RefuseAsync(context, AnswerForm.Json, new Refusal(StatusCodes.Status406NotAcceptable, new GraphQLError(
        $"None of the media types in Accept can be given: accept application/graphql-response+json or application/json{(options.EventStreams ? ", or text/event-stream for a stream" : "")}.") { Code = ErrorCodes.NotAcceptable }));

    private async Task GetAsync(HttpContext context, AnswerForm form)
    {
        context.Response.Headers.Vary = "Accept";
        if (PreflightGuard.Check(context.Request, isMultipart: false, options) is { } forged)
        {
            await RefuseAsync(context, form, forged);
        }
        else if (UrlParameters.TryRead(context.Request, options, out var parameters, out var refusal))
        {
            await ExecuteAsync(context, form, parameters, AllowedOperations.Query, files: null);
        }
        else
        {
            await RefuseAsync(context, form, refusal!);
        }
    }

    private Task PostAsync(HttpContext context, AnswerForm form)
    {
        var contentType = context.Request.ContentType;
        return ContentType.Of(contentType) switch
        {
            BodyType.Json => PostJsonAsync(context, form),
            BodyType.Multipart when options.Uploads.Enabled => PostMultipartAsync(context, form),
            _ => RefuseAsync(context, form, new Refusal(StatusCodes.Status415UnsupportedMediaType, new GraphQLError(
                $"A body of {(string.IsNullOrEmpty(contentType) ? "no type" : $"type \"{contentType}\"")} cannot be read: send JSON as UTF-8 with \"Content-Type: application/json\".") { Code = ErrorCodes.BadRequest })),
        };
    }

    private async Task PostJsonAsync(HttpContext context, AnswerForm form)
    {
        if (context.Request.ContentLength > options.MaxRequestSize)
        {
            await RefuseAsync(context, form, TooLarge());
            return;
        }

        var read = await RequestBody.ReadAsync(context.Request.BodyReader, options.MaxRequestSize, keep: form == AnswerForm.EventStream, context.RequestAborted);
        if (read is not { } body)
        {
            await RefuseAsync(context, form, TooLarge());
            return;
        }

        using (body)
        {
            await AnswerAsync(context, form, body.Text, files: null);
        }
    }

    private async Task PostMultipartAsync(HttpContext context, AnswerForm form)
    {
        var refusal = PreflightGuard.Check(context.Request, isMultipart: true, options);
        MultipartRequest? request = null;
        if (refusal is null)
        {
            (request, refusal) = await MultipartRequest.ReadAsync(context, options);
        }

        if (refusal is not null)
        {
            await RefuseAsync(context, form, refusal);
            return;
        }

        await AnswerAsync(context, form, request!.Operations, request.Files);
    }

    private ValueTask AnswerAsync(HttpContext context, AnswerForm form, ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, IFormFile>? files)
    {
        if (json.IsEmpty)
        {
            return HttpAnswer.WriteAsync(context, form, Refusal.BadRequest("The request has no body: send a JSON object with a member \"query\"."), options.AllowGet);
        }

        if (BatchReader.IsBatch(json.Span))
        {
            return AnswerBatchAsync(context, form, json, files);
        }

        return RequestParameters.TryRead(json, out var parameters, out var refusal, options.LoneSurrogateReplacement)
            ? ExecuteAsync(context, form, parameters, AllowedOperations.Query | AllowedOperations.Mutation, files)
            : HttpAnswer.WriteAsync(context, form, refusal!, options.AllowGet);
    }

    private async ValueTask ExecuteAsync(HttpContext context, AnswerForm form, RequestParameters parameters, AllowedOperations allowed, IReadOnlyDictionary<string, IFormFile>? files)
    {
        using (parameters)
        {
            var document = await documents.FindAsync(parameters, context.RequestAborted);
            if (document.Refusal is { } refusal)
            {
                await HttpAnswer.WriteAsync(context, form, refusal, options.AllowGet);
            }
            else if (form == AnswerForm.EventStream)
            {
                await StreamAsync(context, RequestOf(context, parameters, document.Text, allowed | AllowedOperations.Subscription, files));
            }
            else
            {
                await using var result = await executor.ExecuteAsync(RequestOf(context, parameters, document.Text, allowed, files), context.RequestAborted);
                await HttpAnswer.WriteAsync(context, form, (OperationResult)result);
            }
        }
    }

    private async Task StreamAsync(HttpContext context, GraphQLRequest request)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, services.Stopping);
        try
        {
            await using var result = await executor.ExecuteAsync(request, ended.Token);
            if (result is OperationResult refused && (refused is { HasData: false, Errors: [{ Code: ErrorCodes.MethodNotAllowed }] } || HttpAnswer.IsUnavailable(refused)))
            {
                await HttpAnswer.WriteAsync(context, AnswerForm.Json, refused);
                return;
            }

            await EventStream.WriteAsync(context, result, services, options.HeartbeatInterval, ended.Token);
        }
        finally
        {
            // Whatever listens for events leaves now, also where not one was asked for.
            await ended.CancelAsync();
        }
    }

    private async ValueTask AnswerBatchAsync(HttpContext context, AnswerForm form, ReadOnlyMemory<byte> json, IReadOnlyDictionary<string, IFormFile>? files)
    {
        var requests = new List<RequestParameters>();
        try
        {
            var refusal = form == AnswerForm.EventStream
                ? new Refusal(StatusCodes.Status406NotAcceptable, new GraphQLError("A batch cannot be answered as a stream: accept application/json, or send one operation.") { Code = ErrorCodes.NotAcceptable })
                : BatchReader.Read(json, options.MaxBatchSize, requests);
            if (refusal is not null)
            {
                await HttpAnswer.WriteAsync(context, form, refusal, options.AllowGet);
                return;
            }

            using var answer = new ResponseWriter();
            answer.WriteRaw((byte)'[');
            for (var i = 0; i < requests.Count; i++)
            {
                if (i > 0)
                {
                    answer.WriteRaw((byte)',');
                }

                await using var result = await ExecuteOneAsync(context, requests[i], FilesOf(files, i));
                answer.WriteRaw(result.Json.Span);
            }

            answer.WriteRaw((byte)']');
            await HttpAnswer.WriteAsync(context.Response, StatusCodes.Status200OK, form, answer.WrittenMemory);
        }
        finally
        {
            requests.ForEach(r => r.Dispose());
        }
    }

    private async ValueTask<OperationResult> ExecuteOneAsync(HttpContext context, RequestParameters parameters, IReadOnlyDictionary<string, IFormFile>? files)
    {
        var document = await documents.FindAsync(parameters, context.RequestAborted);
        return document.Refusal is { } refusal
            ? refusal.ToResult()
            : (OperationResult)await executor.ExecuteAsync(RequestOf(context, parameters, document.Text, AllowedOperations.Query | AllowedOperations.Mutation, files), context.RequestAborted);
    }

    private static GraphQLRequest RequestOf(HttpContext context, RequestParameters parameters, ReadOnlyMemory<byte> document, AllowedOperations allowed, IReadOnlyDictionary<string, IFormFile>? files) => new(context)
    {
        Query = document,
        OperationName = parameters.OperationName,
        DocumentId = parameters.DocumentId,
        Variables = parameters.Variables,
        Extensions = parameters.Extensions,
        Files = files,
        Allowed = allowed,
    };

    /// <summary>The files of one operation of a batch, by their paths within it.</summary>
    private static Dictionary<string, IFormFile>? FilesOf(IReadOnlyDictionary<string, IFormFile>? files, int index)
    {
        var prefix = $"{index}.";
        return files?.Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(f => f.Key[prefix.Length..], f => f.Value, StringComparer.Ordinal);
    }

    private Refusal TooLarge() => new(StatusCodes.Status413PayloadTooLarge, new GraphQLError(
        $"The request is larger than {ByteSize.Of(options.MaxRequestSize)}: split it, or send large values as uploaded files.") { Code = ErrorCodes.BadRequest });
}
