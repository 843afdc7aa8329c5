using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Demo.Api;

/// <summary>Sends GraphQL requests over HTTP with one API key.</summary>
internal sealed class GraphQLClient(HttpClient http, Uri endpoint, string key)
{
    /// <summary>Sends a document with variables and returns the answer's <c>data</c>.</summary>
    /// <exception cref="DemoException">The API reported an error, or a mutation a problem.</exception>
    public Task<JsonElement> SendAsync(string document, object? variables, CancellationToken cancellationToken) =>
        SendAsync(JsonContent.Create(new { query = document, variables }), cancellationToken);

    /// <summary>Sends a document with a variable <c>$file: Upload!</c>, as the GraphQL multipart request specification says.</summary>
    /// <exception cref="DemoException">The API reported an error, or the mutation a problem.</exception>
    public async Task<JsonElement> UploadAsync(
        string document, JsonObject variables, (string Name, string ContentType, byte[] Content) file, CancellationToken cancellationToken)
    {
        variables["file"] = null;
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent(new JsonObject { ["query"] = document, ["variables"] = variables }.ToJsonString()), "operations");
        form.Add(new StringContent("""{"0":["variables.file"]}"""), "map");
        var content = new ByteArrayContent(file.Content);
        content.Headers.ContentType = new MediaTypeHeaderValue(file.ContentType);
        form.Add(content, "0", file.Name);
        return await SendAsync(form, cancellationToken);
    }

    /// <summary>Reads a list from its first page to its last.</summary>
    /// <param name="document">A query with a variable <c>$after: String</c> and one list that has <c>nodes</c> and <c>pageInfo</c>.</param>
    /// <param name="list">Finds the list in the answer's data.</param>
    public async Task<IReadOnlyList<JsonElement>> ReadAllAsync(
        string document, Func<string?, object> variables, Func<JsonElement, JsonElement> list, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        string? after = null;
        while (true)
        {
            var page = list(await SendAsync(document, variables(after), cancellationToken));
            items.AddRange(page.GetProperty("nodes").EnumerateArray());
            var info = page.GetProperty("pageInfo");
            if (!info.GetProperty("hasNextPage").GetBoolean())
            {
                return items;
            }

            after = info.GetProperty("endCursor").GetString();
        }
    }

    private async Task<JsonElement> SendAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("GraphQL-Preflight", "1");
        using var answer = await http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        JsonElement json;
        try
        {
            using var parsed = JsonDocument.Parse(text);
            json = parsed.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new DemoException($"The API answered a request with status {(int)answer.StatusCode} and something that is not JSON: {text}", failure);
        }

        if (json.TryGetProperty("errors", out _) || !json.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            throw new DemoException($"The API refused a request ({(int)answer.StatusCode}): {text}");
        }

        foreach (var field in data.EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Object && field.Value.TryGetProperty("errors", out var problems) && problems.GetArrayLength() > 0)
            {
                throw new DemoException($"The API refused {field.Name}: {problems}");
            }
        }

        return data;
    }
}
