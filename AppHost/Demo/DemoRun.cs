using OrleansLedger.AppHost.Demo.Export;
using OrleansLedger.AppHost.Demo.Plan;
using OrleansLedger.AppHost.Demo.Sandbox;
using OrleansLedger.AppHost.Demo.Verification;
using OrleansLedger.Domain;

namespace OrleansLedger.AppHost.Demo;

/// <summary>One run: starts an application of its own, connects, imports, exports, audits, and clears everything away.</summary>
internal sealed class DemoRun(DemoOptions options, DemoScreen screen, TimeProvider time)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(300);

    /// <summary>A consent page is at most a few redirects away; nothing in the demo takes longer than this to answer.</summary>
    private static readonly TimeSpan s_answerWithin = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = true }) { Timeout = s_answerWithin };

    public async Task<DemoResult> RunAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        screen.Introduce(options);
        var transactions = await DemoTransactions.ReadAsync(DemoTransactions.SamplePath, options.Transactions, cancellationToken);
        var folder = Path.Combine(Path.GetTempPath(), $"orleansledger-demo-{Guid.NewGuid():N}");
        var succeeded = false;
        try
        {
            await using var application = new LedgerApplication(new LedgerApplicationOptions
            {
                DataFolder = folder,
                ApiPort = 0,
                TimeScale = options.TimeScale,
                Environment = Hurried(options),
                Durable = false,
                Time = time,
            });
            screen.Step("Starting PostgreSQL, Redis, sandbox, two silos and the API");
            await application.StartAsync(cancellationToken);
            screen.Step($"Ready after {time.GetElapsedTime(began).TotalSeconds:0.0} s: {application.ApiUrl}, the simulated companies' books at {new Uri(application.SandboxUrl, "/_sandbox")}");

            var result = await RunAsync(application, transactions, began, cancellationToken);
            succeeded = result.Succeeded;
            return result;
        }
        finally
        {
            if (options.Keep || !succeeded)
            {
                screen.Step($"Logs: {Path.Combine(folder, "logs")}");
                screen.Step($"To look at the books: dotnet run --project AppHost -- --data {folder}   then open the address it prints as 'Sandbox'");
            }
            else
            {
                Discard(folder);
            }
        }
    }

    /// <summary>What cannot be removed does not spoil the result.</summary>
    private void Discard(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            screen.Step($"{folder} could not be removed: {e.Message}");
        }
    }

    private async Task<DemoResult> RunAsync(LedgerApplication application, IReadOnlyList<DemoTransaction> transactions, long began, CancellationToken cancellationToken)
    {
        await using var ledger = new LedgerClient(application, time);
        var control = new SandboxControl(_http, application.SandboxUrl);
        var browser = new ConsentBrowser(_http);
        var setup = new DemoSetup(options, ledger, control, browser, transactions);

        screen.Step("Connecting through the providers' consent pages, importing transactions and receipts");
        var plans = await setup.RunAsync(cancellationToken);
        var connections = plans.ConvertAll(plan => plan.Connection);

        var kills = await ExportAsync(application, ledger, control, plans, cancellationToken);

        screen.Step("Reading the books through the providers' own APIs");
        var reports = await AuditAsync(application, control, browser, transactions, plans, cancellationToken);
        var result = DemoSummary.Of(options, transactions, connections, reports, kills, time.GetElapsedTime(began));
        screen.Conclude(result, reports, connections);
        return result;
    }

    /// <returns>How many silos were killed.</returns>
    private async Task<int> ExportAsync(LedgerApplication application, LedgerClient ledger, SandboxControl control, IReadOnlyList<DemoPlan> plans, CancellationToken cancellationToken)
    {
        if (options.Faults)
        {
            foreach (var fault in options.Providers.SelectMany(FaultPlan.For))
            {
                await control.ArmFaultAsync(fault, cancellationToken);
            }
        }

        foreach (var plan in plans)
        {
            plan.Connection.StartedAt = time.GetUtcNow();
            plan.Connection.Job = await ledger.StartExportAsync(plan.Connection.Connection.TenantId, plan.Connection.Connection.Id, cancellationToken);
        }

        var stall = new StallWatch(time);
        var killer = new SiloKiller(application.Silo.Replicas);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var killing = options.Kill ? killer.RunAsync(() => ShareDone(plans), over.Token) : Task.CompletedTask;
        await screen.ShowAsync([.. plans.Select(plan => plan.Connection)], async update =>
        {
            while (plans.Any(plan => plan.Connection.Progress is not { IsFinished: true }))
            {
                await Task.WhenAll(plans.Select(plan => LookAsync(ledger, control, plan.Connection, cancellationToken)));
                update();
                stall.Look(ShareDone(plans), plans.Sum(plan => plan.Connection.Calls?.TotalCalls ?? 0), plans.Any(plan => plan.Connection.Progress is { IsFinished: false, WaitsUntil: { } until } && until > time.GetUtcNow()));
                await Task.Delay(s_lookEvery, time, cancellationToken);
            }
        });
        await EndAsync(killing, over);
        if (options.Faults)
        {
            screen.Step($"{await control.DisarmFaultsAsync(cancellationToken)} calls were made to fail");
        }

        // The last word on the calls: those of the export are all counted now, those of the audit are still to come.
        foreach (var plan in plans)
        {
            plan.Connection.Report(plan.Connection.Progress!, await control.ReadCallsAsync(plan.Connection.Company, cancellationToken), time.GetUtcNow());
        }

        return killer.Kills;
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

        var progress = await ledger.ReadProgressAsync(connection.Connection.TenantId, connection.Job, cancellationToken);
        connection.Report(progress, await control.ReadCallsAsync(connection.Company, cancellationToken), time.GetUtcNow());
    }

    private static double ShareDone(IReadOnlyList<DemoPlan> plans) =>
        plans.Sum(plan => plan.Connection.Progress?.Done ?? 0) / (double)plans.Sum(plan => plan.Documents.Count);

    private async Task<IReadOnlyList<AuditReport>> AuditAsync(
        LedgerApplication application, SandboxControl control, ConsentBrowser browser, IReadOnlyList<DemoTransaction> transactions, IReadOnlyList<DemoPlan> plans, CancellationToken cancellationToken)
    {
        var reports = new List<AuditReport>();
        foreach (var plan in plans)
        {
            var company = plan.Connection.Company;
            await control.LiftQuotasAsync(company, plan.Connection.Calls!.Quotas.Select(quota => quota.Name).Distinct(StringComparer.Ordinal), cancellationToken);
            var reader = ProviderReader.For(company, _http, new Uri(application.SandboxUrl, company.Provider));
            await reader.AuthorizeAsync(control, browser, cancellationToken);
            reports.Add(Audit.Compare(plan.Connection.Expect(transactions, plan.Documents), await reader.ReadAsync(cancellationToken)));
        }

        return reports;
    }

    /// <summary>Waits between attempts are shortened with the windows: five minutes would not show anything.</summary>
    private static Dictionary<string, string?> Hurried(DemoOptions options) => options.TimeScale == 1
        ? []
        : new(StringComparer.Ordinal) { ["Silo__RetryUnit"] = "00:00:01", ["Silo__SettleDelay"] = "00:00:03" };
}
