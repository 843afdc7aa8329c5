using System.Net.Http;

namespace OrleansLedger.LocalServers.Hosting;

/// <summary>Asks a part over HTTP whether it is ready.</summary>
internal static class HealthProbe
{
    private const int LongestAnswerShown = 200;

    // No proxy: the parts are on the loopback interface.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Null when <paramref name="url"/> answers with success, otherwise what it answered.</summary>
    public static async Task<string?> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(url, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return $"{url} answers {(int)response.StatusCode} {answer[..Math.Min(answer.Length, LongestAnswerShown)]}";
        }
        catch (HttpRequestException failure)
        {
            return $"{url}: {failure.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{url} does not answer within {Client.Timeout.TotalSeconds:0} s";
        }
    }
}
