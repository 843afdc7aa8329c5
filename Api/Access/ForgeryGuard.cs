namespace OrleansLedger.Api.Access;

/// <summary>
/// What a browser sends by itself with the user's cookie proves nothing of the user's will. The cookie is SameSite=Strict, so that other sites'
/// pages do not send it; this refuses what is left: pages of neighbouring hosts of the same site, WebSockets opened by them, and browsers that do not know SameSite.
/// </summary>
internal static class ForgeryGuard
{
    /// <summary>Headers any one of which, with any value, a changing request with a cookie must carry: a foreign page cannot add one without asking the server first.</summary>
    public static readonly string[] Headers = ["X-Ledger-Request", "GraphQL-Preflight"];

    /// <summary>Why the request's cookie does not count; null where it does.</summary>
    public static Refusal? Check(HttpRequest request) =>
        IsFromElsewhere(request) ?? (IsReading(request) || Array.Exists(Headers, name => !string.IsNullOrWhiteSpace(request.Headers[name]))
            ? null
            : new Refusal(
                StatusCodes.Status403Forbidden,
                "header_missing",
                $"A request with a session cookie that changes something needs one of these headers, with any value, to show that no foreign page made it: {string.Join(", ", Headers)}."));

    /// <summary>The request was made by a page of another origin, as the browser says; null where it was not.</summary>
    public static Refusal? IsFromElsewhere(HttpRequest request)
    {
        // The scheme is left out: behind a proxy that ends TLS the process does not know it.
        var foreign = request.Headers.Origin is [{ Length: > 0 } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && string.Equals(uri.Authority, request.Host.ToUriComponent(), StringComparison.OrdinalIgnoreCase));
        return foreign
            ? new Refusal(
                StatusCodes.Status403Forbidden, "foreign_origin", $"A session counts only for pages of {request.Host}. Other origins send 'Authorization: Bearer olk_...' from their own server.")
            : null;
    }

    private static bool IsReading(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
}
