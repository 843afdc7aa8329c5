using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Calls;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>
/// Calls over the product's own HTTP client, with the product's rule for tokens: a documented refusal of the token renews it once and sends the same
/// request again. No gate and no log.
/// </summary>
public sealed class ProductCalls : IProviderCalls, IAuthorizationCalls, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpCalls().BuildServiceProvider();
    private readonly HttpCalls _http;
    private readonly IProvider _provider;
    private readonly RemoteSession _session;

    public ProductCalls(IProvider provider, RemoteSession session)
    {
        _provider = provider;
        _session = session;
        _http = _services.GetRequiredService<HttpCalls>();
    }

    /// <summary>How often a token was renewed.</summary>
    public int Refreshes { get; private set; }

    async Task<CallAnswer> IProviderCalls.SendAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        var answer = await SendOnceAsync(request, cancellationToken);
        if (answer is not CallAnswer.Answered answered || !_provider.Manifest.IsTokenRefusal(answered))
        {
            return answer;
        }

        Refreshes++;
        var renewed = await _provider.Authorization.RefreshAsync(this, _session.Tokens, _session.Company.RemoteId, cancellationToken);
        if (!renewed.Succeeded)
        {
            return answer;
        }

        _session.Tokens = renewed.Value;
        return await SendOnceAsync(request, cancellationToken);
    }

    Task<CallAnswer> IAuthorizationCalls.SendAsync(ProviderRequest request, CancellationToken cancellationToken) => _http.SendAsync(request, cancellationToken);

    public void Dispose() => _services.Dispose();

    private Task<CallAnswer> SendOnceAsync(ProviderRequest request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, _session.Tokens.AccessToken, TimeSpan.FromSeconds(60), cancellationToken);
}
