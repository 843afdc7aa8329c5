using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OrleansLedger.Api.Tests.Isolation;

/// <summary>Sends generated operations over HTTP, with their files where they have any.</summary>
internal static class Asking
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The whole response, whatever its status.</summary>
    public static async Task<JsonObject> AskAsync(this RunningApi api, string key, Operation operation)
    {
        using var request = RequestOf(key, operation);
        using var response = await api.Browser.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        return JsonNode.Parse(text) as JsonObject ?? throw new InvalidOperationException($"{(int)response.StatusCode}: {text}");
    }

    private static HttpRequestMessage RequestOf(string key, Operation operation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = ContentOf(operation) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("GraphQL-Preflight", "1");
        return request;
    }

    private static HttpContent ContentOf(Operation operation)
    {
        var json = JsonContent.Create(new { query = operation.Document, variables = operation.Variables });
        if (operation.Files.Count == 0)
        {
            return json;
        }

        var form = new MultipartFormDataContent { { json, "operations" }, { JsonContent.Create(operation.Files.Index().ToDictionary(f => $"{f.Index}", f => new[] { f.Item })), "map" } };
        foreach (var (index, _) in operation.Files.Index())
        {
            form.Add(new ByteArrayContent([.. "%PDF-1.7 "u8, .. Guid.NewGuid().ToByteArray()]) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } }, $"{index}", "receipt.pdf");
        }

        return form;
    }

    /// <summary>A subscription that is read all the time.</summary>
    public sealed class Stream : IAsyncDisposable
    {
        private readonly CancellationTokenSource _leaving = new();
        private readonly Task _reading;

        public Stream(RunningApi api, string key, Operation operation, string name) => (Name, Key, Operation, _reading) = (name, key, operation, ReadAsync(api, key, operation));

        public string Name { get; }

        public string Key { get; }

        public Operation Operation { get; }

        /// <summary>Events and errors, as they came.</summary>
        public ConcurrentQueue<JsonNode> Heard { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _leaving.CancelAsync();
            await _reading;
            _leaving.Dispose();
        }

        private async Task ReadAsync(RunningApi api, string key, Operation operation)
        {
            try
            {
                using var request = RequestOf(key, operation);
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                using var response = await api.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _leaving.Token);
                await using var stream = await response.Content.ReadAsStreamAsync(_leaving.Token);
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(_leaving.Token))
                {
                    if (item.EventType == "next")
                    {
                        Heard.Enqueue(JsonNode.Parse(item.Data)!);
                    }
                }
            }
            catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
            {
                // Left.
            }
        }
    }
}
