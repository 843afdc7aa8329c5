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
        seen["sold"]!.ToJsonString().ShouldBe("""
            {"item":150,"invoice":{"number":"NODE-1","status":"AUTHORISED","due":360,"dueDate":"2026-04-01T00:00:00.000Z"},"again":"Invoice # must be unique.","upserted":"node-doc-2",
            "takenBack":true,"creditNote":{"number":"CN-0001","status":"PAID","remaining":0,"allocated":[60]},
            "paid":[{"status":"PAID","due":0,"paid":300,"credited":60,"payments":1,"creditNotes":1}],"payments":["ACCRECPAYMENT 300 090"],"deleted":"DELETED","reopened":300,
            "journal":["433 55","805 -55"]}
            """.ReplaceLineEndings(""));
        seen["rotated"]!.GetValue<bool>().ShouldBeTrue();
        seen["page"]!["itemCount"]!.GetValue<int>().ShouldBe(49);
        seen["afterRevocation"]!.GetValue<int>().ShouldBe(401);
    }
}
