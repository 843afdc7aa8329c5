using OrleansLedger.Sandbox.Core.Calls;
using OrleansLedger.Sandbox.Core.Companies;
using OrleansLedger.Sandbox.Core.Quotas;

namespace OrleansLedger.Sandbox.Core.Control;

/// <summary>Brings call counts and quota windows together.</summary>
internal sealed class StatisticsReader(CompanyStatistics statistics, QuotaLedger quotas)
{
    public CompanyReport Of(ISimulatedProvider provider, SimulatedCompany company)
    {
        var counts = statistics.Read(provider.Name, company.Id);
        return new CompanyReport(provider.Name, company.Id, company.Name, counts.TotalCalls, counts.Refused429, counts.Refreshes, counts.CodeExchanges, counts.Endpoints, quotas.Statistics(provider.Name, company.Id));
    }

    public SandboxReport All(ProviderCatalog catalog) => new(
        [.. catalog.All.Select(provider =>
        {
            var unassigned = statistics.Read(provider.Name, company: null);
            return new ProviderReport(provider.Name, unassigned.TotalCalls, unassigned.Refused429, unassigned.Endpoints, quotas.Statistics(provider.Name, companyId: null));
        })],
        [.. catalog.All.SelectMany(provider => provider.Companies.Select(company => Of(provider, company)))]);
}

/// <param name="CallsWithoutCompany">Consent, token and other calls that name no company.</param>
/// <param name="Quotas">Rules counted per app.</param>
internal sealed record ProviderReport(string Provider, int CallsWithoutCompany, int Refused429, IReadOnlyDictionary<string, int> Endpoints, IReadOnlyList<QuotaStatistics> Quotas);

internal sealed record CompanyReport(
    string Provider,
    string Id,
    string Name,
    int TotalCalls,
    int Refused429,
    int Refreshes,
    int CodeExchanges,
    IReadOnlyDictionary<string, int> Endpoints,
    IReadOnlyList<QuotaStatistics> Quotas);

internal sealed record SandboxReport(IReadOnlyList<ProviderReport> Providers, IReadOnlyList<CompanyReport> Companies);
