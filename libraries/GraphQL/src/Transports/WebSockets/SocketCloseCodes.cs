using System.Net.WebSockets;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>Why the server closes a socket, in the words of the protocol (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md).</summary>
internal static class SocketCloseCodes
{
    /// <summary>Of the WebSocket registry, not of the subprotocol.</summary>
    public const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    public const WebSocketCloseStatus InvalidMessage = (WebSocketCloseStatus)4400;
    public const WebSocketCloseStatus Unauthorized = (WebSocketCloseStatus)4401;
    public const WebSocketCloseStatus Forbidden = (WebSocketCloseStatus)4403;
    public const WebSocketCloseStatus SubprotocolNotAcceptable = (WebSocketCloseStatus)4406;
    public const WebSocketCloseStatus InitTimeout = (WebSocketCloseStatus)4408;
    public const WebSocketCloseStatus SubscriberExists = (WebSocketCloseStatus)4409;
    public const WebSocketCloseStatus TooManyInits = (WebSocketCloseStatus)4429;
    public const WebSocketCloseStatus InternalError = (WebSocketCloseStatus)4500;
}
