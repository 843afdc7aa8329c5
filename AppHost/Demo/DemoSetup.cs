using OrleansLedger.AppHost.Demo.Export;
using OrleansLedger.AppHost.Demo.Plan;
using OrleansLedger.AppHost.Demo.Sandbox;
using OrleansLedger.Domain;

namespace OrleansLedger.AppHost.Demo;

/// <summary>A connection and the documents of its tenant, by source reference.</summary>
internal sealed record DemoPlan(DemoConnection Connection, IReadOnlyDictionary<string, DocumentId> Documents);

/// <summary>Makes tenants and companies, connects them in the redirect flow, chooses accounts, imports.</summary>
internal sealed class DemoSetup(DemoOptions options, LedgerClient ledger, SandboxControl control, ConsentBrowser browser, IReadOnlyList<DemoTransaction> transactions)
{
    private readonly string[] _currencies = [.. transactions.Select(transaction => transaction.Transaction.Amount.Currency).Distinct(StringComparer.Ordinal)];

    public async Task<List<DemoPlan>> RunAsync(CancellationToken cancellationToken)
    {
        var plans = new List<DemoPlan>();
        for (var number = 1; number <= options.Tenants; number++)
        {
            var tenantName = $"Tenant {number}";
            var tenant = await ledger.CreateTenantAsync(tenantName, cancellationToken);
            var documents = await ledger.ImportAsync(tenant, transactions, cancellationToken);
            foreach (var provider in options.Providers)
            {
                plans.Add(new DemoPlan(await ConnectAsync(tenant, tenantName, number, provider, cancellationToken), documents));
            }
        }

        return plans;
    }

    private async Task<DemoConnection> ConnectAsync(TenantId tenant, string tenantName, int number, string provider, CancellationToken cancellationToken)
    {
        var company = await control.CreateCompanyAsync(provider, $"{tenantName} Ltd", DemoCompanies.Details(provider, number, _currencies), cancellationToken);
        var authorize = await ledger.BeginAuthorizationAsync(tenant, provider, cancellationToken);
        await browser.ReturnAsync(await browser.AllowAsync(authorize, company.Id, cancellationToken), cancellationToken);

        var chart = await ledger.ReadConnectionAsync(tenant, provider, cancellationToken);
        var choices = new ChartChoices(company.Name, company.BaseCurrency, chart.Accounts, chart.TaxCodes, [.. transactions.Select(transaction => transaction.Transaction)]);
        await ledger.SaveSettingsAsync(tenant, chart.Connection.Id, choices.Settings, choices.Rules, cancellationToken);
        return new DemoConnection(tenantName, company, chart.Connection, choices);
    }
}
