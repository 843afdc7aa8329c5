using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports.Http;

/// <summary>
/// Refuses what a foreign page can make a browser send with the user's cookies and without asking the server first (a CORS preflight).
/// </summary>
/// <remarks>
/// <para>A browser asks first for a POST with <c>application/json</c>, so that one needs no guard. It does not ask for <c>multipart/form-data</c>: uploads need a header that
/// makes it ask. <c>text/plain</c>, <c>application/x-www-form-urlencoded</c> and no content type at all are refused by the endpoint in any case.</para>
/// <para>GET only reads, and a foreign page cannot read the answer; but it can measure how long one takes. A browser says by <c>Sec-Fetch-Site</c> where a request comes from,
/// and no page can change that header: GET requests from elsewhere need the header too. Programs other than browsers do not send it and hold no cookies of anybody's.</para>
/// </remarks>
internal static class PreflightGuard
{
    public static Refusal? Check(HttpRequest request, bool isMultipart, GraphQLEndpointOptions options)
    {
        if (!options.RequirePreflight || (!isMultipart && !IsFromElsewhere(request)) || HasHeader(request, options))
        {
            return null;
        }

        var what = isMultipart ? "A multipart request" : "A GET request from another site";
        return new Refusal(StatusCodes.Status403Forbidden, new GraphQLError(
            $"{what} could be forged by a foreign page. Add one of these headers, with any value, to show that it is not: {string.Join(", ", options.PreflightHeaders)}.") { Code = ErrorCodes.BadRequest });
    }

    private static bool IsFromElsewhere(HttpRequest request) =>
        request.Headers.TryGetValue("Sec-Fetch-Site", out var site) && site.ToString() is not ("same-origin" or "none");

    private static bool HasHeader(HttpRequest request, GraphQLEndpointOptions options)
    {
        foreach (var name in options.PreflightHeaders)
        {
            if (request.Headers.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value))
            {
                return true;
            }
        }

        return false;
    }
}
