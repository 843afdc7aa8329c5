using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class PaymentTests
{
    [Fact]
    public async Task A_part_payment_leaves_the_rest_due_and_the_rest_pays_the_invoice()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = await InvoiceAsync(app);

        var first = await app.PutAsync("Payments", XeroApp.Payment(invoice, 45.50m));
        var partly = await app.ReadAsync("Invoices", invoice);
        var second = await app.PutAsync("Payments", XeroApp.Payment(invoice, 74.50m));
        var paid = await app.ReadAsync("Invoices", invoice);

        (partly["Status"]!.GetValue<string>(), partly["AmountDue"]!.ToJsonString(), partly["AmountPaid"]!.ToJsonString()).ShouldBe(("AUTHORISED", "74.50", "45.50"));
        (paid["Status"]!.GetValue<string>(), paid["AmountDue"]!.ToJsonString(), paid["AmountPaid"]!.ToJsonString()).ShouldBe(("PAID", "0.00", "120.00"));
        paid["FullyPaidOnDate"]!.GetValue<string>().ShouldBe("/Date(1773014400000+0000)/");
        paid["Payments"]!.AsArray().Select(payment => payment!["Amount"]!.ToJsonString()).ShouldBe(["45.50", "74.50"]);
        second["Payments", 0]["Invoice"]!["AmountDue"]!.ToJsonString().ShouldBe("0.00");
        var payment = first["Payments", 0];
        payment.Remove("Invoice");
        payment.Remove("StatusAttributeString");
        XeroShape.Of(payment).ShouldBe("""
            {"PaymentID":"guid","Date":"/Date(1773014400000+0000)/","BankAmount":45.50,"Amount":45.50,"Reference":"ol-pay-77","CurrencyRate":1,"PaymentType":"ACCRECPAYMENT",
            "Status":"AUTHORISED","UpdatedDateUTC":"now","UpdatedDateUTCString":"now","HasAccount":true,"IsReconciled":false,
            "Account":{"AccountID":"guid","Code":"090","Name":"Business Bank Account"},"HasValidationErrors":false}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task A_deleted_payment_makes_the_invoice_due_again_and_stays_readable()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = await InvoiceAsync(app);
        var payment = (await app.PutAsync("Payments", XeroApp.Payment(invoice, 120m)))["Payments", 0]["PaymentID"]!.GetValue<string>();

        var deleted = await app.SendAsync(HttpMethod.Post, $"Payments/{payment}", new { Payments = new[] { new { Status = "DELETED" } } });
        var again = await app.SendAsync(HttpMethod.Post, $"Payments/{payment}", new { Status = "DELETED" });

        deleted["Payments", 0]["Status"]!.GetValue<string>().ShouldBe("DELETED");
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        var due = await app.ReadAsync("Invoices", invoice);
        (due["Status"]!.GetValue<string>(), due["AmountDue"]!.ToJsonString(), due["AmountPaid"]!.ToJsonString(), due["Payments"]!.AsArray().Count).ShouldBe(("AUTHORISED", "120.00", "0.00", 0));
        due.ShouldNotContainKey("FullyPaidOnDate");
        (await app.ReadAsync("Payments", payment))["Status"]!.GetValue<string>().ShouldBe("DELETED");
        (await app.PostAsync("Invoices", new { InvoiceID = invoice, Status = "VOIDED" })).Messages.ShouldBeEmpty();
    }

    public static TheoryData<string, string, string[]> Refusals => new()
    {
        { "too much", """{"Amount":120.01}""", ["Payment amount exceeds the amount outstanding on this document"] },
        { "nothing", """{"Amount":0}""", ["Payment amount must be greater than zero"] },
        { "unknown account", """{"Account":{"Code":"nope"}}""", ["Account could not be found"] },
        { "an account that takes no payments", """{"Account":{"Code":"200"}}""", ["Account type is invalid for making a payment to/from"] },
        { "an account of a third currency", """{"Account":{"Code":"092"}}""", ["A document in GBP cannot be paid from an account in EUR."] },
        { "locked period", """{"Date":"2025-12-31"}""", ["The document date cannot be before the period lock date, currently set at 31 Dec 2025"] },
        { "two documents", """{"CreditNoteNumber":"CN-1"}""", ["Payment is applied to more than one document."] },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_payment_that_breaks_a_rule_is_refused_in_Xeros_words(string rule, string change, string[] messages)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { periodLockDate = "2025-12-31" });
        var invoice = await InvoiceAsync(app);
        var payment = XeroApp.Payment(invoice, 120m);
        payment["Reference"] = rule;
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) payment[name] = value?.DeepClone();

        (await app.PutAsync("Payments", payment)).Messages.ShouldBe(messages);
        (await app.ReadAsync("Invoices", invoice))["AmountDue"]!.ToJsonString().ShouldBe("120.00");
    }

    [Fact]
    public async Task Only_an_approved_document_is_paid()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var draft = await InvoiceAsync(app, "DRAFT");
        string[] both = ["Payments can only be made against Authorised documents", "Payment amount exceeds the amount outstanding on this document"];

        (await app.PutAsync("Payments", XeroApp.Payment(draft, 1m))).Messages.ShouldBe(both);
        await app.PostAsync("Invoices", new { InvoiceID = draft, Status = "AUTHORISED" });
        await app.PutAsync("Payments", XeroApp.Payment(draft, 120m));

        (await app.PutAsync("Payments", XeroApp.Payment(draft, 1m))).Messages.ShouldBe(both);
    }

    [Fact]
    public async Task Two_payments_of_one_call_that_together_pay_too_much_pay_once()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = await InvoiceAsync(app);

        var answer = await app.PutAsync("Payments", XeroApp.Payment(invoice, 100m), XeroApp.Payment(invoice, 100m));

        answer.Json["Payments"]!.AsArray().Select(payment => payment!["StatusAttributeString"]!.GetValue<string>()).ShouldBe(["OK", "ERROR"]);
        (await app.ReadAsync("Invoices", invoice))["AmountDue"]!.ToJsonString().ShouldBe("20.00");
    }

    [Fact]
    public async Task A_payment_goes_through_an_account_that_is_enabled_for_it_and_names_its_invoice_by_number()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var bill = (await app.PutAsync("Invoices", XeroApp.Invoice("S-1", type: "ACCPAY")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        await InvoiceAsync(app);

        var byNumber = await app.PutAsync("Payments", new { InvoiceNumber = "OL-1", Account = new { Code = "835" }, Amount = 120m, Date = "2026-03-09" });
        var ofBill = await app.PutAsync("Payments", XeroApp.Payment(bill, 10m));

        byNumber["Payments", 0]["PaymentType"]!.GetValue<string>().ShouldBe("ACCRECPAYMENT");
        byNumber["Payments", 0]["Account"]!["Code"]!.GetValue<string>().ShouldBe("835");
        ofBill["Payments", 0]["PaymentType"]!.GetValue<string>().ShouldBe("ACCPAYPAYMENT");
    }

    [Fact]
    public async Task A_foreign_invoice_paid_from_a_base_account_takes_the_base_amount_from_the_bank()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var foreign = XeroApp.Invoice("OL-9");
        foreign["CurrencyCode"] = "EUR";
        var invoice = (await app.PutAsync("Invoices", foreign))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        var payment = XeroApp.Payment(invoice, 60m);
        payment["CurrencyRate"] = 1.2m;

        var fromPounds = (await app.PutAsync("Payments", payment))["Payments", 0];
        var fromEuro = (await app.PutAsync("Payments", XeroApp.Payment(invoice, 60m, "092")))["Payments", 0];

        fromPounds["BankAmount"]!.ToJsonString().ShouldBe("50.00");
        fromEuro["BankAmount"]!.ToJsonString().ShouldBe("60.00");
        (await app.ReadAsync("Invoices", invoice))["Status"]!.GetValue<string>().ShouldBe("PAID");
    }

    [Fact]
    public async Task A_payment_is_never_changed_and_a_reconciled_one_not_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var reconciled = XeroApp.Payment(await InvoiceAsync(app), 120m);
        reconciled["IsReconciled"] = true;
        var id = (await app.PutAsync("Payments", reconciled))["Payments", 0]["PaymentID"]!.GetValue<string>();

        (await app.SendAsync(HttpMethod.Post, $"Payments/{id}", new { Reference = "other" })).Messages.ShouldBe(["Payments cannot be updated; delete this one with the status DELETED and create another."]);
        (await app.SendAsync(HttpMethod.Post, $"Payments/{id}", new { Status = "DELETED" })).Messages.ShouldBe(["This payment has been reconciled and cannot be deleted"]);
    }

    [Fact]
    public async Task Payments_are_found_by_their_invoice_and_by_their_reference()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var invoice = await InvoiceAsync(app);
        await app.PutAsync("Payments", XeroApp.Payment(invoice, 20m));

        (await app.GetAsync($"Payments?where={Uri.EscapeDataString($"Invoice.InvoiceID==guid(\"{invoice}\") AND Status==\"AUTHORISED\"")}")).Count("Payments").ShouldBe(1);
        (await app.GetAsync($"Payments?where={Uri.EscapeDataString("Reference==\"ol-pay-77\"")}&page=1")).Json["pagination"]!["itemCount"]!.GetValue<int>().ShouldBe(1);
        (await app.GetAsync($"Payments?where={Uri.EscapeDataString("Reference==\"ol-pay-78\"")}")).Count("Payments").ShouldBe(0);
    }

    [Fact]
    public async Task A_payment_takes_a_note_but_no_attachment()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await app.PutAsync("Payments", XeroApp.Payment(await InvoiceAsync(app), 20m)))["Payments", 0]["PaymentID"]!.GetValue<string>();

        (await app.SendAsync(HttpMethod.Put, $"Payments/{id}/History", new { HistoryRecords = new[] { new { Details = "x" } } })).Status.ShouldBe(HttpStatusCode.OK);
        (await app.SendAsync(HttpMethod.Put, $"Payments/{id}/Attachments/a.pdf", bytes: [1])).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<string> InvoiceAsync(XeroApp app, string status = "AUTHORISED") => (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1", status: status)))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
}
