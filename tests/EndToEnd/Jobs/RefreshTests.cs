using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;

namespace OrleansLedger.EndToEnd.Tests.Jobs;

/// <summary>Reading the chart again.</summary>
[Collection(TheApplication.Name)]
public sealed class RefreshTests(RunningLedger ledger) : LedgerTests(ledger)
{
    [Theory]
    [InlineData("xero")]
    [InlineData("quickbooks")]
    public async Task Tax_codes_are_read_again_without_the_accounts(string provider)
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, provider);
        var codes = await CountAsync(company, "tax_code");
        await ForgetAsync(company, "tax_code");
        await ForgetAsync(company, "account");

        var end = await company.EndAsync(await company.CommandAsync(JobKinds.RefreshTaxCodes), "reading the tax codes");

        end.Status.ShouldBe(JobStatus.Completed, end.ErrorText);
        end.Result.ShouldNotBeNull().ShouldContain($"\"taxCodes\": {codes}");
        (await CountAsync(company, "tax_code")).ShouldBe(codes);
        codes.ShouldBePositive();
        (await CountAsync(company, "account")).ShouldBe(0);
    }

    [Fact]
    public async Task A_provider_without_tax_codes_says_that_there_are_none_to_read()
    {
        var company = await ConnectedCompany.ConnectAsync(Ledger, "fortnox");
        var before = await company.CallsAsync();

        var end = await company.EndAsync(await company.CommandAsync(JobKinds.RefreshTaxCodes), "reading tax codes that are not there");

        (end.Status, end.ErrorCode).ShouldBe((JobStatus.Discarded, "not_supported"));
        end.ErrorText.ShouldNotBeNull().ShouldStartWith("Fortnox has no tax codes to read.");
        (await company.CallsAsync()).Total.ShouldBe(before.Total);
    }

    private Task<long> CountAsync(ConnectedCompany company, string table) =>
        Ledger.QueryAsync<long>($"select count(*) from {table} where connection_id = @connection", company.Connection.Value);

    private Task ForgetAsync(ConnectedCompany company, string table) =>
        Ledger.QueryAsync<long>($"with gone as (delete from {table} where connection_id = @connection returning 1) select count(*) from gone", company.Connection.Value);
}
