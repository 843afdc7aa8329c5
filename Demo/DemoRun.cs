using OrleansLedger.Demo.Api;
using OrleansLedger.Demo.Export;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Sandbox;
using OrleansLedger.Demo.Verification;

namespace OrleansLedger.Demo;

/// <summary>The running application that the demo uses.</summary>
/// <param name="GraphQL">The address of the API's GraphQL endpoint.</param>
/// <param name="PlatformKey">An API key of the platform role.</param>
/// <param name="Sandbox">The root address of the simulated providers.</param>
/// <param name="KillSiloAsync">Kills a silo (SIGKILL) and returns when it is ready again.</param>
internal sealed record DemoApplication(Uri GraphQL, string PlatformKey, Uri Sandbox, Func<CancellationToken, Task> KillSiloAsync);

/// <summary>One run against an application that is ready: connects, imports, exports and audits.</summary>
internal sealed class DemoRun(DemoOptions options, DemoApplication application, DemoScreen screen, TimeProvider time)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(300);

    /// <summary>A consent page is at most a few redirects away; nothing in the demo takes longer than this to answer.</summary>
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(100);

    /// <param name="began">When the demo began, for the time that the result states: a timestamp of <c>time</c>.</param>
    public async Task<DemoResult> RunAsync(long began, CancellationToken cancellationToken)
    {
        var transactions = await DemoTransactions.ReadAsync(DemoTransactions.SamplePath, options.Transactions, cancellationToken);
        using var browserHttp = Client(cookies: true);
        using var apiHttp = Client(cookies: false);
        var ledger = new LedgerClient(apiHttp, application.GraphQL, application.PlatformKey, time);
        var control = new SandboxControl(browserHttp, application.Sandbox);
        var browser = new ConsentBrowser(browserHttp);
        var setup = new DemoSetup(options, ledger, control, browser, transactions);

        screen.Step("Connecting through the providers' consent pages, importing transactions and receipts");
        var connections = await setup.RunAsync(cancellationToken);

        var kills = await ExportAsync(ledger, control, connections, transactions.Count, cancellationToken);

        screen.Step("Reading the books through the providers' own APIs");
        var reports = await AuditAsync(ledger, control, browser, browserHttp, transactions, connections, cancellationToken);
        var result = DemoSummary.Of(options, transactions, connections, reports, kills, time.GetElapsedTime(began));
        screen.Conclude(result, reports, connections);
        return result;
    }

    private static HttpClient Client(bool cookies) =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = cookies }) { Timeout = s_answerWithin };

    /// <returns>How many silos were killed.</returns>
    private async Task<int> ExportAsync(LedgerClient ledger, SandboxControl control, IReadOnlyList<DemoConnection> connections, int documents, CancellationToken cancellationToken)
    {
        if (options.Faults)
        {
            foreach (var fault in options.Providers.SelectMany(FaultPlan.For))
            {
                await control.ArmFaultAsync(fault, cancellationToken);
            }
        }

        foreach (var connection in connections)
        {
            connection.StartedAt = time.GetUtcNow();
            connection.Job = await ledger.StartExportAsync(connection.Tenant, connection.Id, cancellationToken);
        }

        var stall = new StallWatch(time);
        var killer = new SiloKiller(application.KillSiloAsync);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var killing = options.Kill ? killer.RunAsync(ShareDone, over.Token) : Task.CompletedTask;
        await screen.ShowAsync(connections, async update =>
        {
            while (connections.Any(connection => connection.Progress is not { IsFinished: true }))
            {
                await Task.WhenAll(connections.Select(connection => LookAsync(ledger, control, connection, cancellationToken)));
                update();
                stall.Look(
                    ShareDone(),
                    connections.Sum(connection => connection.Calls?.TotalCalls ?? 0),
                    connections.Any(connection => connection.Progress is { IsFinished: false, WaitsUntil: { } until } && until > time.GetUtcNow()));
                await Task.Delay(s_lookEvery, time, cancellationToken);
            }
        });
        await EndAsync(killing, over);
        if (options.Faults)
        {
            screen.Step($"{await control.DisarmFaultsAsync(cancellationToken)} calls were made to fail");
        }

        // The last word on the calls: those of the export are all counted now, those of the audit are still to come.
        foreach (var connection in connections)
        {
            connection.Report(connection.Progress!, await control.ReadCallsAsync(connection.Company, cancellationToken), time.GetUtcNow());
        }

        return killer.Kills;

        double ShareDone() => connections.Sum(connection => connection.Progress?.Done ?? 0) / ((double)documents * connections.Count);
    }

    private static async Task EndAsync(Task killing, CancellationTokenSource over)
    {
        await over.CancelAsync();
        try
        {
            await killing;
        }
        catch (OperationCanceledException)
        {
            // The export was over before the last kill.
        }
    }

    private async Task LookAsync(LedgerClient ledger, SandboxControl control, DemoConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Progress is { IsFinished: true })
        {
            return;
        }

        var progress = await ledger.ReadProgressAsync(connection.Tenant, connection.Job, cancellationToken);
        connection.Report(progress, await control.ReadCallsAsync(connection.Company, cancellationToken), time.GetUtcNow());
    }

    private async Task<IReadOnlyList<AuditReport>> AuditAsync(
        LedgerClient ledger, SandboxControl control, ConsentBrowser browser, HttpClient http, IReadOnlyList<DemoTransaction> transactions, IReadOnlyList<DemoConnection> connections, CancellationToken cancellationToken)
    {
        var reports = new List<AuditReport>();
        foreach (var connection in connections)
        {
            var company = connection.Company;
            await control.LiftQuotasAsync(company, connection.Calls!.Quotas.Select(quota => quota.Name).Distinct(StringComparer.Ordinal), cancellationToken);
            var reader = ProviderReader.For(company, http, new Uri(application.Sandbox, company.Provider));
            await reader.AuthorizeAsync(control, browser, cancellationToken);
            var expected = connection.Expect(transactions, await ledger.ReadEntryKeysAsync(connection.Tenant, connection.Id, cancellationToken));
            reports.Add(Audit.Compare(expected, await reader.ReadAsync(cancellationToken)));
        }

        return reports;
    }
}
