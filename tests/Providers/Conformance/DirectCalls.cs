using System.Collections.Concurrent;
using System.Net.Http.Headers;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>
/// Calls straight over HTTP, without gate, log or renewal: what a provider's adapter makes of an answer is seen as it is.
/// Every call opens a connection of its own, because a handler may silently repeat a call that failed on a reused one.
/// </summary>
public sealed class DirectCalls : IProviderCalls, IAuthorizationCalls, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });
    private readonly Func<string?> _accessToken;

    public DirectCalls(Func<string?> accessToken) => _accessToken = accessToken;

    /// <summary>Every request sent, in order.</summary>
    public ConcurrentQueue<ProviderRequest> Sent { get; } = new();

    public CallAnswer.Answered? LatestAnswer { get; private set; }

    /// <summary>The headers of the latest answer.</summary>
    public IReadOnlyDictionary<string, string> LatestHeaders => LatestAnswer?.Headers ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public async Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        Sent.Enqueue(request);
        using var message = Message(request);
        try
        {
            using var response = await _http.SendAsync(message, cancellationToken);
            var headers = response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            LatestAnswer = new CallAnswer.Answered(response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return LatestAnswer;
        }
        catch (HttpRequestException cut)
        {
            var neverLeft = cut.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;
            return new CallAnswer.NoAnswer(cut.Message, MayHaveArrived: !neverLeft);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Message(ProviderRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Uri);
        if (_accessToken() is { } token)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue($"{name} is not a request header; a Content-Type belongs into ContentType.");
        }

        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        return message;
    }
}
