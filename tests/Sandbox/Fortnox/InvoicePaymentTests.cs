using System.Net;
using System.Text.Json.Nodes;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

public sealed class InvoicePaymentTests
{
    [Fact]
    public async Task A_payment_moves_the_balance_when_it_is_booked_and_not_before()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();

        var made = await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 500, with: fields => fields["ExternalInvoiceReference1"] = "ref:7"));

        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        made.ShouldBeJson($$"""
            {"InvoicePayment": {"@url": "{{sandbox.Address}}fortnox/3/invoicepayments/1", "Amount": 500, "AmountCurrency": 500, "Booked": false, "Currency": "SEK", "CurrencyRate": 1, "CurrencyUnit": 1,
              "ExternalInvoiceReference1": "ref:7", "ExternalInvoiceReference2": "", "InvoiceCustomerName": "Åkers Snickeri AB", "InvoiceCustomerNumber": "1", "InvoiceDueDate": "2026-04-13",
              "InvoiceNumber": 1, "InvoiceOCR": "133", "InvoiceTotal": 1250, "ModeOfPayment": "BG", "ModeOfPaymentAccount": 1930, "Number": 1, "PaymentDate": "2026-03-20", "Source": "manual",
              "VoucherNumber": null, "VoucherSeries": null, "VoucherYear": null, "WriteOffs": []}
            }
            """);
        (await session.BalanceAsync(1)).ShouldBe(1250m);
        var booked = (await session.ActAsync("invoicepayments/1/bookkeep")).Json["InvoicePayment"]!;
        (booked["Booked"]!.GetValue<bool>(), booked["VoucherSeries"]!.GetValue<string>(), booked["VoucherNumber"]!.GetValue<int>(), booked["VoucherYear"]!.GetValue<int>()).ShouldBe((true, "C", 1, 4));
        (await session.BalanceAsync(1)).ShouldBe(750m);
        await session.PayAsync(1, 750);
        var invoice = (await session.GetAsync("invoices/1")).Json["Invoice"]!;
        (invoice["Balance"]!.GetValue<decimal>(), invoice["FinalPayDate"]!.GetValue<string>()).ShouldBe((0m, "2026-03-20"));
        (await session.GetAsync("accounts/1510?financialyear=4")).Json["Account"]!["BalanceCarriedForward"]!.GetValue<decimal>().ShouldBe(0m);
        (await session.GetAsync("vouchers/C/2?financialyear=4")).Json["Voucher"]!["ReferenceType"]!.GetValue<string>().ShouldBe("INVOICEPAYMENT");
        (await session.GetAsync("invoicepayments?invoicenumber=1")).Json["MetaInformation"]!["@TotalResources"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Until_it_is_booked_a_payment_can_be_changed_and_deleted()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();
        await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 500));
        await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 100));

        (await session.PutAsync("invoicepayments/1", Change(fields => (fields["Amount"], fields["ModeOfPayment"]) = (600, "PG")))).Json["InvoicePayment"]!["ModeOfPaymentAccount"]!.GetValue<int>().ShouldBe(1920);
        (await session.DeleteAsync("invoicepayments/2")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await session.ActAsync("invoicepayments/1/bookkeep")).Status.ShouldBe(HttpStatusCode.OK);

        (await session.BalanceAsync(1)).ShouldBe(650m);
        (await session.PutAsync("invoicepayments/1", Change(fields => fields["Amount"] = 1))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        (await session.DeleteAsync("invoicepayments/1")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        (await session.ActAsync("invoicepayments/1/bookkeep")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "redan bokförd");
        (await session.GetAsync("invoicepayments/2")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1))).Json["InvoicePayment"]!["Number"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task The_payments_currency_must_be_the_invoices()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync(with: fields => (fields["Currency"], fields["CurrencyRate"]) = ("EUR", 11));

        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 100, with: fields => fields["Currency"] = "USD"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "måste vara densamma som fakturans (EUR)");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 100))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "AmountCurrency måste anges");
        var paid = await session.PayAsync(1, 13875, with: fields => (fields["AmountCurrency"], fields["CurrencyRate"], fields["Currency"]) = (1250, 11.1m, "EUR"));

        (paid["Amount"]!.GetValue<decimal>(), paid["AmountCurrency"]!.GetValue<decimal>(), paid["CurrencyRate"]!.GetValue<decimal>()).ShouldBe((13875m, 1250m, 11.1m));
        (await session.BalanceAsync(1)).ShouldBe(0m);
        FortnoxSession.RowsOf((await session.GetAsync("vouchers/C/1?financialyear=4")).Json["Voucher"]!).ShouldBe([(1930, 13875m), (1510, -13750m), (3960, -125m)]);
    }

    [Fact]
    public async Task What_is_written_off_settles_the_invoice_too()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();

        await session.PayAsync(1, 1249, with: fields => fields["WriteOffs"] = new JsonArray(new JsonObject { ["AccountNumber"] = 3740, ["Amount"] = 1 }));

        (await session.BalanceAsync(1)).ShouldBe(0m);
        FortnoxSession.RowsOf((await session.GetAsync("vouchers/C/1?financialyear=4")).Json["Voucher"]!).ShouldBe([(1930, 1249m), (1510, -1250m), (3740, 1m)]);
    }

    [Fact]
    public async Task Only_a_booked_open_invoice_is_paid_and_not_beyond_its_balance()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.InvoiceAsync();
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1250))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "inte bokförd");
        await session.ActAsync("invoices/1/bookkeep");

        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(9, 1))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Kan inte hitta fakturan");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1250.01m))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "överstiger fakturans saldo");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, -1))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "saldo");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 10, "2026-03-13"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "före fakturadatumet");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 10, with: fields => fields["ModeOfPayment"] = "GULD"))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000588, "Betalningssättet GULD");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 10, with: fields => fields["Booked"] = true))).ShouldBeRefused(HttpStatusCode.BadRequest, 2001399, "Booked");
        (await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 10, with: fields => fields["ModeOfPaymentAccount"] = 9998))).ShouldBeRefused(HttpStatusCode.BadRequest, 2000423);
        (await session.GetAsync("invoicepayments/abc")).ShouldBeRefused(HttpStatusCode.BadRequest, 2000729);
    }

    [Fact]
    public async Task Two_payments_of_the_whole_can_be_made_but_only_one_booked()
    {
        await using var sandbox = await SandboxServer.StartAsync(FortnoxSession.WithoutQuota);
        var session = await FortnoxSession.ConnectAsync(sandbox);
        await session.BookedInvoiceAsync();
        await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1250));
        await session.PostAsync("invoicepayments", FortnoxSession.Payment(1, 1250));

        var answers = await Task.WhenAll(session.ActAsync("invoicepayments/1/bookkeep"), session.ActAsync("invoicepayments/2/bookkeep"));

        answers.Select(answer => answer.Status).Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.BadRequest]);
        (await session.BalanceAsync(1)).ShouldBe(0m);
    }

    [Fact]
    public async Task Sales_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("fortnox-sales").FullName;
        try
        {
            FortnoxSession before;
            string invoice;
            await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={folder}"))
            {
                before = await FortnoxSession.ConnectAsync(sandbox);
                await before.BookedInvoiceAsync(with: fields => fields["EmailInformation"] = new JsonObject { ["EmailSubject"] = "Faktura" });
                await before.PayAsync(1, 250, with: fields => fields["WriteOffs"] = new JsonArray(new JsonObject { ["AccountNumber"] = 3740, ["Amount"] = 1 }));
                await before.ActAsync("invoices/1/credit");
                invoice = (await before.GetAsync("invoices/1")).Text.Replace(sandbox.Address.ToString(), "", StringComparison.Ordinal);
            }

            await using (var sandbox = await SandboxServer.StartAsync($"Sandbox:DataFolder={folder}"))
            {
                var after = new FortnoxSession(sandbox, before.AccessToken, before.RefreshToken);
                (await after.GetAsync("invoices/1")).Text.Replace(sandbox.Address.ToString(), "", StringComparison.Ordinal).ShouldBe(invoice);
                (await after.GetAsync("invoicepayments/1")).Json["InvoicePayment"]!["WriteOffs"]![0]!["Amount"]!.GetValue<decimal>().ShouldBe(1m);
                (await after.InvoiceAsync())["DocumentNumber"]!.GetValue<string>().ShouldBe("3");
                await after.PayAsync(1, 999);
                (await after.BalanceAsync(1)).ShouldBe(0m);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JsonObject Change(Action<JsonObject> with)
    {
        var fields = new JsonObject();
        with(fields);
        return new JsonObject { ["InvoicePayment"] = fields };
    }
}
