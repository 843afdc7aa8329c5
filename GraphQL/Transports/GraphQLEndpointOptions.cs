namespace OrleansLedger.GraphQL.Transports;

/// <summary>What an endpoint takes and gives over HTTP. Defaults suit a public endpoint.</summary>
public sealed class GraphQLEndpointOptions
{
    /// <summary>Bytes of a JSON body, and of the parameters of a GET request, at most; more is answered with 413. Default 1 MiB.</summary>
    public int MaxRequestSize { get; set; } = 1024 * 1024;

    /// <summary>Whether GET requests execute queries. Default true.</summary>
    public bool AllowGet { get; set; } = true;

    /// <summary>
    /// Whether requests that a foreign page can make a browser send unasked must carry a header that such a page cannot add; see
    /// <see cref="PreflightHeaders"/>. Default true.
    /// </summary>
    public bool RequirePreflight { get; set; } = true;

    /// <summary>Headers any one of which, with any value, shows that a request is not forged by a foreign page.</summary>
    public IList<string> PreflightHeaders { get; } = ["GraphQL-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name"];

    /// <summary>Operations that one request may carry as a JSON array; 0, the default, refuses arrays.</summary>
    public int MaxBatchSize { get; set; }
}
