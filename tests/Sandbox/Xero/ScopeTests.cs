using System.Net;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("accounting.invoices", "Invoices CreditNotes Items")]
    [InlineData("accounting.payments", "Payments")]
    [InlineData("accounting.banktransactions", "BankTransactions")]
    [InlineData("accounting.manualjournals", "ManualJournals")]
    [InlineData("accounting.contacts", "Contacts")]
    [InlineData("accounting.settings", "Accounts Items TaxRates")]
    [InlineData("accounting.transactions", "BankTransactions Invoices CreditNotes Payments ManualJournals")]
    public async Task A_scope_opens_its_own_resources_and_no_others(string scope, string opened)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox, scopes: "offline_access " + scope);
        string[] all = ["Accounts", "BankTransactions", "Contacts", "CreditNotes", "Invoices", "Items", "ManualJournals", "Payments", "TaxRates"];

        List<string> found = [];
        foreach (var resource in all)
        {
            var answer = await app.GetAsync(resource);
            if (answer.Status == HttpStatusCode.OK) found.Add(resource);
            else answer.Json["Detail"]!.GetValue<string>().ShouldBe("AuthorizationUnsuccessful");
        }

        found.ShouldBe(opened.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public async Task A_read_scope_reads_and_does_not_write()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox, scopes: "offline_access accounting.invoices.read accounting.contacts.read");

        (await app.GetAsync("Invoices")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.SendAsync(HttpMethod.Put, $"CreditNotes/{Guid.Empty}/Allocations", "{}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
