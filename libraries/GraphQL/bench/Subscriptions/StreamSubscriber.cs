using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;

namespace OrleansLedger.GraphQL.Bench.Subscriptions;

/// <summary>A stream of server-sent events: one subscription, on a connection of its own.</summary>
internal sealed class StreamSubscriber(HttpClient http, Uri address, int subscription, Deliveries deliveries) : ISubscriber
{
    private readonly CancellationTokenSource _ended = new();
    private HttpResponseMessage? _response;
    private Task _reading = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent($$"""{"query":"{{SubscriptionBench.Document}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        _response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!_response.IsSuccessStatusCode)
        {
            throw new BenchException($"The server answered a subscription with {(int)_response.StatusCode}: {await _response.Content.ReadAsStringAsync(cancellationToken)}");
        }

        _reading = ReadAsync(_response);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _reading;
        _response?.Dispose();
        _ended.Dispose();
    }

    private async Task ReadAsync(HttpResponseMessage response)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(_ended.Token);
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(_ended.Token))
            {
                if (item.EventType != "next")
                {
                    throw new BenchException($"the server said {item.EventType} {item.Data}");
                }

                var json = JsonSerializer.Deserialize<JsonElement>(item.Data);
                deliveries.Add(subscription, json.GetProperty("data").GetProperty("ticks").GetProperty("number").GetInt32());
            }

            throw new BenchException("the server ended it");
        }
        catch (Exception) when (_ended.IsCancellationRequested)
        {
            // The client has had enough.
        }
        catch (Exception e)
        {
            deliveries.Fail(new BenchException($"The stream of subscription {subscription} broke: {e.Message}"));
        }
    }
}
