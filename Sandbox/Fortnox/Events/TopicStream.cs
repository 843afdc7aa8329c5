using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core;
using OrleansLedger.Sandbox.Core.OAuth;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Events;

/// <summary>The websocket at ws.fortnox.se/topics-v1: commands in, answers and events out, one JSON object a message.</summary>
internal sealed class TopicStream(EventLog events, FortnoxProvider provider, RegisteredApps apps)
{
    private const int LongestMessage = 1024 * 1024;

    public void Map(RouteGroupBuilder routes) => routes.MapGet("topics-v1", (RequestDelegate)ServeAsync);

    private async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await new GatewayError(StatusCodes.Status400BadRequest, "Bad Request").ExecuteAsync(context);
            return;
        }

        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var sending = new SemaphoreSlim(1);
        var subscription = new TopicSubscription(events, provider, apps);
        var pump = PumpAsync(socket, sending, subscription, ended.Token);
        try
        {
            await AnswerAsync(socket, sending, subscription, ended.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The other side went away, or the host stops: there is nobody left to tell.
        }
        finally
        {
            await ended.CancelAsync();
            await pump;
        }
    }

    private static async Task AnswerAsync(WebSocket socket, SemaphoreSlim sending, TopicSubscription subscription, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                return;
            }

            message.Write(buffer, 0, part.Count);
            if (message.Length > LongestMessage)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, cancellationToken);
                return;
            }

            if (!part.EndOfMessage) continue;
            var text = System.Text.Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            message.SetLength(0);
            // The answer goes out before the events it lets through.
            await sending.WaitAsync(cancellationToken);
            try
            {
                await SendAsync(socket, subscription.Handle(text), cancellationToken);
            }
            finally
            {
                sending.Release();
            }
        }
    }

    private static async Task PumpAsync(WebSocket socket, SemaphoreSlim sending, TopicSubscription subscription, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var more = subscription.More;
                await sending.WaitAsync(cancellationToken);
                try
                {
                    foreach (var happened in subscription.Take()) await SendAsync(socket, happened, cancellationToken);
                }
                finally
                {
                    sending.Release();
                }

                await more.WaitAsync(cancellationToken);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The receiving half ends the connection.
        }
    }

    private static async Task SendAsync(WebSocket socket, JsonObject message, CancellationToken cancellationToken) =>
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, SandboxJson.State), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
}
