using Npgsql;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Outages;

/// <summary>The servers the product stands on go away for a while.</summary>
[Collection(TheApplication.Name)]
public sealed class OutageTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Theory]
    [InlineData("fortnox")]
    public async Task Without_Redis_an_export_goes_on(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 30));
        var held = await Ledger.Sandbox.HoldBeforeAsync(provider, ProviderCase.Of(provider).WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await Ledger.StopAsync(Ledger.Application.Redis.Replicas[0]);
        await held.ReleaseAsync();

        var end = await company.EndAsync(job, "the export without Redis");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);

        // And one that is begun without it.
        var next = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command without Redis");
        next.Status.ShouldBe(JobStatus.Completed, next.ErrorText);
    }

    [Theory]
    [InlineData("fortnox")]
    public async Task When_PostgreSQL_is_restarted_an_export_goes_on_and_nothing_is_lost_or_doubled(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 30));
        var held = await Ledger.Sandbox.HoldAfterAsync(provider, ProviderCase.Of(provider).WritePath, "POST", company.Company.Id);

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        var restarted = Ledger.Application.Postgres.Replicas[0].RestartAsync(TestContext.Current.CancellationToken);
        await held.ReleaseAsync();
        await restarted;

        var end = await company.EndAsync(job, "the export across the restart", TimeSpan.FromSeconds(120));
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Fact]
    public async Task Session_that_falls_silent_holding_a_connections_row_is_ended_and_work_goes_on()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        // As a silo frozen between two statements leaves it: the process is there, the connection is open, and nothing comes any more.
        await using var silent = await Ledger.OpenAsApplicationAsync();
        await using var transaction = await silent.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var acting = new NpgsqlCommand("select set_config('ledger.tenant', $1::text, true)", silent) { Parameters = { new() { Value = company.Tenant.Value } } };
        await acting.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var locking = new NpgsqlCommand("select count(*) from (select from connection where id = $1 for update) held", silent)
        {
            Parameters = { new() { Value = company.Connection.Value } },
        };
        (await locking.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(1L);

        var job = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command while the connection's row is held", TimeSpan.FromSeconds(60));

        job.Status.ShouldBe(JobStatus.Completed, job.ErrorText);
        await Should.ThrowAsync<NpgsqlException>(() => transaction.CommitAsync(TestContext.Current.CancellationToken));
    }
}
