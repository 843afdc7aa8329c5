using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace OrleansLedger.GraphQL.Transports.WebSockets;

/// <summary>How WebSockets are served.</summary>
public sealed class GraphQLSocketOptions
{
    /// <summary>Whether WebSockets are taken at all. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a client may take to send <c>connection_init</c> before its socket is closed with 4408. Default 3 s.</summary>
    public TimeSpan InitTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a client is sent <c>ping</c>. One that sends nothing for twice as long has gone. Default 12 s.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Bytes of one message from the client; a socket that sends more is closed with 1009. Default 1 MiB.</summary>
    public int MaxMessageSize { get; set; } = 1024 * 1024;

    /// <summary>Operations that may run on one socket at a time. Default 100.</summary>
    public int MaxOperations { get; set; } = 100;

    /// <summary>
    /// Origins whose pages may open sockets besides the server's own, such as <c>https://app.example.com</c>; <c>*</c> for all.
    /// Browsers open sockets for any page, with the user's cookies and without asking first.
    /// </summary>
    public ISet<string> AllowedOrigins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called with a client's <c>connection_init</c>; it may say who the user is, or refuse the socket. Without it, everybody is let in as whom the HTTP request says.</summary>
    public Func<SocketConnectContext, ValueTask>? OnConnect { get; set; }

    /// <summary>Asked before each operation of a client's, with the request that became the socket and the socket's user: an error refuses the operation, null lets it run. For limits.</summary>
    public Func<HttpContext, ClaimsPrincipal, GraphQLError?>? Admit { get; set; }
}
