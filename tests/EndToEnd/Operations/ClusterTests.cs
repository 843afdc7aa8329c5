using System.Net;
using System.Net.Http.Headers;
using OrleansLedger.Domain.Access;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Grains;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.EndToEnd.Tests.Operations;

/// <summary>The silos as a cluster: what operators see of it, and what works without it.</summary>
[Collection(TheApplication.Name)]
public sealed class ClusterTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dashboard_of_the_silos_is_shown_to_the_platform_only()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var admin = await Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant, t => ApiKeyStore.CreateAsync(t, "test", AccessRole.Admin, createdBy: null, TimeProvider.System.GetUtcNow(), Cancelled), Cancelled);

        (await AskAsync(key: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(admin.Reveal())).ShouldBe(HttpStatusCode.Forbidden);
        (await AskAsync(Ledger.Application.PlatformKey)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Requests_are_answered_while_no_silo_runs_and_their_work_is_done_when_one_does()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3));
        foreach (var silo in Ledger.Silos)
        {
            await Ledger.StopAsync(silo);
        }

        using var api = await TenantApi.OpenAsync(Ledger, company.Tenant);
        (await api.AskAsync("{ connections { nodes { status } } }"))["connections"]!["nodes"]!.AsArray().Count.ShouldBe(1);
        var job = await company.ExportAsync();
        await Task.WhenAll(Ledger.Silos.Select(Ledger.StartAsync));

        var end = await company.EndAsync(job, "the export that was asked for without a silo");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task Command_whose_wake_up_was_lost_is_done_although_the_grain_waits_for_a_later_time()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        await company.WaitUntilIdleAsync("connecting");
        var grain = Ledger.Service<IGrainFactory>().GetGrain<IConnectionGrain>(GrainKeys.Connection(company.Tenant, company.Connection));
        var later = new NewJob(company.Connection, JobKinds.RefreshTaxCodes, JobPriority.Bulk) { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) };
        await Ledger.Service<LedgerDatabase>().InTenantAsync(company.Tenant, t => Mailbox.EnqueueAsync(t, later, Cancelled), Cancelled);
        await Wait.UntilAsync("the grain", "it waits for the later job", grain.PeekAsync, a => a.SliceSince is null && a.NextSliceAt > TimeProvider.System.GetUtcNow());

        // Without a listener, a commit wakes nothing.
        var silent = new LedgerDatabase(Ledger.Service<LedgerDatabase>().DataSource, TimeProvider.System);
        var now = new NewJob(company.Connection, JobKinds.TestConnection, JobPriority.Interactive);
        var job = await silent.InTenantAsync(company.Tenant, t => Mailbox.EnqueueAsync(t, now, Cancelled), Cancelled);

        (await company.EndAsync(job, "the command whose wake-up was lost")).Status.ShouldBe(JobStatus.Completed);
    }

    [Fact]
    public async Task Connection_grain_says_what_it_is_doing()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "xero");
        await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3));
        var held = await Ledger.Sandbox.HoldBeforeAsync("xero", ProviderCase.Of("xero").WritePath, "POST", company.Company.Id);
        var grain = Ledger.Service<IGrainFactory>().GetGrain<IConnectionGrain>(GrainKeys.Connection(company.Tenant, company.Connection));

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        (await grain.PeekAsync()).SliceSince.ShouldNotBeNull();
        await held.ReleaseAsync();

        await company.EndAsync(job, "the export");
        await Wait.UntilAsync("the grain", "no slice runs", grain.PeekAsync, activity => activity.SliceSince is null && activity.Slices > 0);
    }

    private async Task<HttpStatusCode> AskAsync(string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Ledger.Application.ApiUrl, "/operations/orleans/"));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await Ledger.Http.SendAsync(request, Cancelled);
        return answer.StatusCode;
    }
}
