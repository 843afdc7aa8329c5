using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>An operation on a socket, with a scope of services of its own.</summary>
internal sealed partial class SocketOperation(SocketConnection connection, string id, ReadOnlyMemory<byte> payload)
{
    private readonly CancellationTokenSource cancellation = new();

    public string Id => id;

    public CancellationToken Cancelled => cancellation.Token;

    /// <summary>Completed when nothing of the operation is left: its source stream and its services are disposed.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start() => Completion = RunAsync();

    /// <summary>Ends the operation without another word of it.</summary>
    public Task CancelAsync() => cancellation.CancelAsync();

    private async Task RunAsync()
    {
        try
        {
            if (RequestParameters.TryRead(payload, out var parameters, out var refusal))
            {
                using (parameters)
                {
                    await ExecuteAsync(parameters);
                }
            }
            else
            {
                await FailAsync([refusal!.Error]);
            }
        }
        catch (Exception e) when (cancellation.IsCancellationRequested || e is WebSocketException or ObjectDisposedException)
        {
            LogEnded(connection.Services.Logger, e);
        }
        catch (Exception e)
        {
            await FailAsync(connection.Services.ErrorsOf(e));
        }
        finally
        {
            connection.Forget(this);

            // Whatever listens for events leaves now, also where not one was asked for.
            await cancellation.CancelAsync();
        }
    }

    private async ValueTask ExecuteAsync(RequestParameters parameters)
    {
        var document = await connection.Documents.FindAsync(parameters, cancellation.Token);
        if (document.Refusal is { } refusal)
        {
            await FailAsync([refusal.Error]);
            return;
        }

        await using var scope = connection.Services.Scopes.CreateAsyncScope();
        var request = new GraphQLRequest
        {
            Query = document.Text,
            OperationName = parameters.OperationName,
            DocumentId = parameters.DocumentId,
            Variables = parameters.Variables,
            Extensions = parameters.Extensions,
            Services = scope.ServiceProvider,
            User = connection.User,
        };
        await using var result = await connection.Executor.ExecuteAsync(request, cancellation.Token);
        switch (result)
        {
            case OperationResult { HasData: false } refused:
                await FailAsync(refused.Errors);
                return;
            case OperationResult single:
                await NextAsync(single);
                break;
            case SubscriptionResult subscription:
                await StreamAsync(subscription);
                break;
        }

        using var complete = ServerMessage.Complete(id);
        await connection.SendAsync(this, complete.WrittenMemory, last: true);
    }

    private async Task StreamAsync(SubscriptionResult subscription)
    {
        // A source that never has to wait must not keep the socket from being read.
        await Task.Yield();
        await foreach (var next in subscription.Results.WithCancellation(cancellation.Token))
        {
            // The next event is taken when this one is written.
            await using (next)
            {
                if (!await NextAsync(next))
                {
                    return;
                }
            }
        }
    }

    private async ValueTask<bool> NextAsync(OperationResult result)
    {
        using var message = ServerMessage.Next(id, result.Json.Span);
        return await connection.SendAsync(this, message.WrittenMemory, last: false);
    }

    private async ValueTask FailAsync(IReadOnlyList<GraphQLError> errors)
    {
        try
        {
            using var message = ServerMessage.Error(id, errors);
            await connection.SendAsync(this, message.WrittenMemory, last: true);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogEnded(connection.Services.Logger, e);
        }
    }

    [LoggerMessage(14, LogLevel.Debug, "An operation on a socket was ended before it was done.")]
    private static partial void LogEnded(ILogger logger, Exception exception);
}
