using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>A client that knows the address and a key, and nothing else.</summary>
internal sealed class GraphClient(RunningApi api, string? key)
{
    public string? Key => key;

    /// <summary>The whole response.</summary>
    public async Task<JsonObject> AskAsync(string document, object? variables = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = document, variables }) };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await api.Browser.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return JsonNode.Parse(text)?.AsObject() ?? throw new InvalidOperationException($"{(int)response.StatusCode}: {text}");
    }

    /// <summary>One field's value; errors fail the test.</summary>
    public async Task<JsonNode?> FieldAsync(string field, string document, object? variables = null)
    {
        var response = await AskAsync(document, variables);
        response["errors"].ShouldBeNull(response.ToJsonString());
        return response["data"]![field];
    }

    /// <summary>The code of the first error; null without one.</summary>
    public async Task<string?> CodeAsync(string document, object? variables = null) => (await AskAsync(document, variables))["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>();

    /// <summary>A subscription over an event stream: the data of its events, until the client leaves.</summary>
    public async IAsyncEnumerable<JsonNode> SubscribeAsync(string document, object? variables = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = document, variables }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await api.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken))
        {
            if (item.EventType == "next")
            {
                yield return JsonNode.Parse(item.Data)!;
            }
        }
    }
}
