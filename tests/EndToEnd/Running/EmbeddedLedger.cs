using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansLedger.Api;
using OrleansLedger.Api.Cluster;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Documents;
using OrleansLedger.Demo;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.LocalServers;
using OrleansLedger.ServiceDefaults;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>A connection as its settings page shows it.</summary>
internal sealed record LedgerChart(Connection Connection, IReadOnlyList<RemoteAccount> Accounts, IReadOnlyList<RemoteTaxCode> TaxCodes);

/// <summary>
/// The product's services in this process, as a .NET program that embeds them has them. The work itself is done by the application's
/// silos; the callbacks of the consent go to its API. Measurements use it too.
/// </summary>
internal sealed class EmbeddedLedger : IAsyncDisposable
{
    private const int ImportedAtOnce = 500;
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_chartWithin = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly LedgerDatabase _database;
    private readonly TimeProvider _time;

    private EmbeddedLedger(IHost host, TimeProvider time) =>
        (_host, _database, _time) = (host, host.Services.GetRequiredService<LedgerDatabase>(), time);

    /// <summary>Connects to the application's silos too, to wake their grains.</summary>
    public static async Task<EmbeddedLedger> StartAsync(LedgerApplication application, TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(application.Settings);
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddClusterClient();
        builder.Services.AddLedger(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new EmbeddedLedger(host, time);
    }

    /// <summary>The product's services.</summary>
    public IServiceProvider Services => _host.Services;

    public Task<TenantId> CreateTenantAsync(string name, CancellationToken cancellationToken) => TenantStore.CreateAsync(_database, name, cancellationToken);

    /// <summary>Where to send the browser of the person who connects.</summary>
    public async Task<Uri> BeginAuthorizationAsync(TenantId tenant, string provider, CancellationToken cancellationToken) =>
        (await _host.Services.GetRequiredService<Authorizations>().BeginAsync(tenant, provider, session: null, returnUrl: null, cancellationToken)).Url;

    /// <summary>The connection that the consent made, once its company and chart have been read.</summary>
    public async Task<LedgerChart> ReadConnectionAsync(TenantId tenant, string provider, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            var chart = await _database.InTenantAsync(tenant, t => ReadChartAsync(t, provider, cancellationToken), cancellationToken);
            if (chart is { Connection.HasConsent: false })
            {
                throw new DemoException($"The connection to {provider} is {chart.Connection.Status}: {chart.Connection.StatusReason}");
            }

            if (chart is { Accounts.Count: > 0 })
            {
                return chart;
            }

            if (_time.GetElapsedTime(began) > s_chartWithin)
            {
                throw new DemoException($"The accounts of the new connection to {provider} were not read within {s_chartWithin.TotalSeconds:0} s. The silos' logs say why.");
            }

            await Task.Delay(s_lookEvery, _time, cancellationToken);
        }
    }

    public Task SaveSettingsAsync(TenantId tenant, ConnectionId connection, ConnectionSettings settings, IReadOnlyList<MappingRule> rules, CancellationToken cancellationToken) =>
        _host.Services.GetRequiredService<ConnectionRequests>().SaveAsync(tenant, connection, settings, rules, cancellationToken);

    /// <summary>Imports transactions and their receipts.</summary>
    /// <returns>The id of every source reference.</returns>
    public async Task<IReadOnlyDictionary<string, DocumentId>> ImportAsync(TenantId tenant, IReadOnlyList<DemoTransaction> transactions, CancellationToken cancellationToken)
    {
        var documents = _host.Services.GetRequiredService<DocumentRequests>();
        var ids = new Dictionary<string, DocumentId>(StringComparer.Ordinal);
        foreach (var some in transactions.Chunk(ImportedAtOnce))
        {
            var made = await documents.ImportAsync(
                tenant,
                [.. some.Select(transaction => transaction.Transaction.ToDocument(tenant, DocumentId.New()))],
                [.. some.SelectMany(transaction => transaction.Receipts.Select(receipt => new IncomingFile(
                    transaction.Transaction.SourceReference, receipt.FileName, receipt.Content())))],
                cancellationToken);
            foreach (var (reference, upserted) in made)
            {
                ids[reference] = upserted.Id;
            }
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        switch (_host)
        {
            case IAsyncDisposable host:
                await host.DisposeAsync();
                break;
            default:
                _host.Dispose();
                break;
        }
    }

    private static async Task<LedgerChart?> ReadChartAsync(LedgerTransaction transaction, string provider, CancellationToken cancellationToken)
    {
        var row = (await ConnectionStore.ListAsync(transaction, cancellationToken)).FirstOrDefault(row => row.Connection.Provider == provider && row.Connection.Status != ConnectionStatus.Disconnected);
        return row is null
            ? null
            : new LedgerChart(
                row.Connection,
                await AccountStore.ListAsync(transaction, row.Connection.Id, cancellationToken),
                await AccountStore.ListTaxCodesAsync(transaction, row.Connection.Id, cancellationToken));
    }
}
