using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Grains;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>What the silos find by looking, and what goes on without the look.</summary>
[Collection(TheApplication.Name)]
public sealed class SweepTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Fact]
    public async Task A_mutation_whose_process_died_in_the_middle_is_put_on_the_record()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var begun = new AuditFact(
            Guid.CreateVersion7(), TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(3), ActorKey: null, "office", "disconnect", Target: null, RemoteAddress: null, AuditOutcome.Ok, Code: null, "{}");

        await Ledger.Service<AuditStore>().IntendAsync(company.Tenant, begun, TestContext.Current.CancellationToken);

        await Wait.UntilAsync(
            "a silo sweeps",
            "an entry of what was interrupted",
            () => Ledger.QueryAsync<long>("select count(*) from audit_entry where chain = @connection and action = 'disconnect' and outcome = 'failed' and code = 'interrupted'", company.Tenant.Value),
            entries => entries == 1);
    }

    [Fact]
    public async Task Connection_whose_slice_runs_is_left_out_unless_a_silo_has_died()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();

        (await SweptAsync(runningToo: false)).ShouldBe(0);
        (await SweptAsync(runningToo: true)).ShouldBe(1);

        await held.ReleaseAsync();
        await company.EndAsync(job, "the held export");

        Task<long> SweptAsync(bool runningToo) => Ledger.QueryAsync<long>(
            $"select count(*) from due_connections(now(), {runningToo}, 1000) where connection_id = @connection", company.Connection.Value);
    }

    [Fact]
    public async Task Reminder_of_an_export_resumes_it_without_the_sweep_after_the_only_silo_was_killed()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 5));
        var withoutSweep = new Dictionary<string, string>(StringComparer.Ordinal) { ["Silo__SweepEvery"] = "00:00:00", ["Silo__JobReminder"] = "00:00:02" };
        await Ledger.WithSiloSettingsAsync(withoutSweep, async () =>
        {
            await Ledger.LeaveOnlyFirstSiloAsync();
            var held = await Ledger.Sandbox.HoldBeforeAsync("xero", ProviderCase.Of("xero").WritePath, "POST", company.Company.Id);
            var job = await company.ExportAsync();
            // Its wake-up may have been lost with the silo that stopped, and nothing looks for it here.
            await Wait.UntilAsync(
                "the export",
                "its reminder is registered",
                async () =>
                {
                    await WakeAsync(company, job);
                    return await RemindersAsync(job);
                },
                reminders => reminders == 1);
            await held.ArrivedAsync();

            await Ledger.KillForGoodAsync(Ledger.Silos[0]);
            await Ledger.StartAsync(Ledger.Silos[1]);

            var end = await company.EndAsync(job, "the export on the new silo", TimeSpan.FromMinutes(3));
            end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
            await company.BooksShouldHoldOnceAsync(documents);
            await Wait.UntilAsync("the finished export", "its reminder is removed", () => RemindersAsync(job), reminders => reminders == 0);
        });
    }

    private async Task WakeAsync(ConnectedCompany company, JobId job)
    {
        try
        {
            var grains = Ledger.Service<IGrainFactory>();
            await grains.GetGrain<IExportJobGrain>(GrainKeys.Job(company.Tenant, company.Connection, job)).StartAsync();
            await grains.GetGrain<IConnectionGrain>(GrainKeys.Connection(company.Tenant, company.Connection)).NudgeAsync();
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            // No silo could be reached at that moment.
        }
    }

    private Task<long> RemindersAsync(JobId job) =>
        Ledger.QueryAsync<long>("select count(*) from orleans.reminder where grain_id like '%/' || replace(@connection::text, '-', '')", job.Value);
}
