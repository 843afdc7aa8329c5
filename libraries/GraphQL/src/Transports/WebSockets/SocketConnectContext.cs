using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>A client that asks to be let in.</summary>
public sealed class SocketConnectContext
{
    private ClaimsPrincipal? user;

    internal SocketConnectContext(HttpContext httpContext, JsonElement payload) => (HttpContext, Payload) = (httpContext, payload);

    /// <summary>The HTTP request that became the socket, with its headers, its user and its services.</summary>
    public HttpContext HttpContext { get; }

    /// <summary>The payload of <c>connection_init</c>, often with a token in it; undefined without one. Gone when the hook returns.</summary>
    public JsonElement Payload { get; }

    /// <summary>Who executes the socket's operations; at first the HTTP request's user.</summary>
    public ClaimsPrincipal User { get => user ?? HttpContext.User; set => user = value; }

    /// <summary>The payload of <c>connection_ack</c>: anything System.Text.Json writes as an object; null for none.</summary>
    public object? AckPayload { get; set; }

    /// <summary>Ends when the client goes away.</summary>
    public CancellationToken CancellationToken => HttpContext.RequestAborted;

    internal string? Refused { get; private set; }

    internal (CancellationToken When, string Reason)? Closing { get; private set; }

    /// <summary>Closes the socket with 4403.</summary>
    /// <param name="reason">Told to the client; at most 123 bytes of it.</param>
    public void Refuse(string reason = "Forbidden") => Refused = reason;

    /// <summary>Closes a socket that was let in with 4403 later on: when the user may not be served any more.</summary>
    /// <param name="when">Cancelled at that time.</param>
    /// <param name="reason">Told to the client; at most 123 bytes of it.</param>
    public void CloseWhen(CancellationToken when, string reason = "Forbidden") => Closing = (when, reason);
}
