using System.Net;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Calls;

/// <summary>The HTTP client that all calls to providers share.</summary>
public static class HttpCallsRegistration
{
    public static IServiceCollection AddHttpCalls(this IServiceCollection services)
    {
        services.AddHttpClient<HttpCalls>(c => c.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                // Decoded by BodyDecoding, which a false label does not break.
                AutomaticDecompression = DecompressionMethods.None,
                // A redirect could carry a bearer token to another host.
                AllowAutoRedirect = false,
                UseCookies = false,
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        services.AddTransient<IAuthorizationCalls>(s => s.GetRequiredService<HttpCalls>());
        return services;
    }
}
