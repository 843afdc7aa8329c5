using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Jobs;

public sealed class JobRequestsTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_export_of_an_unknown_transaction_starts_nothing_and_names_it()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(api);

        var refusal = await Should.ThrowAsync<RequestRefusedException>(
            api.Service<JobRequests>().ExportAsync(tenant, connection, ["bank-1"], force: false, idempotencyKey: null, Cancelled));

        (refusal.Code, refusal.Message).ShouldBe(("unknown_transaction", "There is no transaction bank-1. Import it first, then export; nothing was started."));
        (await api.CountAsync("job")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_unknown_transactions_the_first_five_are_named()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, connection) = await ConnectedAsync(api);

        var refusal = await Should.ThrowAsync<RequestRefusedException>(
            api.Service<JobRequests>().ExportAsync(tenant, connection, ["a", "b", "c", "d", "e", "f", "g"], force: false, idempotencyKey: null, Cancelled));

        refusal.Message.ShouldBe("There is no transaction a, b, c, d, e and 2 more. Import it first, then export; nothing was started.");
    }

    [Fact]
    public async Task Cancelling_a_job_there_is_not_says_so()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, _) = await ConnectedAsync(api);
        var id = JobId.New();

        var refusal = await Should.ThrowAsync<RequestRefusedException>(api.Service<JobRequests>().CancelAsync(tenant, id, Cancelled));

        (refusal.Code, refusal.Message).ShouldBe(("unknown_job", $"There is no job {GlobalId.Of(GlobalId.Job, id.Value)}. List the jobs to find it."));
    }

    private static async Task<(TenantId Tenant, ConnectionId Connection)> ConnectedAsync(RunningApi api)
    {
        var tenant = await api.CreateTenantAsync();
        var company = new Company { RemoteId = "company-1", Name = "Harbour Cafe", BaseCurrency = "EUR" };
        return (tenant, await api.Service<LedgerDatabase>().InTenantAsync(tenant, t => ConnectionStore.ConnectAsync(t, "xero", company, Cancelled), Cancelled));
    }
}
