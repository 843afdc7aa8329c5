using OrleansLedger.Demo;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.LocalServers;

namespace OrleansLedger.Bench.Setup;

/// <summary>A connection to measure with, and the references of its tenant's documents that are not exported yet.</summary>
internal sealed record BenchConnection(Connection Connection, SimulatedCompany Company, IReadOnlyList<string> References)
{
    public TenantId Tenant => Connection.TenantId;

    public ConnectionId Id => Connection.Id;
}

/// <summary>
/// Makes tenants with a company and a connection each, lifts the sandbox's quotas, and exports a few documents first: contacts exist then, and the
/// silos' code is compiled.
/// </summary>
internal sealed class BenchConnections(BenchOptions options, LedgerApplication application, EmbeddedLedger client, BenchLedger ledger)
{
    private const int WarmUp = 200;

    /// <summary>Nothing in a measurement takes longer than this to answer.</summary>
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(100);

    public async Task<IReadOnlyList<BenchConnection>> MakeAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = true }) { Timeout = s_answerWithin };
        var control = new SandboxControl(http, application.SandboxUrl);
        var transactions = await TransactionsAsync(WarmUp + options.Documents, cancellationToken);
        var references = transactions.Select(transaction => transaction.Transaction.SourceReference).ToList();
        var connections = new List<BenchConnection>();
        for (var number = 1; number <= options.Connections; number++)
        {
            connections.Add(await ConnectAsync(control, new ConsentBrowser(http), number, transactions, cancellationToken));
        }

        foreach (var connection in connections)
        {
            await LiftQuotasAsync(control, connection.Company, cancellationToken);
        }

        foreach (var job in await ledger.ExportAsync(connections, references[..WarmUp], cancellationToken))
        {
            await ledger.WaitAsync(job, cancellationToken);
        }

        return connections;
    }

    private static async Task LiftQuotasAsync(SandboxControl control, SimulatedCompany company, CancellationToken cancellationToken)
    {
        var calls = await control.ReadCallsAsync(company, cancellationToken);
        await control.LiftQuotasAsync(company, calls.Quotas.Select(quota => quota.Name).Distinct(StringComparer.Ordinal), cancellationToken);
    }

    private async Task<BenchConnection> ConnectAsync(SandboxControl control, ConsentBrowser browser, int number, IReadOnlyList<DemoTransaction> transactions, CancellationToken cancellationToken)
    {
        var tenant = await client.CreateTenantAsync($"Tenant {number}", cancellationToken);
        await client.ImportAsync(tenant, transactions, cancellationToken);
        var currencies = transactions.Select(transaction => transaction.Transaction.Amount.Currency).Distinct(StringComparer.Ordinal);
        var company = await control.CreateCompanyAsync(options.Provider, $"Tenant {number} Ltd", DemoCompanies.Details(options.Provider, number, currencies), cancellationToken);
        var authorize = await client.BeginAuthorizationAsync(tenant, options.Provider, cancellationToken);
        await browser.ReturnAsync(await browser.AllowAsync(authorize, company.Id, cancellationToken), cancellationToken);
        var chart = await client.ReadConnectionAsync(tenant, options.Provider, cancellationToken);
        var choices = new ChartChoices(company.Name, company.BaseCurrency, chart.Accounts, chart.TaxCodes, [.. transactions.Select(transaction => transaction.Transaction)]);
        await client.SaveSettingsAsync(tenant, chart.Connection.Id, choices.Settings, choices.Rules, cancellationToken);
        return new BenchConnection(chart.Connection, company, [.. transactions.Skip(WarmUp).Select(transaction => transaction.Transaction.SourceReference)]);
    }

    /// <summary>Documents that can be exported, without receipts: what is measured is entries.</summary>
    private static async Task<IReadOnlyList<DemoTransaction>> TransactionsAsync(int count, CancellationToken cancellationToken)
    {
        // The sample has some that must be refused; twice as many lines hold enough of the others.
        var all = await DemoTransactions.ReadAsync(DemoTransactions.SamplePath, count * 2, cancellationToken);
        return [.. all.Where(transaction => transaction.IsExportable).Take(count).Select(transaction => transaction with { Receipts = [] })];
    }
}
