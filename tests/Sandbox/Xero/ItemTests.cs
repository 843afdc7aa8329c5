using System.Net;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class ItemTests
{
    private static readonly object Hour = new { Code = "CONS-H", Name = "Consulting hour", SalesDetails = new { UnitPrice = 150.00m, AccountCode = "200", TaxType = "OUTPUT2" } };

    [Fact]
    public async Task An_item_is_created_once_by_put_changed_by_post_and_removed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var created = await app.SendAsync(HttpMethod.Put, "Items", new { Items = new[] { Hour } });
        var again = await app.PutAsync("Items", Hour);
        var posted = await app.PostAsync("Items", new { Code = "CONS-H", Name = "Hour" });

        created.Shape("Items").ShouldBe("""{"ItemID":"guid","Code":"CONS-H","Name":"Consulting hour","UpdatedDateUTC":"now","PurchaseDetails":{},"SalesDetails":{"UnitPrice":150.00,"AccountCode":"200","TaxType":"OUTPUT2"},"IsTrackedAsInventory":false,"IsSold":true,"IsPurchased":true}""");
        again.Messages.ShouldBe(["Price List Item with Code 'CONS-H' already exists"]);
        posted["Items", 0]["ItemID"]!.GetValue<string>().ShouldBe(created["Items", 0]["ItemID"]!.GetValue<string>());
        posted["Items", 0]["SalesDetails"]!["UnitPrice"]!.ToJsonString().ShouldBe("150.00", "what was not sent is kept");
        (await app.SendAsync(HttpMethod.Delete, $"Items/{created["Items", 0]["ItemID"]}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await app.GetAsync("Items/CONS-H")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_line_that_names_an_item_takes_its_price_account_and_tax()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.PutAsync("Items", Hour);
        var invoice = XeroApp.Invoice("OL-1");
        invoice["LineItems"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["Description"] = "March", ["ItemCode"] = "CONS-H", ["Quantity"] = 2 });

        var line = (await app.PutAsync("Invoices", invoice))["Invoices", 0]["LineItems"]![0]!;

        (line["ItemCode"]!.GetValue<string>(), line["UnitAmount"]!.ToJsonString(), line["LineAmount"]!.ToJsonString(), line["AccountCode"]!.GetValue<string>(), line["TaxAmount"]!.ToJsonString())
            .ShouldBe(("CONS-H", "150.00", "300.00", "200", "60.00"));
    }

    [Theory]
    [InlineData("""{"Name":"No code"}""", "Item Code is required.")]
    [InlineData("""{"Code":"0123456789012345678901234567890"}""", "Item Code exceeds the maximum length of 30 characters.")]
    [InlineData("""{"Code":"A","SalesDetails":{"AccountCode":"999"}}""", "Account code '999' is not a valid code for this document.")]
    [InlineData("""{"Code":"A","PurchaseDetails":{"AccountCode":"400","TaxType":"OUTPUT2"}}""", "The TaxType code 'OUTPUT2' cannot be used with account code '400'.")]
    [InlineData("""{"Code":"A","InventoryAssetAccountCode":"630"}""", "A tracked item needs a COGSAccountCode in its PurchaseDetails.")]
    public async Task An_item_that_breaks_a_rule_is_refused(string item, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        (await app.SendAsync(HttpMethod.Put, "Items", item)).Messages.ShouldBe([message]);
    }

    [Fact]
    public async Task An_item_with_inventory_and_cost_accounts_is_tracked_and_lists_have_no_pages()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var tracked = await app.PutAsync("Items", new { Code = "MUG", InventoryAssetAccountCode = "630", PurchaseDetails = new { UnitPrice = 2.5m, COGSAccountCode = "310" } }, Hour);
        var listed = await app.GetAsync("Items?page=2&where=" + Uri.EscapeDataString("Code==\"MUG\""));

        tracked["Items", 0]["IsTrackedAsInventory"]!.GetValue<bool>().ShouldBeTrue();
        listed.Json.ShouldNotContainKey("pagination");
        listed.Count("Items").ShouldBe(1);
    }
}
