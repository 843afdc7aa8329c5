using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Calls;

/// <summary>One HTTP exchange as a value: nothing that a provider or a network does becomes an exception.</summary>
public sealed class HttpCalls(HttpClient client) : IAuthorizationCalls
{
    /// <summary>An answer larger than this is cut off: no provider's is.</summary>
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken) =>
        SendAsync(request, bearer: null, TimeSpan.FromSeconds(60), cancellationToken);

    /// <summary>Sends with a bearer token, giving up as unanswered after <paramref name="timeout"/>.</summary>
    public async Task<CallAnswer> SendAsync(ProviderRequest request, string? bearer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Uri);
        if (request.Body is not null)
        {
            message.Content = new ByteArrayContent(request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        }

        message.Headers.TryAddWithoutValidation("Accept-Encoding", BodyDecoding.Accepted);
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (bearer is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bearer}");
        }

        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timer.CancelAfter(timeout);
        try
        {
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timer.Token);
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, timer.Token);
            var raw = await response.Content.ReadAsByteArrayAsync(timer.Token);
            var body = await BodyDecoding.DecodeAsync(raw, response.Content.Headers.ContentEncoding, MaxAnswerBytes, timer.Token);
            var headers = response.Headers.Concat(response.Content.Headers)
                .GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(h => h.Key, h => string.Join(",", h.SelectMany(v => v.Value)), StringComparer.OrdinalIgnoreCase);
            return new CallAnswer.Answered(response.StatusCode, headers, body);
        }
        catch (HttpRequestException e)
        {
            var neverLeft = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;
            return new CallAnswer.NoAnswer($"{request.Uri.Host} gave no answer: {e.Message}", MayHaveArrived: !neverLeft);
        }
        catch (IOException e)
        {
            return new CallAnswer.NoAnswer($"{request.Uri.Host} broke off its answer: {e.Message}", MayHaveArrived: true);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What the other side sends decides what is thrown here (headers, encodings, protocol errors), so no list of types is complete.
            return new CallAnswer.NoAnswer($"The answer of {request.Uri.Host} could not be read: {e.Message}", MayHaveArrived: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CallAnswer.NoAnswer($"{request.Uri.Host} did not answer within {timeout.TotalSeconds:0} s.", MayHaveArrived: true);
        }
    }
}
