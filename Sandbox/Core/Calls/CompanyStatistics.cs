using System.Collections.Concurrent;

namespace OrleansLedger.Sandbox.Core.Calls;

/// <summary>Counts per company since the start or the last reset; calls that name no company count under the id <c>-</c>.</summary>
internal sealed class CompanyStatistics
{
    public const string NoCompany = "-";
    private readonly ConcurrentDictionary<(string Provider, string Company), Counts> _counts = new();

    public void Called(string provider, string? company, string endpoint, int status)
    {
        var counts = Of(provider, company);
        lock (counts)
        {
            counts.TotalCalls++;
            if (status == StatusCodes.Status429TooManyRequests) counts.Refused429++;
            counts.Endpoints[endpoint] = counts.Endpoints.GetValueOrDefault(endpoint) + 1;
        }
    }

    public void Refreshed(string provider, string company)
    {
        var counts = Of(provider, company);
        lock (counts) counts.Refreshes++;
    }

    public void CodeExchanged(string provider, string company)
    {
        var counts = Of(provider, company);
        lock (counts) counts.CodeExchanges++;
    }

    public CallCounts Read(string provider, string? company)
    {
        var counts = Of(provider, company);
        lock (counts) return new CallCounts(counts.TotalCalls, counts.Refused429, counts.Refreshes, counts.CodeExchanges, new SortedDictionary<string, int>(counts.Endpoints, StringComparer.Ordinal));
    }

    public void Reset() => _counts.Clear();

    private Counts Of(string provider, string? company) => _counts.GetOrAdd((provider, (company ?? NoCompany).ToLowerInvariant()), _ => new Counts());

    private sealed class Counts
    {
        public int TotalCalls;
        public int Refused429;
        public int Refreshes;
        public int CodeExchanges;
        public Dictionary<string, int> Endpoints { get; } = new(StringComparer.Ordinal);
    }
}

/// <param name="Endpoints">Calls by <c>METHOD /route</c>.</param>
internal sealed record CallCounts(int TotalCalls, int Refused429, int Refreshes, int CodeExchanges, IReadOnlyDictionary<string, int> Endpoints);
