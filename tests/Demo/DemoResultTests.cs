using OrleansLedger.Demo;

namespace OrleansLedger.Demo.Tests;

public sealed class DemoResultTests
{
    [Fact]
    public void The_result_is_one_line_of_JSON_with_the_documented_members() => new DemoResult
    {
        Tenants = 2,
        Connections = 6,
        Documents = 1152,
        Attachments = 750,
        Exported = 1152,
        Missing = 0,
        Duplicated = 0,
        Wrong = 0,
        Refused429 = 0,
        Refreshes = 0,
        ProviderCalls = 2345,
        QuotaUsed = new Dictionary<string, double?> { ["xero"] = 0.987, ["quickbooks"] = null },
        Seconds = 61.5,
        Problems = ["Not in the JSON."],
    }.ToJson().ShouldBe(
        """{"tenants":2,"connections":6,"documents":1152,"attachments":750,"exported":1152,"missing":0,"duplicated":0,"wrong":0,"refused429":0,"refreshes":0,"providerCalls":2345,"quotaUsed":{"xero":0.987,"quickbooks":null},"seconds":61.5}""");
}
