using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Connections;

/// <summary>What a new consent keeps of a connection, and what it takes away until the company has been read.</summary>
public sealed class RenewedConnectionTests(LedgerFixture fixture)
{
    private static readonly Company s_consented = new() { RemoteId = "company-1", Name = "Harbour Cafe Ltd", BaseCurrency = "" };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_connection_is_connecting_until_its_company_was_read()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();

        var connection = await ledger.InAsync(tenant, t => ConnectionStore.ConnectAsync(t, "books", s_consented, Cancelled));

        (await ReadAsync(ledger, tenant, connection)).Connection.Status.ShouldBe(ConnectionStatus.Connecting);
        await ledger.InAsync(tenant, t => ConnectionStore.SetCompanyAsync(t, connection, epoch: 0, s_consented with { BaseCurrency = "NZD" }, TestLedger.Noon, Cancelled));
        var read = await ReadAsync(ledger, tenant, connection);
        (read.Connection.Status, read.Connection.Company.BaseCurrency, read.CompanyReadAt).ShouldBe((ConnectionStatus.Active, "NZD", TestLedger.Noon));
    }

    [Fact]
    public async Task Reading_the_company_leaves_a_status_other_than_connecting_as_it_is()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.InAsync(tenant, t => ConnectionStore.ConnectAsync(t, "books", s_consented, Cancelled));
        await ledger.InAsync(tenant, t => ConnectionStore.SetStatusAsync(t, connection, ConnectionStatus.Disconnected, reason: null, Cancelled));

        await ledger.InAsync(tenant, t => ConnectionStore.SetCompanyAsync(t, connection, epoch: 0, s_consented, TestLedger.Noon, Cancelled));

        (await ReadAsync(ledger, tenant, connection)).Connection.Status.ShouldBe(ConnectionStatus.Disconnected);
    }

    [Fact]
    public async Task The_same_company_keeps_its_facts_and_choices_until_it_is_read_again()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ConnectWithChoicesAsync(ledger, tenant);

        (await ledger.InAsync(tenant, t => ConnectionStore.ConnectAsync(t, "books", s_consented, Cancelled))).ShouldBe(connection);

        var renewed = await ReadAsync(ledger, tenant, connection);
        (renewed.Connection.Status, renewed.CompanyReadAt).ShouldBe((ConnectionStatus.Connecting, null));
        (renewed.Connection.Company.Name, renewed.Connection.Company.BaseCurrency).ShouldBe(("Harbour Cafe Ltd", "EUR"));
        renewed.Connection.Settings.DefaultBankAccount.ShouldBe("bank");
        (await CountsAsync(ledger, connection)).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public async Task Another_company_starts_without_the_accounts_and_choices_of_the_first()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ConnectWithChoicesAsync(ledger, tenant);

        var moved = await ledger.InAsync(tenant, t => ConnectionStore.ConnectAsync(t, "books", s_consented with { RemoteId = "company-2" }, Cancelled));

        moved.ShouldBe(connection);
        (await CountsAsync(ledger, connection)).ShouldBe([0, 0, 0]);
        var renewed = (await ReadAsync(ledger, tenant, connection)).Connection;
        (renewed.Company.RemoteId, renewed.Company.BaseCurrency).ShouldBe(("company-2", ""));
        renewed.Settings.ShouldBe(new ConnectionSettings { Frequency = SyncFrequency.Daily, DefaultCounterparty = "Sundry" });
    }

    [Fact]
    public async Task Jobs_of_a_connection_that_is_connecting_say_what_they_wait_for()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var before = await EnqueueAsync(ledger, tenant, connection);
        (await WaitingAsync(ledger, tenant, before)).ShouldBeNull();

        await ledger.InAsync(tenant, t => ConnectionStore.ConnectAsync(t, "books", s_consented, Cancelled));
        var after = await EnqueueAsync(ledger, tenant, connection);

        (await WaitingAsync(ledger, tenant, before)).ShouldBe(ConnectionStore.WaitingForCompany);
        (await WaitingAsync(ledger, tenant, after)).ShouldBe(ConnectionStore.WaitingForCompany);
        var epoch = (await ReadAsync(ledger, tenant, connection)).Connection.Epoch;
        await ledger.InAsync(tenant, t => ConnectionStore.SetCompanyAsync(t, connection, epoch, s_consented, TestLedger.Noon, Cancelled));
        (await WaitingAsync(ledger, tenant, before)).ShouldBeNull();
        (await WaitingAsync(ledger, tenant, after)).ShouldBe("Waiting for an earlier job of this connection: test connection.");
    }

    private static async Task<ConnectionId> ConnectWithChoicesAsync(TestLedger ledger, TenantId tenant)
    {
        var connection = await ledger.ConnectAsync(tenant);
        await ledger.InAsync(tenant, async t =>
        {
            await AccountStore.ReplaceAsync(t, connection, [new("bank", "1010", "Current account", AccountKind.Bank, "Bank", null, true)], Cancelled);
            await AccountStore.ReplaceTaxCodesAsync(t, connection, [new("gst", "GST", 15, true)], Cancelled);
            await AccountStore.PutMappingsAsync(t, connection, [new MappingRule(MappingKind.Category, "travel", "bank")], Cancelled);
            await ConnectionStore.SetSettingsAsync(
                t,
                connection,
                new ConnectionSettings
                {
                    Frequency = SyncFrequency.Daily,
                    DefaultBankAccount = "bank",
                    DefaultExpenseAccount = "bank",
                    DefaultIncomeAccount = "bank",
                    DefaultTaxCode = "gst",
                    VoucherSeries = "A",
                    DefaultCounterparty = "Sundry",
                },
                Cancelled);
        });
        return connection;
    }

    /// <summary>Rows of the connection: accounts, tax codes, mappings.</summary>
    private static Task<long[]> CountsAsync(TestLedger ledger, ConnectionId connection) => ledger.AdminAsync<long[]>(
        """
        select array[(select count(*) from account where connection_id = $1), (select count(*) from tax_code where connection_id = $1),
                     (select count(*) from mapping_rule where connection_id = $1)]
        """,
        connection.Value);

    private static Task<JobId> EnqueueAsync(TestLedger ledger, TenantId tenant, ConnectionId connection) =>
        ledger.InAsync(tenant, t => Mailbox.EnqueueAsync(t, new NewJob(connection, JobKinds.TestConnection, JobPriority.Interactive), Cancelled));

    private static async Task<string?> WaitingAsync(TestLedger ledger, TenantId tenant, JobId job) =>
        (await ledger.InAsync(tenant, t => JobStore.FindAsync(t, job, Cancelled)))!.WaitingFor;

    private static async Task<ConnectionRow> ReadAsync(TestLedger ledger, TenantId tenant, ConnectionId connection) =>
        (await ledger.InAsync(tenant, t => ConnectionStore.FindAsync(t, connection, Cancelled)))!;
}
