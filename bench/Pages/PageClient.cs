using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrleansLedger.Demo;

namespace OrleansLedger.Bench.Pages;

/// <summary>Asks the API, over HTTP with an API key.</summary>
internal sealed class PageClient : IDisposable
{
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _address;

    public PageClient(Uri address, string key)
    {
        _address = address;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan }) { Timeout = s_answerWithin };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <returns>The answer as it came.</returns>
    /// <exception cref="DemoException">Its status is another than 200.</exception>
    public async Task<byte[]> PostAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await _http.PostAsync(_address, content, cancellationToken);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? bytes : throw new DemoException($"The API answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
    }

    /// <returns>The answer's data.</returns>
    /// <exception cref="DemoException">The answer has errors.</exception>
    public async Task<JsonElement> QueryAsync(string query, object variables, CancellationToken cancellationToken)
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await PostAsync(JsonSerializer.SerializeToUtf8Bytes(new { query, variables }), cancellationToken));
        return answer.TryGetProperty("errors", out var errors) ? throw new DemoException($"The API refused a query of the benchmark: {errors.GetRawText()}") : answer.GetProperty("data");
    }

    public void Dispose() => _http.Dispose();
}
