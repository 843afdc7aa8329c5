using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Tests.Xero;

namespace OrleansLedger.Sandbox.Tests.Core;

public sealed class StateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-state-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Books_tokens_attachments_and_the_clock_survive_a_restart()
    {
        JsonObject tokens;
        string path;
        await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={_folder}"))
        {
            var before = await XeroApp.ConnectAsync(sandbox);
            path = $"BankTransactions/{(await before.CreateAsync(XeroApp.Spend("kept", 12.30m)))["BankTransactions", 0]["BankTransactionID"]}";
            await before.SendAsync(HttpMethod.Put, $"{path}/Attachments/receipt.pdf", bytes: Encoding.ASCII.GetBytes("%PDF receipt"));
            await sandbox.AdvanceAsync(TimeSpan.FromDays(2));
            tokens = (await before.RefreshAsync()).Body;
        }

        await using var restarted = await SandboxServer.StartAsync($"Sandbox:DataFolder={_folder}");
        var app = await XeroApp.ConnectAsync(restarted, XeroApp.SecondCompany);
        app.TenantId = XeroApp.FirstCompany;
        app.Tokens = tokens;

        (await restarted.ControlAsync(HttpMethod.Get, "clock"))["offsetSeconds"]!.GetValue<double>().ShouldBe(TimeSpan.FromDays(2).TotalSeconds);
        var kept = await app.GetAsync(path);
        kept["BankTransactions", 0]["Total"]!.ToJsonString().ShouldBe("12.30");
        (await app.GetAsync($"{path}/Attachments/receipt.pdf")).Text.ShouldBe("%PDF receipt");
        (await app.RefreshAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_invoice_with_its_payment_and_its_credit_survives_a_restart_and_can_be_undone()
    {
        JsonObject tokens;
        string invoice, note, payment;
        await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={_folder}"))
        {
            var before = await XeroApp.ConnectAsync(sandbox);
            tokens = before.Tokens;
            invoice = (await before.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
            note = (await before.PutAsync("CreditNotes", XeroApp.CreditNote("OLC-1", 10m)))["CreditNotes", 0]["CreditNoteID"]!.GetValue<string>();
            await before.SendAsync(HttpMethod.Put, $"CreditNotes/{note}/Allocations", new { Invoice = new { InvoiceID = invoice }, Amount = 12m });
            payment = (await before.PutAsync("Payments", XeroApp.Payment(invoice, 108m)))["Payments", 0]["PaymentID"]!.GetValue<string>();
        }

        await using var restarted = await SandboxServer.StartAsync($"Sandbox:DataFolder={_folder}");
        var app = await XeroApp.ConnectAsync(restarted);
        app.Tokens = tokens;
        var kept = await app.ReadAsync("Invoices", invoice);
        await app.SendAsync(HttpMethod.Post, $"Payments/{payment}", new { Status = "DELETED" });
        await app.SendAsync(HttpMethod.Delete, $"CreditNotes/{note}/Allocations/{(await app.ReadAsync("CreditNotes", note))["Allocations"]![0]!["AllocationID"]}");
        var undone = await app.ReadAsync("Invoices", invoice);

        (kept["Status"]!.GetValue<string>(), kept["AmountPaid"]!.ToJsonString(), kept["AmountCredited"]!.ToJsonString()).ShouldBe(("PAID", "108.00", "12.00"));
        (undone["Status"]!.GetValue<string>(), undone["AmountDue"]!.ToJsonString()).ShouldBe(("AUTHORISED", "120.00"));
    }

    [Fact]
    public async Task A_reset_brings_back_the_first_start()
    {
        await using var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={_folder}");
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.CreateAsync(XeroApp.Spend("gone"));
        await sandbox.ControlAsync(HttpMethod.Post, "companies", new { provider = "xero", name = "Extra Ltd" });

        await sandbox.ControlAsync(HttpMethod.Post, "reset");

        (await sandbox.ControlAsync(HttpMethod.Get, "companies?provider=xero")).AsArray().ShouldAllBe(company => company!["name"]!.GetValue<string>() != "Extra Ltd");
        (await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{app.TenantId}/books"))["documents"]!.AsArray().Count.ShouldBe(0);
        (await app.GetAsync("Organisation")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_company_made_over_the_control_API_can_be_connected_and_is_counted()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var company = (await sandbox.ControlAsync(HttpMethod.Post, "companies", new { provider = "xero", name = "New Shop Ltd", baseCurrency = "EUR", country = "IE" }))["id"]!.GetValue<string>();
        var app = await XeroApp.ConnectAsync(sandbox, company);

        (await app.GetAsync("Organisation"))["Organisations", 0]["Name"]!.GetValue<string>().ShouldBe("New Shop Ltd");

        var stats = await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{company}/stats");
        stats["totalCalls"]!.GetValue<int>().ShouldBe(1);
        stats["codeExchanges"]!.GetValue<int>().ShouldBe(1);
        stats["endpoints"]!["GET /xero/api.xro/2.0/Organisation"]!.GetValue<int>().ShouldBe(1);
    }
}
