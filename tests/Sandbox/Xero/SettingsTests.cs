using System.Net;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class SettingsTests
{
    [Fact]
    public async Task A_tax_rate_is_made_found_by_a_filter_and_ended()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var made = await app.SendAsync(HttpMethod.Put, "TaxRates", new { TaxRates = new[] { new { Name = "Local levy", TaxComponents = new[] { new { Name = "Levy", Rate = 2.25m } } } } });
        var ended = await app.SendAsync(HttpMethod.Post, "TaxRates", new { TaxType = "TAX001", Status = "DELETED" });
        var found = await app.GetAsync($"TaxRates?where={Uri.EscapeDataString("Status==\"DELETED\"")}");
        var invoice = XeroApp.Invoice("OL-1");
        invoice["LineItems"]![0]!["TaxType"] = "TAX001";

        (made["TaxRates", 0]["TaxType"]!.GetValue<string>(), made["TaxRates", 0]["EffectiveRate"]!.ToJsonString()).ShouldBe(("TAX001", "2.2500"));
        ended["TaxRates", 0]["EffectiveRate"]!.ToJsonString().ShouldBe("2.2500");
        found.Json["TaxRates"]!.AsArray().Select(rate => rate!["Name"]!.GetValue<string>()).ShouldBe(["Local levy"]);
        (await app.PutAsync("Invoices", invoice)).Messages.ShouldBe(["The TaxType code 'TAX001' does not exist or cannot be used for this type of transaction."]);
    }

    [Fact]
    public async Task An_account_that_a_document_a_payment_or_a_journal_uses_is_archived_instead_of_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        await app.PutAsync("Payments", XeroApp.Payment(invoice, 20m, "835"));
        await app.PutAsync("ManualJournals", new { Narration = "x", JournalLines = new[] { new { LineAmount = 1m, AccountCode = "433" }, new { LineAmount = -1m, AccountCode = "805" } } });

        foreach (var code in new[] { "200", "835", "433" }) (await DeleteAsync(code)).ShouldBe(HttpStatusCode.BadRequest, code);
        (await DeleteAsync("710")).ShouldBe(HttpStatusCode.OK);

        var sales = (await app.GetAsync("Accounts?where=Code%3D%3D%22200%22"))["Accounts", 0]["AccountID"];
        await app.SendAsync(HttpMethod.Post, $"Accounts/{sales}", new { Status = "ARCHIVED" });
        (await app.PutAsync("Invoices", XeroApp.Invoice("OL-2"))).Messages.ShouldBe(["Account code '200' has been archived, or has been deleted. Each line item must reference a valid account."]);

        async Task<HttpStatusCode> DeleteAsync(string code)
        {
            var id = (await app.GetAsync($"Accounts?where=Code%3D%3D%22{code}%22"))["Accounts", 0]["AccountID"];
            return (await app.SendAsync(HttpMethod.Delete, $"Accounts/{id}")).Status;
        }
    }

    [Fact]
    public async Task The_books_of_the_control_api_show_every_kind_of_document()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync(XeroApp.Spend("a"));
        var invoice = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        await app.PutAsync("CreditNotes", XeroApp.CreditNote("OLC-1"));
        await app.PutAsync("Payments", XeroApp.Payment(invoice, 20m));
        await app.PutAsync("ManualJournals", new { Narration = "accrual", JournalLines = new[] { new { LineAmount = 1m, AccountCode = "433" }, new { LineAmount = -1m, AccountCode = "805" } } });
        await app.PutAsync("Items", new { Code = "CONS-H" });

        var books = await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{app.TenantId}/books");

        books["documents"]!.AsArray().Select(document => document!["kind"]!.GetValue<string>()).ShouldBe(["BankTransaction", "Invoice", "CreditNote", "Payment", "ManualJournal"]);
        books["documents"]![1]!["outstanding"]!.ToJsonString().ShouldBe("100.00");
        books["items"]![0]!["code"]!.GetValue<string>().ShouldBe("CONS-H");
    }
}
