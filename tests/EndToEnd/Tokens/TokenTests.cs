using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.EndToEnd.Tests.Tokens;

/// <summary>Tokens that expire, rotate unheard, and are taken away.</summary>
[Collection(TheApplication.Name)]
public sealed class TokenTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Theory]
    [InlineData("fortnox")]
    public async Task Two_hundred_needs_of_an_expired_token_at_once_make_one_refresh(string provider)
    {
        const int needs = 200;
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await company.ExpireAccessTokenAsync();
        var before = await company.CallsAsync();
        var held = await Ledger.Sandbox.HoldBeforeAsync(provider, ProviderCase.Of(provider).TokenPath, "POST");

        await Task.WhenAll(Enumerable.Range(0, needs).Select(_ => company.CommandAsync(JobKinds.TestConnection)));
        await held.ArrivedAsync();
        await held.ReleaseAsync();
        await company.WaitUntilIdleAsync($"{needs} commands");

        (await company.CallsAsync()).Refreshes.ShouldBe(before.Refreshes + 1);
        (await Ledger.QueryAsync<long>("select count(*) from job where connection_id = @connection and kind = 'test_connection' and status = 'completed'", company.Connection.Value)).ShouldBe(needs);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_token_rotated_at_the_provider_whose_answer_was_lost_is_recovered(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3));
        await company.ExpireAccessTokenAsync();
        var held = await Ledger.Sandbox.HoldAfterAsync(provider, ProviderCase.Of(provider).TokenPath, "POST");

        var job = await company.ExportAsync();
        await held.ArrivedAsync();
        await Ledger.KillSilosAsync();

        var end = await company.EndAsync(job, "the export after the lost refresh");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await company.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Active);
        await company.BooksShouldHoldOnceAsync(documents);

        // What was recovered can itself be renewed.
        await company.ExpireAccessTokenAsync();
        var again = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command with a token renewed again");
        again.Status.ShouldBe(JobStatus.Completed, again.ErrorText);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task Refresh_refused_while_an_earlier_one_is_in_doubt_loses_no_consent(string provider)
    {
        // Longer than any pause before a refresh is repeated, however busy the machine is.
        await Ledger.WithSiloSettingsAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Silo__SettleDelay"] = "00:10:00" }, async () =>
        {
            var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
            var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
            await company.ExpireAccessTokenAsync();
            var path = ProviderCase.Of(provider).TokenPath;
            Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.LostConnection) { Path = path, Times = 1 });
            Ledger.Proxy.Replace(new ReplacementRule(ReplacedAnswer.Json(400, """{"error":"invalid_grant"}""")) { Path = path, Times = 2 });

            var end = await company.ExportToTheEndAsync("the export");

            end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
            (await company.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Active);
            await company.BooksShouldHoldOnceAsync(documents);
        });
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_revoked_connection_says_so_ends_its_jobs_and_goes_on_without_duplicates_once_connected_again(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = (await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 3))).ToList();
        await company.ExportToTheEndAsync("the export before");
        documents.AddRange(await company.ImportAsync([.. Sample.Payments(company.Company.BaseCurrency, 6)[3..]]));
        await Ledger.Sandbox.RemoveAuthorizationsAsync(company.Company);

        var job = await company.ExportAsync();
        var refused = await company.EndAsync(job, "the export without consent");

        var name = ProviderCase.Of(provider).DisplayName;
        refused.Status.ShouldBe(JobStatus.Discarded);
        refused.ErrorCode.ShouldBe("revoked");
        refused.ErrorText.ShouldNotBeNull().ShouldContain($"Connect {name}");
        var revoked = await company.ReadConnectionAsync();
        revoked.Status.ShouldBe(ConnectionStatus.Revoked);
        revoked.StatusReason.ShouldNotBeNull().ShouldContain($"{name}");
        revoked.StatusReason.ShouldContain(" says: ");
        (await company.ReportAsync(job)).Select(document => (document.DocumentId, document.Outcome)).ShouldBe(
            documents.Select((document, n) => (document, (DocumentOutcome?)(n < 3 ? DocumentOutcome.Unchanged : DocumentOutcome.Cancelled))), ignoreOrder: true);
        (await company.OpenJobsAsync()).ShouldBe(0);

        // A job asked for now is refused with the same advice, without a call.
        var calls = await company.CallsAsync();
        var next = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command on the revoked connection");
        next.Status.ShouldBe(JobStatus.Discarded);
        next.ErrorText.ShouldNotBeNull().ShouldContain("Connect again");
        (await company.CallsAsync()).ShouldBe(calls);

        var again = await ConnectedCompany.ConnectAsync(Ledger, company.Tenant, company.Company);
        again.Connection.ShouldBe(company.Connection);
        var end = await again.ExportToTheEndAsync("the export after connecting again");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await again.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Active);
        await again.BooksShouldHoldOnceAsync(documents);
    }
}
