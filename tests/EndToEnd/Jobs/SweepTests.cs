using OrleansLedger.Domain.Access;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>What the sweep finds, with the scheduler's own record of turns that run.</summary>
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
    public async Task A_connection_whose_turn_runs_is_not_swept_up_unless_its_silo_is_taken_for_dead()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        var held = await Ledger.Sandbox.HoldBeforeAsync("fortnox", ProviderCase.Of("fortnox").WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();

        (await SweptAsync("now() - interval '1 minute'")).ShouldBe(0, "its turn runs in a silo that lives");
        (await SweptAsync("'infinity'")).ShouldBe(1, "every silo is taken for dead");

        await held.ReleaseAsync();
        await company.EndAsync(job, "the held export");

        Task<long> SweptAsync(string aliveSince) => Ledger.QueryAsync<long>(
            $"select count(*) from due_connections(now(), {aliveSince}, 1000) where connection_id = @connection", company.Connection.Value);
    }
}
