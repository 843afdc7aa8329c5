using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>
/// Bookkeep, cancel, credit and mark as sent: PUT without a body, and none of them safe to repeat. Bookkeeping and cancelling refuse a second call. A second
/// <c>credit</c> makes a second credit invoice as long as the first is not booked: look at <c>CreditInvoiceReference</c> before trying again.
/// </summary>
internal static class InvoiceActions
{
    private const string Updated = "invoice-updated-v1";

    public static void Map(FortnoxApi api)
    {
        api.Act("invoices/{number}/bookkeep", FortnoxScopes.Invoice, call => On(call, InvoiceAction.Bookkeep, Bookkeep));
        api.Act("invoices/{number}/cancel", FortnoxScopes.Invoice, call => On(call, InvoiceAction.Cancel, Cancel));
        api.Act("invoices/{number}/credit", FortnoxScopes.Invoice, call => On(call, InvoiceAction.Credit, Credit));
        api.Act("invoices/{number}/externalprint", FortnoxScopes.Invoice, call => On(call, InvoiceAction.ChangeTexts, MarkSent));
    }

    private static IResult On(FortnoxCall call, InvoiceAction action, Func<FortnoxCall, Invoice, IResult> act)
    {
        if (call.RouteNumber("number") is null) return FortnoxError.InvalidIdentifier();
        if (InvoiceEndpoints.Find(call) is not { } invoice) return FortnoxError.NotFound("fakturan");
        return InvoiceStates.Refusal(invoice, action) ?? act(call, invoice);
    }

    private static IResult Bookkeep(FortnoxCall call, Invoice invoice)
    {
        if (invoice.Rows.TrueForAll(row => row.Total == 0)) return FortnoxError.Rule($"Faktura {invoice.Number} har inget belopp att bokföra.");
        var original = invoice.CreditOf is { } of ? call.Company.Invoices[of] : null;
        var credited = -invoice.Totals.Total;
        if (original is not null && (credited < 0 || original.Credited + credited > original.Totals.Total)) return FortnoxError.Rule($"Kreditfakturan överstiger vad som återstår att kreditera på faktura {original.Number}.");
        var kind = invoice.CreditOf is null ? "Faktura" : "Kreditfaktura";
        var (voucher, wrong) = InvoiceBooks.Post(call, "INVOICE", invoice.Number, invoice.InvoicedOn, $"{kind} {invoice.Number}", InvoiceBooks.RowsOf(invoice));
        if (wrong is not null) return wrong;

        var booked = invoice with { Voucher = voucher };
        if (original is not null)
        {
            // As much as is still open is set off; what was paid already stays as the customer's money on the credit invoice.
            var setOff = Math.Min(original.Balance, credited);
            booked = Settle(call, booked with { SetOff = -setOff });
            InvoiceEndpoints.Keep(call, Settle(call, original with { SetOff = original.SetOff + setOff, Credited = original.Credited + credited }), Updated);
        }

        return InvoiceEndpoints.Keep(call, booked, "invoice-bookkeep-v1");
    }

    private static IResult Cancel(FortnoxCall call, Invoice invoice) => InvoiceEndpoints.Keep(call, invoice with { IsCancelled = true }, "invoice-cancelled-v1");

    private static IResult MarkSent(FortnoxCall call, Invoice invoice) => InvoiceEndpoints.Keep(call, invoice with { IsSent = true }, Updated);

    /// <summary>All rows with the quantity's sign turned, at the original's rate, not booked yet: whoever wants to credit a part changes the rows first.</summary>
    private static IResult Credit(FortnoxCall call, Invoice invoice)
    {
        var number = call.Company.Invoices.Keys.Last() + 1;
        var credit = invoice with
        {
            Number = number,
            InvoicedOn = call.Today,
            DueOn = call.Today,
            Ocr = InvoiceEditor.OcrOf(number),
            IsSent = false,
            Rows = [.. invoice.Rows.Select(row => row with { Quantity = -row.Quantity })],
            Voucher = null,
            CreditOf = invoice.Number,
            CreditedBy = null,
            Paid = 0,
            SetOff = 0,
            Credited = 0,
            FinallyPaidOn = null,
        };
        InvoiceEndpoints.Keep(call, credit, "invoice-created-v1");
        return InvoiceEndpoints.Keep(call, invoice with { CreditedBy = number }, Updated);
    }

    /// <summary>Notes the day on which nothing was left to pay.</summary>
    private static Invoice Settle(FortnoxCall call, Invoice invoice) => invoice with { FinallyPaidOn = invoice.Balance == 0 ? invoice.FinallyPaidOn ?? call.Today : null };
}
