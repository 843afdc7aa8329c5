namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class XeroNodeTests
{
    [Fact]
    public async Task The_unmodified_library_xero_node_goes_through_the_whole_flow()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var seen = await NodeClient.RunAsync("xero", sandbox.Address.ToString(), XeroApp.FirstCompany);

        seen["idTokenEmail"]!.GetValue<string>().ShouldBe("node@example.com");
        seen["tenant"]!.ToJsonString().ShouldBe($$"""{"id":"{{XeroApp.FirstCompany}}","name":"Harbour \u0026 Finch Ltd","baseCurrency":"GBP"}""");
        seen["bankAccounts"]!.GetValue<int>().ShouldBe(7);
        seen["taxRates"]!.GetValue<int>().ShouldBe(9);
        seen["batch"]!["ok"]!.GetValue<int>().ShouldBe(49);
        seen["batch"]!["errors"]!.AsArray().Select(error => error!.GetValue<string>()).ShouldBe(["Account code '999' is not a valid code for this document."]);
        seen["replayed"]!.GetValue<bool>().ShouldBeTrue();
        seen["summarized"]!["status"]!.GetValue<int>().ShouldBe(400);
        seen["summarized"]!["message"]!.GetValue<string>().ShouldBe("Account code '999' is not a valid code for this document.");
        seen["first"]!["date"]!.GetValue<string>().ShouldStartWith("2026-03-04T00:00:00");
        seen["first"]!["total"]!.GetValue<decimal>().ShouldBe(12.30m);
        seen["first"]!["totalTax"]!.GetValue<decimal>().ShouldBe(2.05m);
        seen["first"]!["currency"]!.GetValue<string>().ShouldBe("GBP");
        seen["first"]!["description"]!.GetValue<string>().ShouldBe("Paper – A4");
        seen["attachments"]!.AsArray().Select(file => file!.GetValue<string>()).ShouldBe(["receipt.pdf"]);
        seen["attachmentContent"]!.GetValue<string>().ShouldBe("%PDF-1.4 node");
        seen["found"]!.AsArray().Select(reference => reference!.GetValue<string>()).ShouldBe(["node-11"]);
        seen["deleted"]!.GetValue<string>().ShouldBe("DELETED");
        seen["rotated"]!.GetValue<bool>().ShouldBeTrue();
        seen["page"]!["itemCount"]!.GetValue<int>().ShouldBe(49);
        seen["afterRevocation"]!.GetValue<int>().ShouldBe(401);
    }
}
