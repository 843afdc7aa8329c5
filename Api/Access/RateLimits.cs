using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace OrleansLedger.Api.Access;

/// <summary>
/// A token bucket for each key, and one for each address that shows none; health checks go free. Every process counts for itself.
/// </summary>
internal static class RateLimits
{
    public static void Configure(RateLimiterOptions options, AccessOptions access)
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path.StartsWithSegments("/health")
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(Caller(context), _ => Bucket(access)));
        options.OnRejected = async (rejected, _) =>
        {
            var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            rejected.HttpContext.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await new Refusal(
                StatusCodes.Status429TooManyRequests,
                "rate_limited",
                $"Too many requests: {access.Burst} at once and {access.RequestsPerMinute} a minute are allowed to each API key. Wait {seconds} s (Retry-After) and send this request again; it was not carried out.")
                .WriteAsync(rejected.HttpContext);
        };
    }

    private static string Caller(HttpContext context) =>
        context.User.KeyId() is { } key ? $"key {key}" : $"address {context.Connection.RemoteIpAddress}";

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
