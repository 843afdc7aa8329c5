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
