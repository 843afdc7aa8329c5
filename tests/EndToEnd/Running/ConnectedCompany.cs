using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Demo;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.EndToEnd.Tests.Running;

/// <summary>A tenant of a test's own, connected to an empty company of its own.</summary>
internal sealed class ConnectedCompany
{
    private readonly RunningLedger _ledger;

    private ConnectedCompany(RunningLedger ledger, TenantId tenant, SimulatedCompany company, ConnectionId connection) =>
        (_ledger, Tenant, Company, Connection) = (ledger, tenant, company, connection);

    public TenantId Tenant { get; }

    public SimulatedCompany Company { get; }

    public ConnectionId Connection { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private JobRequests Jobs => _ledger.Service<JobRequests>();

    private LedgerDatabase Database => _ledger.Service<LedgerDatabase>();

    public static async Task<ConnectedCompany> ConnectAsync(RunningLedger ledger, string provider, Func<ConnectionSettings, ConnectionSettings>? settings = null)
    {
        var tenant = await ledger.Client.CreateTenantAsync($"Tenant of {TestContext.Current.TestMethod?.MethodName}", Cancelled);
        return await ConnectAsync(ledger, tenant, await MakeCompanyAsync(ledger, provider), settings);
    }

    /// <summary>Goes through the provider's consent with that company, and waits until the chart has been read.</summary>
    public static async Task<ConnectedCompany> ConnectAsync(
        RunningLedger ledger, TenantId tenant, SimulatedCompany company, Func<ConnectionSettings, ConnectionSettings>? settings = null)
    {
        await ConsentAsync(ledger, tenant, company);
        var chart = await ledger.Client.ReadConnectionAsync(tenant, company.Provider, Cancelled);
        var connected = new ConnectedCompany(ledger, tenant, company, chart.Connection.Id);
        // A connection that lives again still has the chart of before until the new one is read.
        await connected.WaitUntilIdleAsync("reading the chart");
        chart = await ledger.Client.ReadConnectionAsync(tenant, company.Provider, Cancelled);
        var choices = new ChartChoices(company.Name, company.BaseCurrency, chart.Accounts, chart.TaxCodes, []);
        await ledger.Client.SaveSettingsAsync(tenant, chart.Connection.Id, settings is null ? choices.Settings : settings(choices.Settings), choices.Rules, Cancelled);
        return connected;
    }

    /// <summary>The same company in another tenant, by the same person at the provider.</summary>
    public async Task<ConnectedCompany> ConnectInAnotherTenantAsync() =>
        await ConnectAsync(_ledger, await _ledger.Client.CreateTenantAsync($"Another tenant of {TestContext.Current.TestMethod?.MethodName}", Cancelled), Company, settings => settings);

    /// <summary>Goes through the provider's consent again and does not wait for what follows.</summary>
    public Task ConsentAgainAsync() => ConsentAsync(_ledger, Tenant, Company);

    public static Task<SimulatedCompany> MakeCompanyAsync(RunningLedger ledger, string provider) =>
        ledger.Control.CreateCompanyAsync(provider, $"Company of {TestContext.Current.TestMethod?.MethodName}", DemoCompanies.Details(provider, 1, ["EUR"]), Cancelled);

    /// <returns>The ids, in the order given.</returns>
    public async Task<IReadOnlyList<DocumentId>> ImportAsync(params DemoTransaction[] transactions)
    {
        var ids = await _ledger.Client.ImportAsync(Tenant, transactions, Cancelled);
        return [.. transactions.Select(transaction => ids[transaction.Transaction.SourceReference])];
    }

    /// <param name="references">Null exports all of the tenant's transactions.</param>
    public Task<JobId> ExportAsync(params string[]? references) =>
        Jobs.ExportAsync(Tenant, Connection, references is { Length: > 0 } ? references : null, force: false, idempotencyKey: null, Cancelled);

    /// <summary>Exports everything and waits for the end.</summary>
    public async Task<Job> ExportToTheEndAsync(string phase) => await EndAsync(await ExportAsync(), phase);

    public Task<JobId> CommandAsync(string kind) => Jobs.CommandAsync(Tenant, Connection, kind, Cancelled);

    public Task CancelAsync(JobId job) => Jobs.CancelAsync(Tenant, job, Cancelled);

    /// <summary>The job once it is final.</summary>
    public Task<Job> EndAsync(JobId job, string phase, TimeSpan? within = null) =>
        Wait.UntilAsync(phase, $"the end of job {job}", () => ReadAsync(job), read => JobMachine.IsFinal(read.Status), within);

    public async Task<Job> ReadAsync(JobId job) => (await Jobs.FindAsync(Tenant, job, Cancelled))!.Job;

    public Task<IReadOnlyList<DocumentReport>> ReportAsync(JobId job) => Jobs.ReportAsync(Tenant, job, Cancelled);

    public async Task<Connection> ReadConnectionAsync() =>
        (await Database.InTenantAsync(Tenant, t => ConnectionStore.FindAsync(t, Connection, Cancelled), Cancelled))!.Connection;

    public async Task<ConnectionHealth> ReadHealthAsync() =>
        (await ConnectionHealth.OfAsync(Database.Reader(Tenant), [Connection], Cancelled))[Connection];

    public async Task ChangeSettingsAsync(Func<ConnectionSettings, ConnectionSettings> change) =>
        await _ledger.Service<ConnectionRequests>().SaveAsync(Tenant, Connection, change((await ReadConnectionAsync()).Settings), [], Cancelled);

    /// <summary>Makes the product believe that the access token has run out.</summary>
    public Task ExpireAccessTokenAsync()
    {
        var credentials = _ledger.Service<CredentialStore>();
        return Database.InTenantAsync(
            Tenant,
            async t =>
            {
                var now = (await credentials.FindAsync(t, Connection, Cancelled))!.Tokens;
                await credentials.StoreFirstAsync(t, Connection, now with { AccessExpiresAt = now.IssuedAt }, Cancelled);
            },
            Cancelled);
    }

    public Task<long> OpenJobsAsync() =>
        _ledger.QueryAsync<long>("select count(*) from job where connection_id = @connection and status in ('available', 'running', 'retryable')", Connection.Value);

    public Task WaitUntilIdleAsync(string phase) =>
        Wait.UntilAsync(phase, "no open jobs, and the turn over", IsBusyAsync, busy => !busy);

    /// <summary>
    /// Everything the product has written about the connection, a row each. Without what every turn writes of itself: one that finds nothing
    /// to do may come after the work, as when the sweep woke the connection beside its recovery.
    /// </summary>
    public Task<string[]> RowsAsync() => _ledger.QueryAsync<string[]>(
        """
        select array_agg(row order by row) from (
            select to_jsonb(r)::text as row from sync_record r where connection_id = @connection
            union all select to_jsonb(w)::text from sync_write w where connection_id = @connection
            union all select to_jsonb(a)::text from sync_attachment a where connection_id = @connection
            union all select to_jsonb(j)::text from job j where connection_id = @connection
            union all select to_jsonb(d)::text from job_document d join job j on j.id = d.job_id where j.connection_id = @connection
            union all select to_jsonb(l)::text from sync_log l where connection_id = @connection
            union all select to_jsonb(c)::text from credential c where connection_id = @connection
            union all select (to_jsonb(c) - 'epoch' - 'quota' - 'turn_open')::text from connection c where id = @connection) rows
        """,
        Connection.Value);

    public Task<IReadOnlyList<BookedEntry>> BooksAsync() => _ledger.Sandbox.ReadBooksAsync(Company);

    public Task<CallCount> CallsAsync() => _ledger.Sandbox.ReadCallsAsync(Company);

    public string KeyOf(DocumentId document, int entry = 1) => EntryKey.For(Connection, Company.Id, document, entry);

    /// <summary>Each of the documents stands in the books once, and nothing else does.</summary>
    public async Task BooksShouldHoldOnceAsync(IEnumerable<DocumentId> documents) =>
        (await BooksAsync()).Select(entry => entry.Key).Order(StringComparer.Ordinal)
            .ShouldBe(documents.Select(document => KeyOf(document)).Order(StringComparer.Ordinal), $"the books of {Company.Name} ({Company.Provider})");

    private static async Task ConsentAsync(RunningLedger ledger, TenantId tenant, SimulatedCompany company)
    {
        var authorize = await ledger.Client.BeginAuthorizationAsync(tenant, company.Provider, Cancelled);
        await ledger.Browser.ReturnAsync(await ledger.Browser.AllowAsync(authorize, company.Id, Cancelled), Cancelled);
    }

    private Task<bool> IsBusyAsync() => _ledger.QueryAsync<bool>(
        "select turn_open or exists (select from job where connection_id = @connection and status in ('available', 'running', 'retryable')) from connection where id = @connection",
        Connection.Value);
}
