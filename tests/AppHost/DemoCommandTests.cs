using System.CommandLine;
using OrleansLedger.Demo;

namespace OrleansLedger.AppHost.Tests;

public sealed class DemoCommandTests
{
    [Fact]
    public void Without_options_two_tenants_connect_to_every_provider_with_the_whole_sample()
    {
        var options = Read("");

        options.Tenants.ShouldBe(2);
        options.Transactions.ShouldBe(200);
        options.Providers.ShouldBe(["xero", "quickbooks", "fortnox"]);
        (options.Kill, options.Faults, options.RealTime, options.Json, options.Keep).ShouldBe((false, false, false, false, false));
        options.TimeScale.ShouldBe(DemoOptions.Haste);
    }

    [Fact]
    public void Every_option_is_read()
    {
        var options = Read("--transactions 5000 --tenants 1 --providers xero,fortnox --kill --faults --realtime --json --keep");

        options.Tenants.ShouldBe(1);
        options.Transactions.ShouldBe(5000);
        options.Providers.ShouldBe(["xero", "fortnox"]);
        (options.Kill, options.Faults, options.RealTime, options.Json, options.Keep).ShouldBe((true, true, true, true, true));
        options.TimeScale.ShouldBe(1);
    }

    [Theory]
    [InlineData("--transactions 0", "--transactions takes a whole number, 1 or more.")]
    [InlineData("--tenants -1", "--tenants takes a whole number, 1 or more.")]
    [InlineData("--providers sage", "--providers takes one or more of xero,quickbooks,fortnox, separated by commas.")]
    [InlineData("--providers ,", "--providers takes one or more of xero,quickbooks,fortnox, separated by commas.")]
    public void An_option_that_cannot_be_is_refused(string arguments, string message) =>
        DemoCommand.Create().Parse(arguments).Errors.Select(error => error.Message).ShouldBe([message]);

    private static DemoOptions Read(string arguments)
    {
        var parsed = DemoCommand.Create().Parse(arguments);
        parsed.Errors.ShouldBeEmpty();
        return DemoCommand.Read(parsed);
    }
}
