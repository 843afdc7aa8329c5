using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Access;

/// <summary>
/// A token bucket for each key, and one for each address that shows none: for HTTP requests and for operations over WebSockets alike. Health checks go free. Every process counts for itself.
/// </summary>
internal sealed class RateLimits(AccessOptions access) : IDisposable
{
    private const string Free = "";

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        caller => caller == Free ? RateLimitPartition.GetNoLimiter(Free) : RateLimitPartition.GetTokenBucketLimiter(caller, _ => Bucket(access)));

    /// <summary>An operation over a WebSocket, whose opening was counted once.</summary>
    /// <returns>Why it is not carried out; null where it may be.</returns>
    public GraphQLError? Admit(HttpContext context, ClaimsPrincipal user)
    {
        using var lease = _limiter.AttemptAcquire(Caller(context, user));
        return lease.IsAcquired ? null : new GraphQLError(Words(Seconds(lease), "send this operation again")) { Code = "RATE_LIMITED" };
    }

    public void Dispose() => _limiter.Dispose();

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = _limiter.WithTranslatedKey<HttpContext>(
            context => context.Request.Path.StartsWithSegments("/health") ? Free : Caller(context, context.User), leaveOpen: true);
        options.OnRejected = async (rejected, _) =>
        {
            var seconds = Seconds(rejected.Lease);
            rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await new Refusal(StatusCodes.Status429TooManyRequests, "rate_limited", Words(seconds, "send this request again")).WriteAsync(rejected.HttpContext);
        };
    }

    private string Words(long seconds, string then) =>
        $"Too many requests: {access.Burst} at once and {access.RequestsPerMinute} a minute are allowed to each API key. Wait {seconds} s and {then}; it was not carried out.";

    private static long Seconds(RateLimitLease lease) =>
        Math.Max(1, (long)Math.Ceiling((lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1)).TotalSeconds));

    private static string Caller(HttpContext context, ClaimsPrincipal user) =>
        user.KeyId() is { } key ? $"key {key}" : $"address {context.Connection.RemoteIpAddress}";

    /// <summary>Whole tokens in steps of a second, or one token at a time where that is less than one a second.</summary>
    private static TokenBucketRateLimiterOptions Bucket(AccessOptions access)
    {
        var perSecond = access.RequestsPerMinute / 60;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = access.Burst,
            TokensPerPeriod = Math.Max(1, perSecond),
            ReplenishmentPeriod = perSecond >= 1 ? TimeSpan.FromMinutes((double)perSecond / access.RequestsPerMinute) : TimeSpan.FromMinutes(1.0 / access.RequestsPerMinute),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }
}
