using OrleansLedger.Api.Connections;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>The user ends a connection.</summary>
[Collection(TheApplication.Name)]
public sealed class DisconnectTests(RunningLedger ledger) : LedgerTests(ledger)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task Disconnecting_ends_the_authorization_at_the_provider(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var tokens = await TokensAsync(company);

        await DisconnectAsync(company);

        (await TokensAsync(company)).ShouldBeNull("the tokens are forgotten");
        // Whoever had kept them would get nowhere with them.
        await PutBackAsync(company, tokens.ShouldNotBeNull());
        var tested = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command with the tokens of before");
        tested.Status.ShouldBe(JobStatus.Discarded);
        tested.ErrorCode.ShouldBe("revoked");
    }

    [Fact]
    public async Task Disconnecting_revokes_the_refresh_token_where_that_is_all_an_app_may_take_back()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var tokens = await TokensAsync(company);

        await DisconnectAsync(company);

        (await TokensAsync(company)).ShouldBeNull("the tokens are forgotten");
        // In the name of a company that never consented: the refresh token is all there is to go by.
        var answer = await Ledger.Service<ProviderCatalog>()["fortnox"].Authorization.RefreshAsync(
            Ledger.Service<IAuthorizationCalls>(), tokens.ShouldNotBeNull(), "0", Cancelled);
        answer.Failure.ShouldBeOfType<ProviderFailure.ConsentLost>();
    }

    [Theory]
    [InlineData("fortnox")]
    public async Task Disconnecting_keeps_the_history_and_later_exports_are_given_up_with_what_to_do(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await company.ImportAsync(Sample.Payments(company.Company.BaseCurrency, 2));
        var before = await company.ExportAsync();
        await company.EndAsync(before, "the export before");

        await DisconnectAsync(company);
        var calls = await company.CallsAsync();
        var refused = await company.ExportAsync();
        var end = await company.EndAsync(refused, "the export after disconnecting");

        end.Status.ShouldBe(JobStatus.Discarded);
        end.ErrorCode.ShouldBe("connection_disconnected");
        end.ErrorText.ShouldBe("The connection was disconnected. Connect again to sync.");
        (await company.ReportAsync(refused)).ShouldAllBe(document => document.Outcome == DocumentOutcome.Cancelled);
        (await company.CallsAsync()).ShouldBe(calls);
        (await company.ReportAsync(before)).ShouldAllBe(document => document.Outcome == DocumentOutcome.Synced);
        (await Ledger.QueryAsync<long>("select count(*) from sync_record where connection_id = @connection and state = 'synced' and remote_id is not null", company.Connection.Value))
            .ShouldBe(documents.Count);
        await company.BooksShouldHoldOnceAsync(documents);
    }

    [Theory]
    [InlineData("xero")]
    public async Task A_company_that_is_connected_again_is_the_connection_it_was_and_gets_nothing_twice(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var payments = Sample.Payments(company.Company.BaseCurrency, 2);
        await company.ImportAsync(payments);
        await company.ExportToTheEndAsync("the export before");
        await company.ChangeSettingsAsync(settings => settings with { Frequency = SyncFrequency.Hourly, DefaultCounterparty = "Sundry" });
        await company.WaitUntilIdleAsync("the sync that a change of frequency asks for");
        await DisconnectAsync(company);

        var again = await ConnectedCompany.ConnectAsync(Ledger, company.Tenant, company.Company, settings => settings);
        var documents = await again.ImportAsync([payments[0], payments[1] with { Transaction = payments[1].Transaction with { TransactedOn = payments[1].Transaction.TransactedOn.AddDays(3) } }]);
        var end = await again.ExportToTheEndAsync("the export after connecting again");

        again.Connection.ShouldBe(company.Connection);
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await again.BooksShouldHoldOnceAsync(documents);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task Another_connection_of_the_same_person_goes_on(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var other = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var documents = await other.ImportAsync(Sample.Payments(other.Company.BaseCurrency, 2));

        await DisconnectAsync(company);

        var end = await other.ExportToTheEndAsync("the export on the other connection");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await other.BooksShouldHoldOnceAsync(documents);
        await other.ExpireAccessTokenAsync();
        var renewed = await other.EndAsync(await other.CommandAsync(JobKinds.TestConnection), "a command with a renewed token");
        renewed.Status.ShouldBe(JobStatus.Completed, renewed.ErrorText);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task Tenants_with_the_same_company_keep_it_until_each_disconnects(string provider)
    {
        var first = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var second = await first.ConnectInAnotherTenantAsync();
        var documents = await second.ImportAsync(Sample.Payments(second.Company.BaseCurrency, 2));

        await DisconnectAsync(first);

        (await TokensAsync(first)).ShouldBeNull();
        var end = await second.ExportToTheEndAsync("the export of the other tenant");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        await second.BooksShouldHoldOnceAsync(documents);
        await second.ExpireAccessTokenAsync();
        var renewed = await second.EndAsync(await second.CommandAsync(JobKinds.TestConnection), "a command with a renewed token");
        renewed.Status.ShouldBe(JobStatus.Completed, renewed.ErrorText);

        var tokens = (await TokensAsync(second)).ShouldNotBeNull();
        await DisconnectAsync(second);
        await TokensShouldBeRefusedAsync(second, tokens);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task Tenants_that_disconnect_the_same_company_at_once_leave_no_authorization(string provider)
    {
        var first = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var second = await first.ConnectInAnotherTenantAsync();
        var (ofFirst, ofSecond) = ((await TokensAsync(first)).ShouldNotBeNull(), (await TokensAsync(second)).ShouldNotBeNull());

        await Task.WhenAll(DisconnectAsync(first), DisconnectAsync(second));

        if (provider == "fortnox")
        {
            // Only the last one's refresh token is revoked there; nothing else can be.
            (await IsRefusedAsync(provider, ofFirst) || await IsRefusedAsync(provider, ofSecond)).ShouldBeTrue();
            return;
        }

        await TokensShouldBeRefusedAsync(first, ofFirst);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task Consenting_again_in_one_tenant_leaves_the_other_tenant_connected(string provider)
    {
        var first = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var second = await first.ConnectInAnotherTenantAsync();
        var documents = await second.ImportAsync(Sample.Payments(second.Company.BaseCurrency, 2));

        await first.ConsentAgainAsync();
        await first.WaitUntilIdleAsync("reading the company again");

        foreach (var company in new[] { first, second })
        {
            await company.ExpireAccessTokenAsync();
            var tested = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command with a renewed token");
            tested.Status.ShouldBe(JobStatus.Completed, tested.ErrorText);
        }

        (await second.ExportToTheEndAsync("the export of the other tenant")).Status.ShouldBe(JobStatus.Completed);
        await second.BooksShouldHoldOnceAsync(documents);
    }

    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    [InlineData("fortnox")]
    public async Task A_connection_whose_consent_was_withdrawn_can_be_disconnected_whether_or_not_that_is_known(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await Ledger.Sandbox.RemoveAuthorizationsAsync(company.Company);
        await DisconnectAsync(company);

        var known = await ConnectedCompany.ConnectAsync(Ledger, provider);
        await Ledger.Sandbox.RemoveAuthorizationsAsync(known.Company);
        await known.EndAsync(await known.CommandAsync(JobKinds.TestConnection), "a command without consent");
        (await known.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Revoked);
        await DisconnectAsync(known);
        (await TokensAsync(known)).ShouldBeNull();
    }

    [Fact]
    public async Task Everybody_who_asked_to_disconnect_a_connection_without_consent_is_answered_at_once()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        await Ledger.Sandbox.RemoveAuthorizationsAsync(company.Company);
        await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command without consent");
        await company.WaitUntilIdleAsync("a command without consent");
        var asked = new NewJob(company.Connection, JobKinds.Disconnect, JobPriority.Interactive);

        // Together, so that one turn finds them all; the last as if a try before had failed.
        var jobs = await Ledger.Service<LedgerDatabase>().InTenantAsync(
            company.Tenant,
            async t => new[]
            {
                await Mailbox.EnqueueAsync(t, asked, Cancelled),
                await Mailbox.EnqueueAsync(t, asked, Cancelled),
                await Mailbox.EnqueueAsync(t, asked with { NotBefore = TimeProvider.System.GetUtcNow().AddHours(1) }, Cancelled),
            },
            Cancelled);

        var ends = new List<Job>();
        foreach (var job in jobs)
        {
            ends.Add(await company.EndAsync(job, "one of three disconnections"));
        }

        ends.ShouldAllBe(end => end.Status == JobStatus.Completed);
        ends.Select(end => end.FinishedAt).Distinct().Count().ShouldBe(1, "none had to wait for another turn");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disconnected_connection_has_no_automatic_sync_planned(bool consentWithdrawn)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        await Ledger.Service<ConnectionRequests>().SaveAsync(
            company.Tenant, company.Connection, (await company.ReadConnectionAsync()).Settings with { Frequency = SyncFrequency.Hourly }, [], Cancelled);
        (await SyncsPlannedAsync(company)).ShouldBe(1);
        if (consentWithdrawn)
        {
            await Ledger.Sandbox.RemoveAuthorizationsAsync(company.Company);
            await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command without consent");
        }

        await DisconnectAsync(company);

        (await SyncsPlannedAsync(company)).ShouldBe(0);
    }

    private static async Task DisconnectAsync(ConnectedCompany company)
    {
        var end = await company.EndAsync(await company.CommandAsync(JobKinds.Disconnect), "disconnecting");
        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        (await company.ReadConnectionAsync()).Status.ShouldBe(ConnectionStatus.Disconnected);
        await company.WaitUntilIdleAsync("disconnecting");
    }

    private Task<TokenSet?> TokensAsync(ConnectedCompany company) => Ledger.Service<LedgerDatabase>().InTenantAsync(
        company.Tenant, async t => (await Ledger.Service<CredentialStore>().FindAsync(t, company.Connection, Cancelled))?.Tokens, Cancelled);

    private Task PutBackAsync(ConnectedCompany company, TokenSet tokens) => Ledger.Service<LedgerDatabase>().InTenantAsync(
        company.Tenant,
        async t =>
        {
            await Ledger.Service<CredentialStore>().StoreFirstAsync(t, company.Connection, tokens, Cancelled);
            await ConnectionStore.SetStatusAsync(t, company.Connection, ConnectionStatus.Active, reason: null, Cancelled);
        },
        Cancelled);

    /// <summary>The authorization at the provider is gone: whoever had kept the tokens would get nowhere with them.</summary>
    private async Task TokensShouldBeRefusedAsync(ConnectedCompany company, TokenSet tokens)
    {
        if (company.Company.Provider == "fortnox")
        {
            (await IsRefusedAsync(company.Company.Provider, tokens)).ShouldBeTrue();
            return;
        }

        await PutBackAsync(company, tokens);
        var tested = await company.EndAsync(await company.CommandAsync(JobKinds.TestConnection), "a command with the tokens of before");
        tested.Status.ShouldBe(JobStatus.Discarded);
        tested.ErrorCode.ShouldBe("revoked");
    }

    /// <summary>True where the refresh token is of no use, asked in the name of a company that never consented.</summary>
    private async Task<bool> IsRefusedAsync(string provider, TokenSet tokens) =>
        (await Ledger.Service<ProviderCatalog>()[provider].Authorization.RefreshAsync(Ledger.Service<IAuthorizationCalls>(), tokens, "0", Cancelled)).Failure is ProviderFailure.ConsentLost;

    private Task<long> SyncsPlannedAsync(ConnectedCompany company) => Ledger.QueryAsync<long>(
        "select count(*) from connection where id = @connection and next_sync_at is not null", company.Connection.Value);
}
