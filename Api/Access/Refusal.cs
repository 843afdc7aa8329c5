namespace OrleansLedger.Api.Access;

/// <summary>What a refused request is told, always in this shape: <c>{"error":{"code":"...","message":"..."}}</c>.</summary>
internal sealed record Refusal(int Status, string Code, string Message)
{
    public static Refusal NotSignedIn { get; } = new(
        StatusCodes.Status401Unauthorized,
        "unauthenticated",
        "This request names no valid API key. Send the header 'Authorization: Bearer olk_...' with a key that has not been revoked, or sign in with POST /session.");

    public static Refusal NotAllowed { get; } = new(
        StatusCodes.Status403Forbidden, "forbidden", "The role of this API key does not allow this. Use a key with a higher role; GET /session says which role this one has.");

    /// <summary>For answers that would have no words at all.</summary>
    public static Refusal Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, "bad_request", "The request cannot be read: its body or a parameter is missing or not as docs/api.md and docs/access.md show it. Nothing was changed."),
        StatusCodes.Status404NotFound => new(status, "not_found", "There is nothing at this address. The API is at /graphql."),
        StatusCodes.Status405MethodNotAllowed => new(status, "method_not_allowed", "This address takes another HTTP method; the header Allow says which."),
        StatusCodes.Status413PayloadTooLarge => new(status, "too_large", "The body is larger than this address takes. Nothing was changed."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "unsupported_media_type", "The body is of a type that this address does not take. Send Content-Type: application/json, or a form where a page has one."),
        _ => new(status, "refused", $"The request was refused with status {status}."),
    };

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await context.Response.WriteAsJsonAsync(new { error = new { code = Code, message = Message } }, context.RequestAborted);
    }
}
