using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class ContactTests
{
    [Fact]
    public async Task A_contact_keeps_its_addresses_phones_and_persons()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Contacts", JsonNode.Parse("""
            {"Name":"Harbour Cafe Ltd","Addresses":[{"AddressType":"POBOX","AddressLine1":"1 Quay Street","City":"Bristol","PostalCode":"BS1 5TY","Country":"GB"}],
            "Phones":[{"PhoneType":"DEFAULT","PhoneNumber":"5550199","PhoneAreaCode":"0117"}],"ContactPersons":[{"FirstName":"Ada","EmailAddress":"ada@example.com","IncludeInEmails":true}]}
            """)!))["Contacts", 0]["ContactID"]!.GetValue<string>();

        await app.PostAsync("Contacts", new { ContactID = id, Phones = new[] { new { PhoneType = "MOBILE", PhoneNumber = "07700900123" } } });

        var contact = await app.ReadAsync("Contacts", id);
        contact["Addresses"]!.ToJsonString().ShouldBe("""
            [{"AddressType":"STREET","City":"","Region":"","PostalCode":"","Country":""},{"AddressType":"POBOX","City":"Bristol","Region":"","PostalCode":"BS1 5TY","Country":"GB","AddressLine1":"1 Quay Street"}]
            """.Trim());
        contact["Phones"]!.AsArray().Select(phone => $"{phone!["PhoneType"]} {phone["PhoneAreaCode"]}{phone["PhoneNumber"]}".Trim()).ShouldBe(["DDI", "DEFAULT 01175550199", "FAX", "MOBILE 07700900123"]);
        contact["ContactPersons"]!.ToJsonString().ShouldBe("""[{"EmailAddress":"ada@example.com","FirstName":"Ada","IncludeInEmails":true}]""");
        (await app.GetAsync("Contacts"))["Contacts", 0]["ContactPersons"]!.AsArray().ShouldBeEmpty("a list without a page is slim");
    }

    [Fact]
    public async Task A_document_that_says_more_of_its_contact_than_the_id_changes_the_contact_and_drops_its_persons()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Contacts", new { Name = "Harbour Cafe Ltd", ContactPersons = new[] { new { FirstName = "Ada" } } }))["Contacts", 0]["ContactID"]!.GetValue<string>();
        JsonObject Invoice(string number, JsonObject contact)
        {
            var invoice = XeroApp.Invoice(number);
            invoice["Contact"] = contact;
            return invoice;
        }

        await app.PutAsync("Invoices", Invoice("OL-1", new JsonObject { ["ContactID"] = id }));
        var untouched = await app.ReadAsync("Contacts", id);
        await app.PutAsync("Invoices", Invoice("OL-2", new JsonObject { ["ContactID"] = id, ["EmailAddress"] = "owner@example.com" }));
        var changed = await app.ReadAsync("Contacts", id);

        untouched["ContactPersons"]!.AsArray().Count.ShouldBe(1);
        changed["ContactPersons"]!.AsArray().Count.ShouldBe(0);
        changed["EmailAddress"]!.GetValue<string>().ShouldBe("owner@example.com");
    }

    [Fact]
    public async Task Balances_follow_the_open_documents_and_if_modified_since_does_not_see_it()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Contacts", new { Name = "Harbour Cafe Ltd" }))["Contacts", 0]["ContactID"]!.GetValue<string>();
        await sandbox.AdvanceAsync(TimeSpan.FromMinutes(10));
        var since = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>().AddMinutes(-5).UtcDateTime;

        await app.PutAsync("Invoices", XeroApp.Invoice("OL-1"), XeroApp.Invoice("S-1", 10m, type: "ACCPAY"));

        var contact = await app.ReadAsync("Contacts", id);
        contact["Balances"]!["AccountsReceivable"]!["Outstanding"]!.ToJsonString().ShouldBe("120.00");
        contact["Balances"]!["AccountsPayable"]!["Outstanding"]!.ToJsonString().ShouldBe("12.00");
        contact["IsCustomer"]!.GetValue<bool>().ShouldBeTrue();
        (await app.SendAsync(HttpMethod.Get, "Contacts", ifModifiedSince: since.ToString("yyyy-MM-ddTHH:mm:ss", null))).Count("Contacts").ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"Name":"Harbour Cafe Ltd"}""", "The contact name Harbour Cafe Ltd is already assigned to another contact. The contact name must be unique across all active contacts.")]
    [InlineData("""{"Name":"Other","ContactNumber":"C-1"}""", "The contact name Harbour Cafe Ltd is already assigned to another contact. The contact name must be unique across all active contacts.")]
    [InlineData("""{"Name":"A <b>"}""", "Contact Name cannot contain the characters < or >.")]
    [InlineData("""{"Name":"Two  spaces"}""", "Contact Name cannot begin or end with a space or contain two in a row.")]
    [InlineData("""{"Name":"B","EmailAddress":"nobody"}""", "Email address must be valid.")]
    [InlineData("""{"Name":"B","DefaultCurrency":"BRL"}""", "Organisation is not subscribed to currency BRL")]
    [InlineData("""{"Name":"B","ContactPersons":[{},{},{},{},{},{}]}""", "A contact can have a maximum of 5 contact persons.")]
    [InlineData("""{"EmailAddress":"a@example.com"}""", "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber")]
    public async Task A_new_contact_that_breaks_a_rule_is_refused(string contact, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.PutAsync("Contacts", new { Name = "Harbour Cafe Ltd", ContactNumber = "C-1" });

        (await app.PutAsync("Contacts", JsonNode.Parse(contact)!)).Messages.ShouldBe([message]);
    }

    [Fact]
    public async Task Post_updates_the_contact_it_finds_by_number_or_name_and_the_number_reads_it()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Contacts", new { Name = "Harbour Cafe Ltd", ContactNumber = "C-1" }))["Contacts", 0]["ContactID"]!.GetValue<string>();

        var byNumber = await app.PostAsync("Contacts", new { ContactNumber = "C-1", Name = "Harbour Cafe" });
        var byName = await app.PostAsync("Contacts", new { Name = "harbour cafe", EmailAddress = "a@example.com" });

        byNumber["Contacts", 0]["ContactID"]!.GetValue<string>().ShouldBe(id);
        byName["Contacts", 0]["ContactID"]!.GetValue<string>().ShouldBe(id);
        (await app.ReadAsync("Contacts", "C-1"))["EmailAddress"]!.GetValue<string>().ShouldBe("a@example.com");
    }
}
