using System.Buffers;
using System.Net.WebSockets;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Transports.PersistedDocuments;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>
/// One socket with its operations. It costs no thread and no timer, and while it waits for the client it holds no buffer.
/// </summary>
internal sealed partial class SocketConnection : IPulsed
{
    private const int FirstBuffer = 4 * 1024;
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket socket;
    private readonly HttpContext context;
    private readonly ConnectionServices services;
    private readonly GraphQLSocketOptions options;
    private readonly SemaphoreSlim writing = new(1);
    private readonly Dictionary<string, SocketOperation> operations = new(StringComparer.Ordinal);
    private readonly long opened;
    private ClaimsPrincipal? user;
    private CancellationTokenRegistration closesLater;
    private long lastReceived;
    private long lastPing;
    private long closingSince;
    private bool initReceived;
    private bool acknowledged;
    private bool ended;

    public SocketConnection(WebSocket socket, HttpContext context, IRequestExecutor executor, DocumentLookup documents, ConnectionServices services, GraphQLSocketOptions options)
    {
        this.socket = socket;
        this.context = context;
        this.services = services;
        this.options = options;
        Executor = executor;
        Documents = documents;
        opened = lastReceived = lastPing = services.Time.GetTimestamp();
    }

    public IRequestExecutor Executor { get; }

    public DocumentLookup Documents { get; }

    public ConnectionServices Services => services;

    /// <summary>Who executes the operations.</summary>
    public ClaimsPrincipal User => user ?? context.User;

    /// <summary>Serves the client until one of both closes the socket or the connection breaks. Then all operations have ended.</summary>
    public async Task ServeAsync()
    {
        await using var stopping = services.Stopping.UnsafeRegister(static state => ((SocketConnection)state!).Leave(), this);
        services.Pulse.Add(this, Shorter(options.InitTimeout, options.KeepAliveInterval) / 4);
        try
        {
            while (await ReceiveAsync())
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogBroken(services.Logger, e);
        }
        finally
        {
            services.Pulse.Remove(this);
            await closesLater.DisposeAsync();
            await EndOperationsAsync();
        }
    }

    /// <summary>Closes the socket before a word was said.</summary>
    public async Task RefuseAsync(WebSocketCloseStatus code, string reason)
    {
        services.Pulse.Add(this, ClosingTimeout / 4);
        try
        {
            await CloseAsync(code, reason);
            while (await ReceiveAsync())
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogBroken(services.Logger, e);
        }
        finally
        {
            services.Pulse.Remove(this);
        }
    }

    public void Beat()
    {
        var time = services.Time;
        var closing = Volatile.Read(ref closingSince);
        if (closing != 0)
        {
            if (time.GetElapsedTime(closing) > ClosingTimeout)
            {
                socket.Abort();
            }
        }
        else if (!Volatile.Read(ref initReceived))
        {
            if (time.GetElapsedTime(opened) > options.InitTimeout)
            {
                _ = CloseAsync(SocketCloseCodes.InitTimeout, "Connection initialisation timeout");
            }
        }
        else if (time.GetElapsedTime(Volatile.Read(ref lastReceived)) > 2 * options.KeepAliveInterval)
        {
            // Not a word for so long: the client has gone, or is too slow to be served.
            socket.Abort();
        }
        else if (time.GetElapsedTime(lastPing) > options.KeepAliveInterval)
        {
            lastPing = time.GetTimestamp();
            _ = PingAsync();
        }
    }

    /// <summary>Sends what an operation has to say, unless the client or the server has ended it.</summary>
    /// <returns>Whether it was sent.</returns>
    public async ValueTask<bool> SendAsync(SocketOperation operation, ReadOnlyMemory<byte> message, bool last)
    {
        await writing.WaitAsync(operation.Cancelled);
        try
        {
            // The id may be another operation's by now.
            if (!IsRunning(operation, remove: last) || socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
            {
                return false;
            }

            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return true;
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Forgets an operation that has ended.</summary>
    public void Forget(SocketOperation operation) => IsRunning(operation, remove: true);

    /// <summary>Takes one message.</summary>
    /// <returns>Whether there may be another.</returns>
    private async Task<bool> ReceiveAsync()
    {
        // Nothing is lent for a message that has not begun to arrive.
        var begun = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        if (begun.MessageType == WebSocketMessageType.Close)
        {
            await CloseAsync(WebSocketCloseStatus.NormalClosure, "");
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var length = 0;
            var complete = begun.EndOfMessage;
            while (!complete)
            {
                if (length == buffer.Length)
                {
                    Enlarge(ref buffer, length);
                }

                var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
                complete = part.EndOfMessage;
                if (length > options.MaxMessageSize)
                {
                    // What follows is read and thrown away until the client has closed the socket too.
                    await CloseAsync(WebSocketCloseStatus.MessageTooBig, $"A message may have {options.MaxMessageSize} bytes");
                    length = 0;
                }
            }

            Volatile.Write(ref lastReceived, services.Time.GetTimestamp());
            if (Volatile.Read(ref closingSince) == 0)
            {
                await (begun.MessageType == WebSocketMessageType.Binary
                    ? CloseAsync(SocketCloseCodes.InvalidMessage, "Invalid message: binary")
                    : HandleAsync(buffer.AsMemory(0, length)));
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Enlarge(ref byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 4);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private Task HandleAsync(ReadOnlyMemory<byte> text)
    {
        if (!ClientMessage.TryRead(text, out var message, out var problem))
        {
            return CloseAsync(SocketCloseCodes.InvalidMessage, problem);
        }

        switch (message.Type)
        {
            case ClientMessageType.Subscribe:
                return acknowledged ? StartAsync(message.Id!, message.Payload) : CloseAsync(SocketCloseCodes.Unauthorized, "Unauthorized");
            case ClientMessageType.Complete:
                End(message.Id!);
                return Task.CompletedTask;
            case ClientMessageType.Ping:
                return SendAsync(ServerMessage.Pong(message.Payload.Span));
            case ClientMessageType.ConnectionInit:
                return InitialiseAsync(message.Payload);
            default:
                return Task.CompletedTask;
        }
    }

    private async Task InitialiseAsync(ReadOnlyMemory<byte> payload)
    {
        if (initReceived)
        {
            await CloseAsync(SocketCloseCodes.TooManyInits, "Too many initialisation requests");
            return;
        }

        Volatile.Write(ref initReceived, true);
        object? ack = null;
        if (options.OnConnect is { } hook)
        {
            using var json = payload.IsEmpty ? null : JsonDocument.Parse(payload);
            var connecting = new SocketConnectContext(context, json?.RootElement ?? default);
            try
            {
                await hook(connecting);
            }
            catch (Exception e) when (services.Expected(e) is { Code: ErrorCodes.Unavailable } unavailable)
            {
                // Clients of the protocol connect again after this code, and not after 4500.
                await CloseAsync(SocketCloseCodes.TryAgainLater, unavailable.Message);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
            {
                LogHookFailed(services.Logger, e);
                await CloseAsync(SocketCloseCodes.InternalError, "Internal server error");
                return;
            }

            if (connecting.Refused is { } reason)
            {
                await CloseAsync(SocketCloseCodes.Forbidden, reason);
                return;
            }

            (user, ack) = (connecting.User, connecting.AckPayload);
            if (connecting.Closing is { } later)
            {
                closesLater = later.When.UnsafeRegister(_ => _ = CloseAsync(SocketCloseCodes.Forbidden, later.Reason), null);
            }
        }

        acknowledged = true;
        await SendAsync(ServerMessage.Ack(ack));
    }

    private async Task StartAsync(string id, ReadOnlyMemory<byte> payload)
    {
        if (options.Admit?.Invoke(context, User) is { } refusal)
        {
            using var message = ServerMessage.Error(id, [refusal]);
            await SendAsync(message);
            return;
        }

        // The text stays as long as the operation; the buffer it came in does not.
        var operation = new SocketOperation(this, id, payload.ToArray());
        bool exists;
        bool full;
        lock (operations)
        {
            exists = operations.ContainsKey(id);
            full = operations.Count >= options.MaxOperations;
            if (!exists && !full)
            {
                operations.Add(id, operation);
            }
        }

        if (exists)
        {
            await CloseAsync(SocketCloseCodes.SubscriberExists, $"Subscriber for {id} already exists");
        }
        else if (full)
        {
            using var message = ServerMessage.Error(id, [new GraphQLError($"{options.MaxOperations} operations run on this socket already: complete one first, or open another socket.") { Code = ErrorCodes.TooManyOperations }]);
            await SendAsync(message);
        }
        else
        {
            operation.Start();
        }
    }

    private void End(string id)
    {
        SocketOperation? operation;
        lock (operations)
        {
            operations.Remove(id, out operation);
        }

        _ = operation?.CancelAsync();
    }

    private bool IsRunning(SocketOperation operation, bool remove)
    {
        lock (operations)
        {
            if (ended || !operations.TryGetValue(operation.Id, out var running) || running != operation)
            {
                return false;
            }

            if (remove)
            {
                operations.Remove(operation.Id);
            }

            return true;
        }
    }

    private async Task EndOperationsAsync()
    {
        SocketOperation[] left;
        lock (operations)
        {
            ended = true;
            left = [.. operations.Values];
            operations.Clear();
        }

        foreach (var operation in left)
        {
            await operation.CancelAsync();
        }

        foreach (var operation in left)
        {
            await operation.Completion;
        }
    }

    private async Task SendAsync(ResponseWriter message)
    {
        using (message)
        {
            await writing.WaitAsync(CancellationToken.None);
            try
            {
                if (socket.State == WebSocketState.Open)
                {
                    await socket.SendAsync(message.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                }
            }
            finally
            {
                writing.Release();
            }
        }
    }

    private async Task PingAsync()
    {
        // While something is being written the client hears of us anyway.
        if (!await writing.WaitAsync(TimeSpan.Zero, CancellationToken.None))
        {
            return;
        }

        try
        {
            if (socket.State == WebSocketState.Open)
            {
                await socket.SendAsync(ServerMessage.Ping, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            LogBroken(services.Logger, e);
        }
        finally
        {
            writing.Release();
        }
    }

    private void Leave() => _ = CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The server stops");

    /// <summary>Sends the close frame, once. The client answers it, or the connection is cut a little later.</summary>
    private async Task CloseAsync(WebSocketCloseStatus code, string reason)
    {
        if (Interlocked.CompareExchange(ref closingSince, Math.Max(services.Time.GetTimestamp(), 1), 0) != 0)
        {
            return;
        }

        await writing.WaitAsync(CancellationToken.None);
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(code, Shortened(reason), CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            LogBroken(services.Logger, e);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>A close frame holds 123 bytes of text.</summary>
    private static string Shortened(string reason)
    {
        while (Encoding.UTF8.GetByteCount(reason) > 123)
        {
            reason = reason[..^1];
        }

        return reason;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(12, LogLevel.Debug, "A socket broke.")]
    private static partial void LogBroken(ILogger logger, Exception exception);

    [LoggerMessage(13, LogLevel.Error, "The application's OnConnect failed; the socket was closed with 4500.")]
    private static partial void LogHookFailed(ILogger logger, Exception exception);
}
