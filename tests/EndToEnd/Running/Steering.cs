using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Demo.Sandbox;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>A call the sandbox has been told to hold: a test knows that it came, acts, and lets it go.</summary>
internal sealed class HeldCall(HttpClient http, Uri fault)
{
    /// <summary>Returns once that many calls are held.</summary>
    public async Task ArrivedAsync(int calls = 1)
    {
        var hits = await http.GetFromJsonAsync<JsonObject>(new Uri($"{fault}/hits?atLeast={calls}&timeoutSeconds=60"), TestContext.Current.CancellationToken);
        ((bool)hits!["reached"]!).ShouldBeTrue($"waiting for a call to be held: expected {calls}, came {hits["hits"]?.ToJsonString()}");
    }

    public async Task ReleaseAsync()
    {
        using var answer = await http.PostAsync(new Uri($"{fault}/release"), content: null, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}

/// <summary>The parts of the sandbox's control API (Sandbox/README.md) that tests need beyond what the demo does.</summary>
internal sealed class Steering(HttpClient http, Uri sandbox)
{
    /// <summary>The next call of that kind takes no effect until released.</summary>
    public Task<HeldCall> HoldBeforeAsync(string provider, string path, string method, string? company = null) => HoldAsync("hold-before", provider, path, method, company);

    /// <summary>The next call of that kind takes effect, and its answer is held.</summary>
    public Task<HeldCall> HoldAfterAsync(string provider, string path, string method, string? company = null) => HoldAsync("hold-after", provider, path, method, company);

    /// <summary>The next calls of that kind fail: <c>drop-before</c>, <c>drop-after</c>, <c>error-after</c>, or <c>status</c> with a status.</summary>
    public Task FailAsync(string kind, string provider, string path, string method, string company, int count = 1, int? status = null) =>
        SendAsync(
            HttpMethod.Post,
            "faults",
            new JsonObject { ["kind"] = kind, ["provider"] = provider, ["path"] = path, ["method"] = method, ["company"] = company, ["count"] = count, ["status"] = status });

    public Task PatchAsync(SimulatedCompany company, JsonObject change) => SendAsync(HttpMethod.Patch, PathOf(company), change);

    /// <summary>The user removes the app inside the provider.</summary>
    public Task RemoveAuthorizationsAsync(SimulatedCompany company) => SendAsync(HttpMethod.Delete, PathOf(company) + "/authorizations", body: null);

    public Task RemoveFaultsAsync() => SendAsync(HttpMethod.Delete, "faults", body: null);

    public async Task<IReadOnlyList<BookedEntry>> ReadBooksAsync(SimulatedCompany company) =>
        BookedEntry.ReadAll((await SendAsync(HttpMethod.Get, PathOf(company) + "/books", body: null))!.AsObject());

    /// <summary>Calls since the company was made.</summary>
    public async Task<CallCount> ReadCallsAsync(SimulatedCompany company)
    {
        var statistics = (await SendAsync(HttpMethod.Get, PathOf(company) + "/stats", body: null))!;
        var writes = statistics["endpoints"]!.AsObject()
            .Where(endpoint => !endpoint.Key.StartsWith("GET ", StringComparison.Ordinal) && !endpoint.Key.Contains("query", StringComparison.Ordinal) && !endpoint.Key.Contains("token", StringComparison.Ordinal))
            .Sum(endpoint => (int)endpoint.Value!);
        return new CallCount((int)statistics["totalCalls"]!, writes, (int)statistics["refreshes"]!, (int)statistics["refused429"]!);
    }

    private static string PathOf(SimulatedCompany company) => $"companies/{company.Provider}/{Uri.EscapeDataString(company.Id)}";

    private async Task<HeldCall> HoldAsync(string kind, string provider, string path, string method, string? company)
    {
        var fault = await SendAsync(
            HttpMethod.Post, "faults", new JsonObject { ["kind"] = kind, ["provider"] = provider, ["path"] = path, ["method"] = method, ["company"] = company, ["count"] = 1 });
        return new HeldCall(http, At($"faults/{(string)fault!["id"]!}"));
    }

    private Uri At(string path) => new(sandbox, $"/_sandbox/api/{path}");

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, At(path)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }
}

/// <summary>What came to one simulated company.</summary>
/// <param name="Writes">Calls that are meant to change the books.</param>
internal sealed record CallCount(int Total, int Writes, int Refreshes, int Refused429);
