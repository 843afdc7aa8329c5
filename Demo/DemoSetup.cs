using OrleansLedger.Demo.Api;
using OrleansLedger.Demo.Export;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Sandbox;

namespace OrleansLedger.Demo;

/// <summary>Creates tenants and simulated companies, connects them in the redirect flow, chooses accounts, and sends the transactions.</summary>
internal sealed class DemoSetup(DemoOptions options, LedgerClient ledger, SandboxControl control, ConsentBrowser browser, IReadOnlyList<DemoTransaction> transactions)
{
    private readonly string[] _currencies = [.. transactions.Select(transaction => transaction.Transaction.Amount.Currency).Distinct(StringComparer.Ordinal)];

    public async Task<List<DemoConnection>> RunAsync(CancellationToken cancellationToken)
    {
        var connections = new List<DemoConnection>();
        for (var number = 1; number <= options.Tenants; number++)
        {
            var tenant = await ledger.CreateTenantAsync($"Tenant {number}", cancellationToken);
            await ledger.ImportAsync(tenant, transactions, cancellationToken);
            foreach (var provider in options.Providers)
            {
                connections.Add(await ConnectAsync(tenant, number, provider, cancellationToken));
            }
        }

        return connections;
    }

    private async Task<DemoConnection> ConnectAsync(LedgerTenant tenant, int number, string provider, CancellationToken cancellationToken)
    {
        var company = await control.CreateCompanyAsync(provider, $"{tenant.Name} Ltd", DemoCompanies.Details(provider, number, _currencies), cancellationToken);
        var authorize = await ledger.BeginAuthorizationAsync(tenant, provider, cancellationToken);
        await browser.ReturnAsync(await browser.AllowAsync(authorize, company.Id, cancellationToken), cancellationToken);

        var chart = await ledger.ReadConnectionAsync(tenant, provider, cancellationToken);
        var choices = new ChartChoices(company.Name, company.BaseCurrency, chart.Accounts, chart.TaxCodes, [.. transactions.Select(transaction => transaction.Transaction)]);
        await ledger.SaveSettingsAsync(tenant, chart.ConnectionId, choices.Settings, choices.Rules, cancellationToken);
        return new DemoConnection(tenant, company, chart.ConnectionId, choices);
    }
}
