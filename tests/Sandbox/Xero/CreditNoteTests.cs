using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class CreditNoteTests
{
    [Fact]
    public async Task A_credit_note_is_answered_with_what_remains_of_it()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var answer = await app.SendAsync(HttpMethod.Put, "CreditNotes", new { CreditNotes = new[] { XeroApp.CreditNote("OLC-1") } });

        var note = answer["CreditNotes", 0];
        note.Remove("Contact");
        note.Remove("LineItems");
        XeroShape.Of(note).ShouldBe("""
            {"Type":"ACCRECCREDIT","CreditNoteID":"guid","CreditNoteNumber":"OLC-1","Reference":"","Payments":[],"ID":"guid","RemainingCredit":60.00,"Allocations":[],"CurrencyRate":1,
            "SentToContact":false,"HasErrors":false,"HasAttachments":false,"DateString":"2026-03-02T00:00:00","Date":"/Date(1772409600000+0000)/",
            "DueDateString":"2026-04-01T00:00:00","DueDate":"/Date(1775001600000+0000)/","Status":"AUTHORISED","LineAmountTypes":"Exclusive",
            "SubTotal":50.00,"TotalTax":10.00,"Total":60.00,"UpdatedDateUTC":"now","UpdatedDateUTCString":"now","CurrencyCode":"GBP"}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_draft_needs_only_type_and_contact_and_numbers_are_unique_on_the_sales_side()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        var draft = await app.PutAsync("CreditNotes", new { Type = "ACCRECCREDIT", Contact = new { Name = "A" } });
        var sales = await app.PutAsync("CreditNotes", XeroApp.CreditNote("OLC-1"), XeroApp.CreditNote("OLC-1"));
        var purchases = await app.PutAsync("CreditNotes", XeroApp.CreditNote("S-1", type: "ACCPAYCREDIT"), XeroApp.CreditNote("S-1", type: "ACCPAYCREDIT"));

        draft["CreditNotes", 0]["CreditNoteNumber"]!.GetValue<string>().ShouldBe("CN-0001");
        sales.Json["CreditNotes"]!.AsArray().Select(note => note!["StatusAttributeString"]!.GetValue<string>()).ShouldBe(["OK", "ERROR"]);
        purchases.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_allocation_credits_the_invoice_and_uses_up_the_note_until_it_is_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var (note, invoice) = await PairAsync(app);

        var allocated = await AllocateAsync(app, note, invoice, 60m);

        allocated.Status.ShouldBe(HttpStatusCode.OK);
        var allocation = allocated["Allocations", 0];
        allocation["Amount"]!.ToJsonString().ShouldBe("60.00");
        allocation["Date"]!.GetValue<string>().ShouldBe("/Date(1772409600000+0000)/", "the later of the two documents' dates, whatever was sent");
        var credited = await app.ReadAsync("Invoices", invoice);
        (credited["AmountCredited"]!.ToJsonString(), credited["AmountDue"]!.ToJsonString(), credited["Status"]!.GetValue<string>()).ShouldBe(("60.00", "60.00", "AUTHORISED"));
        XeroShape.Of(credited["CreditNotes"]![0]!).ShouldBe("""{"CreditNoteID":"guid","CreditNoteNumber":"OLC-1","ID":"guid","AppliedAmount":60.00,"DateString":"2026-03-02T00:00:00","Date":"/Date(1772409600000+0000)/","LineItems":[],"Total":60.00}""");
        var used = await app.ReadAsync("CreditNotes", note);
        (used["RemainingCredit"]!.ToJsonString(), used["Status"]!.GetValue<string>(), used["Allocations"]!.AsArray().Count).ShouldBe(("0.00", "PAID", 1));

        var deleted = await app.SendAsync(HttpMethod.Delete, $"CreditNotes/{note}/Allocations/{allocation["AllocationID"]}");

        deleted.Json["IsDeleted"]!.GetValue<bool>().ShouldBeTrue();
        deleted.Json["AllocationID"]!.GetValue<string>().ShouldBe(allocation["AllocationID"]!.GetValue<string>());
        (await app.ReadAsync("Invoices", invoice))["AmountDue"]!.ToJsonString().ShouldBe("120.00");
        var free = await app.ReadAsync("CreditNotes", note);
        (free["RemainingCredit"]!.ToJsonString(), free["Status"]!.GetValue<string>()).ShouldBe(("60.00", "AUTHORISED"));
        (await app.SendAsync(HttpMethod.Delete, $"CreditNotes/{note}/Allocations/{allocation["AllocationID"]}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Credit_and_payment_together_pay_an_invoice()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var (note, invoice) = await PairAsync(app);
        await AllocateAsync(app, note, invoice, 60m);

        (await app.PutAsync("Payments", XeroApp.Payment(invoice, 60.01m))).Messages.ShouldBe(["Payment amount exceeds the amount outstanding on this document"]);
        await app.PutAsync("Payments", XeroApp.Payment(invoice, 60m));

        var paid = await app.ReadAsync("Invoices", invoice);
        (paid["Status"]!.GetValue<string>(), paid["AmountDue"]!.ToJsonString(), paid["AmountPaid"]!.ToJsonString(), paid["AmountCredited"]!.ToJsonString()).ShouldBe(("PAID", "0.00", "60.00", "60.00"));
        (await AllocateAsync(app, note, invoice, 1m)).Messages.ShouldContain("The invoice you are trying to allocate to has already been paid off");
    }

    [Theory]
    [InlineData("too much credit", "Credit Note cannot be allocated as amount is greater than amount outstanding")]
    [InlineData("a bill", "Credit Note cannot be allocated to an incorrect invoice type")]
    [InlineData("another contact", "Credit Note cannot be allocated to an invoice of another contact")]
    [InlineData("a draft invoice", "Credit Note can only be allocated to an AUTHORISED invoice")]
    [InlineData("a draft note", "Only AUTHORISED credit notes can be allocated.")]
    [InlineData("no invoice", "The Invoice to allocate to could not be found.")]
    public async Task An_allocation_that_cannot_be_is_refused(string what, string message)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = what switch
        {
            "a bill" => XeroApp.Invoice("S-1", type: "ACCPAY"),
            "another contact" => XeroApp.Invoice("OL-1", contact: "Mill"),
            "a draft invoice" => XeroApp.Invoice("OL-1", status: "DRAFT"),
            _ => XeroApp.Invoice("OL-1"),
        };
        var (note, document) = await PairAsync(app, invoice, what == "a draft note" ? "DRAFT" : "AUTHORISED");

        var answer = await AllocateAsync(app, note, what == "no invoice" ? Guid.Empty.ToString() : document, what == "too much credit" ? 60.01m : 10m);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Messages.ShouldBe([message]);
    }

    [Fact]
    public async Task A_credit_note_is_refunded_by_a_payment_and_then_takes_no_change()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var (note, _) = await PairAsync(app);

        var refund = await app.PutAsync("Payments", XeroApp.Payment(note, 60m, document: "CreditNote"));

        refund["Payments", 0]["PaymentType"]!.GetValue<string>().ShouldBe("ARCREDITPAYMENT");
        refund["Payments", 0]["Invoice"]!["Type"]!.GetValue<string>().ShouldBe("ACCRECCREDIT");
        (await app.ReadAsync("CreditNotes", note))["Status"]!.GetValue<string>().ShouldBe("PAID");
        (await app.PostAsync("CreditNotes", new { CreditNoteID = note, Status = "VOIDED" })).Messages
            .ShouldBe(["Credit Note not of valid status for modification", "This document cannot be edited as it has a payment or credit note allocated to it."]);
    }

    [Fact]
    public async Task An_allocated_invoice_is_not_voided_and_a_free_note_is()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var (note, invoice) = await PairAsync(app);
        var allocation = (await AllocateAsync(app, note, invoice, 10m))["Allocations", 0]["AllocationID"];

        (await app.PostAsync("Invoices", new { InvoiceID = invoice, Status = "VOIDED" })).Messages.Count.ShouldBe(2);
        await app.SendAsync(HttpMethod.Delete, $"CreditNotes/{note}/Allocations/{allocation}");
        (await app.PostAsync("CreditNotes", new { CreditNoteID = note, Status = "VOIDED" })).Messages.ShouldBeEmpty();

        (await app.ReadAsync("CreditNotes", note))["RemainingCredit"]!.ToJsonString().ShouldBe("0.00");
    }

    private static async Task<(string Note, string Invoice)> PairAsync(XeroApp app, JsonObject? invoice = null, string status = "AUTHORISED")
    {
        var created = (await app.PutAsync("Invoices", invoice ?? XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        return ((await app.PutAsync("CreditNotes", XeroApp.CreditNote("OLC-1", status: status)))["CreditNotes", 0]["CreditNoteID"]!.GetValue<string>(), created);
    }

    private static Task<XeroAnswer> AllocateAsync(XeroApp app, string note, string invoice, decimal amount) =>
        app.SendAsync(HttpMethod.Put, $"CreditNotes/{note}/Allocations", new { Allocations = new[] { new { Invoice = new { InvoiceID = invoice }, Amount = amount, Date = "2026-03-10" } } });
}
