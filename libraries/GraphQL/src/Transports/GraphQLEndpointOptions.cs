using OrleansLedger.GraphQL.Transports.Multipart;
using OrleansLedger.GraphQL.Transports.WebSockets;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>What an endpoint takes and gives. Defaults suit a public endpoint.</summary>
public sealed class GraphQLEndpointOptions
{
    /// <summary>Bytes of a JSON body, and characters of the query string of a GET request, at most; more is answered with 413 or 414. Default 1 MiB.</summary>
    public int MaxRequestSize { get; set; } = 1024 * 1024;

    /// <summary>Whether GET requests execute queries. Default true.</summary>
    public bool AllowGet { get; set; } = true;

    /// <summary>
    /// Whether what a foreign page can make a browser send unasked must show that it is not forged: multipart requests and GET requests from another site by one of
    /// <see cref="PreflightHeaders"/>, WebSockets by their <c>Origin</c>. Default true.
    /// </summary>
    public bool RequirePreflight { get; set; } = true;

    /// <summary>Headers any one of which, with any value, shows that a request is not forged by a foreign page: such a page cannot add them without being asked first.</summary>
    public IList<string> PreflightHeaders { get; } = ["GraphQL-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"];

    /// <summary>
    /// A character that replaces half of a surrogate pair in the strings of a POST request's variables, so that the application can report
    /// the value by its place.
    /// Null, the default, refuses the whole request: JSON can escape such a half, but no UTF-8 text can hold it. Choose a noncharacter such
    /// as U+FFFF.
    /// </summary>
    public char? LoneSurrogateReplacement { get; set; }

    /// <summary>Operations that one request may carry as a JSON array, executed one after the other; 0, the default, refuses arrays.</summary>
    public int MaxBatchSize { get; set; }

    /// <summary>Multipart requests with files.</summary>
    public GraphQLUploadOptions Uploads { get; } = new();

    /// <summary>WebSockets with the subprotocol graphql-transport-ws.</summary>
    public GraphQLSocketOptions Sockets { get; } = new();

    /// <summary>Whether answers are given as <c>text/event-stream</c> where a client accepts that. Default true.</summary>
    public bool EventStreams { get; set; } = true;

    /// <summary>How often a comment is sent on an event stream, so that proxies keep it open and a client that has gone is noticed. Default 12 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(12);

    /// <summary>Whether browsers get the GraphiQL page at the same path. Default true.</summary>
    public bool GraphiQL { get; set; } = true;

    /// <summary>The document in a new tab of the GraphiQL page: a query that works, with comments that say how to use it. Null, the default, leaves GraphiQL's own welcome text.</summary>
    public string? GraphiQLDefaultQuery { get; set; }

    /// <summary>The content of the headers editor in a new tab of the GraphiQL page, a JSON object. Null, the default, leaves it empty.</summary>
    public string? GraphiQLDefaultHeaders { get; set; }
}
