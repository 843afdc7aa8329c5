using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansLedger.Demo.Sandbox;

/// <summary>A company in the sandbox, by the provider's own id.</summary>
internal sealed record SimulatedCompany(string Provider, string Id, string Name, string BaseCurrency);

/// <summary>One length of a quota: how many calls it allowed and how many came.</summary>
internal sealed record QuotaSpan(DateTimeOffset StartAt, double Seconds, int Limit, int Used);

/// <summary>A quota of one company's as the sandbox counted it. Lengths are those of the sandbox's clock, shortened or not.</summary>
internal sealed record QuotaCount(string Name, string ClientId, IReadOnlyList<QuotaSpan> Completed);

/// <summary>What came to one company since it was made.</summary>
internal sealed record CompanyCalls(int TotalCalls, int Refused429, int Refreshes, IReadOnlyList<QuotaCount> Quotas);

/// <summary>The sandbox's control API (Sandbox/README.md): companies, call counts, faults.</summary>
internal sealed class SandboxControl(HttpClient http, Uri sandbox)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public Task<SimulatedCompany> CreateCompanyAsync(string provider, string name, JsonObject? details, CancellationToken cancellationToken)
    {
        var company = details?.DeepClone().AsObject() ?? [];
        company["provider"] = provider;
        company["name"] = name;
        return SendAsync<SimulatedCompany>(HttpMethod.Post, "companies", company, cancellationToken);
    }

    public Task<CompanyCalls> ReadCallsAsync(SimulatedCompany company, CancellationToken cancellationToken) =>
        SendAsync<CompanyCalls>(HttpMethod.Get, PathOf(company) + "/stats", null, cancellationToken);

    /// <summary>Lifts the company's quotas of those names, for reading its books after the measurement.</summary>
    public Task LiftQuotasAsync(SimulatedCompany company, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var quotas = new JsonObject();
        foreach (var name in names)
        {
            quotas[name] = new JsonObject { ["limit"] = 1_000_000 };
        }

        return SendAsync<JsonObject>(HttpMethod.Patch, PathOf(company), new JsonObject { ["quotas"] = quotas }, cancellationToken);
    }

    /// <summary>Registers a further app with a provider, so that others' quotas and tokens stay untouched.</summary>
    public Task RegisterAppAsync(string provider, string clientId, string clientSecret, CancellationToken cancellationToken) =>
        SendAsync<JsonObject>(
            HttpMethod.Post, "apps", new JsonObject { ["provider"] = provider, ["clientId"] = clientId, ["clientSecret"] = clientSecret, ["redirectUris"] = new JsonArray() }, cancellationToken);

    public Task ArmFaultAsync(JsonObject fault, CancellationToken cancellationToken) => SendAsync<JsonObject>(HttpMethod.Post, "faults", fault, cancellationToken);

    /// <summary>How many calls the faults hit so far, and takes them away.</summary>
    public async Task<int> DisarmFaultsAsync(CancellationToken cancellationToken)
    {
        var faults = await SendAsync<JsonArray>(HttpMethod.Get, "faults", null, cancellationToken);
        using var answer = await http.DeleteAsync(At("faults"), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return faults.Sum(fault => (int?)fault?["hits"] ?? 0);
    }

    private static string PathOf(SimulatedCompany company) => $"companies/{company.Provider}/{Uri.EscapeDataString(company.Id)}";

    private Uri At(string path) => new(sandbox, $"/_sandbox/api/{path}");

    private async Task<T> SendAsync<T>(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, At(path)) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new DemoException($"The sandbox refused {method} {path} ({(int)answer.StatusCode}): {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }

        return await answer.Content.ReadFromJsonAsync<T>(s_json, cancellationToken)
            ?? throw new DemoException($"The sandbox answered {method} {path} with nothing.");
    }
}
