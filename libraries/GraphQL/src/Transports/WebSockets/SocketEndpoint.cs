using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Transports.Http;
using OrleansLedger.GraphQL.Transports.PersistedDocuments;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>Turns requests into sockets of the subprotocol graphql-transport-ws.</summary>
internal sealed class SocketEndpoint(IRequestExecutor executor, DocumentLookup documents, ConnectionServices services, GraphQLEndpointOptions options)
{
    private const string Subprotocol = "graphql-transport-ws";

    /// <summary>Whether a request asks for a socket.</summary>
    public static bool IsFor(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? request.Headers.Upgrade.Count > 0 : HttpMethods.IsConnect(request.Method);

    /// <summary>Serves a socket until it is closed.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "This is no request for a WebSocket: send the headers of RFC 6455, or a GraphQL request by POST.");
            return;
        }

        if (!IsAllowed(context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, $"Pages of \"{context.Request.Headers.Origin}\" may not open sockets here: add the origin to Sockets.AllowedOrigins of MapGraphQL.");
            return;
        }

        var spoken = context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = spoken ? Subprotocol : null,

            // The protocol has pings of its own, sent by one timer for all sockets.
            KeepAliveInterval = Timeout.InfiniteTimeSpan,
        });
        var connection = new SocketConnection(socket, context, executor, documents, services, options.Sockets);
        await (spoken ? connection.ServeAsync() : connection.RefuseAsync(SocketCloseCodes.SubprotocolNotAcceptable, $"Subprotocol not acceptable: offer {Subprotocol}"));
    }

    /// <summary>A browser says which page asks. It sends the user's cookies for any page, and asks no permission first (https://owasp.org/www-community/attacks/csrf).</summary>
    private bool IsAllowed(HttpRequest request)
    {
        if (!options.RequirePreflight || request.Headers.Origin.ToString() is not { Length: > 0 } origin)
        {
            return true;
        }

        var allowed = options.Sockets.AllowedOrigins;
        return allowed.Contains("*") || allowed.Contains(origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, HostOf(request, uri), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The server as the client calls it, without a port that is the page's scheme's own: a proxy may speak another scheme with us.</summary>
    private static string HostOf(HttpRequest request, Uri origin) =>
        request.Host.Port == (origin.Scheme == Uri.UriSchemeHttps ? 443 : 80) ? request.Host.Host : request.Host.Value ?? "";

    private Task RefuseAsync(HttpContext context, int status, string message) =>
        HttpAnswer.WriteAsync(context, AnswerForm.Json, new Refusal(status, new GraphQLError(message) { Code = ErrorCodes.BadRequest }), options.AllowGet).AsTask();
}
