using System.Globalization;
using OrleansLedger.Api.Connections;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Outages;

/// <summary>What clients are answered while the database is unavailable: 503, <c>Retry-After</c>, and at every address an error in GraphQL's shape.</summary>
internal static class OutageAnswer
{
    private const string Message = "The database does not answer at the moment. Send the same request again in a few seconds.";

    private const int RetryAfterSeconds = 5;

    /// <summary>The GraphQL error for an exception that an unavailable database explains; null for every other exception.</summary>
    public static GraphQLError? For(Exception exception) =>
        DatabaseUnavailableException.Explains(exception) ? new GraphQLError(Message) { Code = ErrorCodes.Unavailable, Exception = exception } : null;

    /// <summary>Turns the exception of a request into the answer, unless a part of another answer has been sent.</summary>
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (!context.Response.HasStarted && DatabaseUnavailableException.Explains(e))
        {
            await WriteAsync(context);
        }
    }

    private static Task WriteAsync(HttpContext context)
    {
        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
        return context.Request.Path.StartsWithSegments(OAuthEndpoints.Path)
            ? OAuthPage.Unavailable.ExecuteAsync(context)
            : context.Response.WriteAsJsonAsync(
                new { errors = new[] { new { message = Message, extensions = new { code = ErrorCodes.Unavailable } } } }, context.RequestAborted);
    }
}
