using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports.ServerSentEvents;

/// <summary>
/// Answers as a stream of events (graphql-sse, distinct connections mode). The next event is taken from its source only when the one before it is written.
/// </summary>
internal sealed partial class EventStream : IPulsed
{
    private static readonly byte[] Comment = ":\n\n"u8.ToArray();
    private static readonly byte[] Complete = "event: complete\ndata:\n\n"u8.ToArray();

    private readonly HttpContext context;
    private readonly ConnectionServices services;
    private readonly TimeSpan heartbeat;
    private readonly SemaphoreSlim writing = new(1);
    private long lastWritten;

    private EventStream(HttpContext context, ConnectionServices services, TimeSpan heartbeat)
    {
        this.context = context;
        this.services = services;
        this.heartbeat = heartbeat;
        lastWritten = services.Time.GetTimestamp();
    }

    /// <summary>Writes the result, event by event, until it or the client or the server ends.</summary>
    /// <param name="context">The request.</param>
    /// <param name="result">What to write; disposed by the caller.</param>
    /// <param name="services">What all streams of the server share.</param>
    /// <param name="heartbeat">How often a comment is written.</param>
    /// <param name="ended">Cancelled when the client has gone or the server stops.</param>
    public static async Task WriteAsync(HttpContext context, ExecutionResult result, ConnectionServices services, TimeSpan heartbeat, CancellationToken ended)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var stream = new EventStream(context, services, heartbeat);
        services.Pulse.Add(stream, heartbeat / 4);
        try
        {
            await stream.WriteAsync(result, ended);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or comes back to another server.
        }
        finally
        {
            services.Pulse.Remove(stream);

            // A comment may be on its way; nothing may be written once the request has ended.
            await stream.writing.WaitAsync(CancellationToken.None);
        }
    }

    public void Beat()
    {
        // While something is being written, no comment is needed.
        if (services.Time.GetElapsedTime(Volatile.Read(ref lastWritten)) < heartbeat || !writing.Wait(0, CancellationToken.None))
        {
            return;
        }

        Volatile.Write(ref lastWritten, services.Time.GetTimestamp());
        _ = CommentAsync();
    }

    private async Task WriteAsync(ExecutionResult result, CancellationToken ended)
    {
        if (result is OperationResult single)
        {
            await WriteNextAsync(single.Json, ended);
            await WriteAsync(Complete, ended);
            return;
        }

        // The client learns that the subscription has begun before there is an event.
        await WriteAsync(Comment, ended);
        try
        {
            await foreach (var next in ((SubscriptionResult)result).Results.WithCancellation(ended))
            {
                await using (next)
                {
                    await WriteNextAsync(next.Json, ended);
                }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !ended.IsCancellationRequested)
        {
            await using var failure = OperationResult.Refused(services.ErrorsOf(e));
            await WriteNextAsync(failure.Json, ended);
        }

        await WriteAsync(Complete, ended);
    }

    private async ValueTask WriteNextAsync(ReadOnlyMemory<byte> json, CancellationToken ended)
    {
        await writing.WaitAsync(ended);
        try
        {
            var body = context.Response.BodyWriter;
            body.Write("event: next\ndata: "u8);
            body.Write(json.Span);
            body.Write("\n\n"u8);
            await FlushAsync(body, ended);
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> text, CancellationToken ended)
    {
        await writing.WaitAsync(ended);
        try
        {
            context.Response.BodyWriter.Write(text.Span);
            await FlushAsync(context.Response.BodyWriter, ended);
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask FlushAsync(PipeWriter body, CancellationToken ended)
    {
        await body.FlushAsync(ended);
        Volatile.Write(ref lastWritten, services.Time.GetTimestamp());
    }

    private async Task CommentAsync()
    {
        try
        {
            context.Response.BodyWriter.Write(Comment);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            LogHeartbeatFailed(services.Logger, e);
        }
        finally
        {
            writing.Release();
        }
    }

    [LoggerMessage(10, LogLevel.Debug, "A heartbeat could not be written; the client has probably gone.")]
    private static partial void LogHeartbeatFailed(ILogger logger, Exception exception);
}
