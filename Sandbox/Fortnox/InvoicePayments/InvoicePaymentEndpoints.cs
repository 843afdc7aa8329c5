using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Invoices;
using OrleansLedger.Sandbox.Fortnox.Vouchers;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.InvoicePayments;

/// <summary>Payments of invoices: made and changed unbooked, then booked, which moves the invoice's balance and cannot be undone.</summary>
internal static class InvoicePaymentEndpoints
{
    private const string Wrapper = "InvoicePayment";
    private const int CurrencyGain = 3960;
    private const int CurrencyLoss = 7960;

    public static void Map(FortnoxApi api)
    {
        api.Get("invoicepayments", FortnoxScopes.Payment, List);
        api.Get("invoicepayments/{number}", FortnoxScopes.Payment, call => On(call, Answer));
        api.Post("invoicepayments", FortnoxScopes.Payment, Wrapper, Create);
        api.Put("invoicepayments/{number}", FortnoxScopes.Payment, Wrapper, (call, fields) => On(call, (_, payment) => Update(call, payment, fields)));
        api.Act("invoicepayments/{number}/bookkeep", FortnoxScopes.Payment, call => On(call, Bookkeep));
        api.Delete("invoicepayments/{number}", FortnoxScopes.Payment, call => On(call, Delete));
    }

    private static IResult On(FortnoxCall call, Func<FortnoxCall, InvoicePayment, IResult> act)
    {
        if (call.RouteNumber("number") is not { } number) return FortnoxError.InvalidIdentifier();
        return call.Company.InvoicePayments.GetValueOrDefault(number) is { } payment ? act(call, payment) : FortnoxError.NotFound("betalningen");
    }

    private static FortnoxAnswer Answer(FortnoxCall call, InvoicePayment payment) => FortnoxAnswer.Single(Wrapper, payment.Full(call));

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var invoice = query.Integer("invoicenumber");
        var modified = query.Modified();
        var order = query.Order<InvoicePayment>(("paymentdate", payment => payment.PaidOn), ("number", payment => payment.Number));
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;
        var payments = call.Company.InvoicePayments.Values.Where(payment => (invoice is null || payment.InvoiceNumber == invoice) && modified(payment.ModifiedAt));
        return FortnoxAnswer.List("InvoicePayments", order(payments).ToList(), paging, payment => payment.Brief(call));
    }

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var (change, wrong) = PaymentChange.Read(fields, isNew: true);
        if (change is null) return wrong!;
        var number = call.Company.LastPaymentNumber + 1;
        var (payment, refused) = PaymentEditor.Edit(call, number, before: null, change);
        if (payment is null) return refused!;
        call.Company.LastPaymentNumber = number;
        call.Company.InvoicePayments[number] = payment;
        return FortnoxAnswer.Created(Wrapper, payment.Full(call));
    }

    private static IResult Update(FortnoxCall call, InvoicePayment payment, FieldReader fields)
    {
        var (change, wrong) = PaymentChange.Read(fields, isNew: false);
        if (change is null) return wrong!;
        if (payment.Voucher is not null) return AlreadyBooked(payment);
        var (changed, refused) = PaymentEditor.Edit(call, payment.Number, payment, change);
        if (changed is null) return refused!;
        call.Company.InvoicePayments[payment.Number] = changed;
        return Answer(call, changed);
    }

    private static IResult Bookkeep(FortnoxCall call, InvoicePayment payment)
    {
        if (payment.Voucher is not null) return AlreadyBooked(payment);
        var invoice = call.Company.Invoices[payment.InvoiceNumber];
        if (PaymentEditor.Check(payment, invoice) is { } refused) return refused;
        var (voucher, wrong) = InvoiceBooks.Post(call, "INVOICEPAYMENT", payment.Number, payment.PaidOn, $"Inbetalning faktura {invoice.Number}", RowsOf(payment, invoice));
        if (wrong is not null) return wrong;

        var booked = payment with { Voucher = voucher, ModifiedAt = call.Now };
        call.Company.InvoicePayments[payment.Number] = booked;
        var paid = invoice with { Paid = invoice.Paid + payment.Settles, ModifiedAt = call.Now };
        call.Company.Invoices[invoice.Number] = paid.Balance == 0 ? paid with { FinallyPaidOn = payment.PaidOn } : paid;
        call.Happened(Topics.Invoices, "invoicepayment-bookkeep-v1", payment.Number.ToString(CultureInfo.InvariantCulture));
        return Answer(call, booked);
    }

    private static IResult Delete(FortnoxCall call, InvoicePayment payment)
    {
        if (payment.Voucher is not null) return AlreadyBooked(payment);
        call.Company.InvoicePayments.Remove(payment.Number);
        call.Happened(Topics.Invoices, "invoicepayment-deleted-v1", payment.Number.ToString(CultureInfo.InvariantCulture));
        return Results.NoContent();
    }

    /// <summary>The receivable leaves at the invoice's rate; what the payment's own rate makes of it more or less is a gain or loss.</summary>
    private static IReadOnlyList<VoucherDraftRow> RowsOf(InvoicePayment payment, Invoice invoice)
    {
        var amounts = new List<(int Account, decimal Amount)> { (payment.Account, payment.Amount), (InvoiceBooks.Receivables, -invoice.InSek(payment.Settles)) };
        amounts.AddRange(payment.WriteOffs.Select(writeOff => (writeOff.Account, invoice.InSek(writeOff.Amount))));
        var rest = -amounts.Sum(entry => entry.Amount);
        amounts.Add((rest < 0 ? CurrencyGain : CurrencyLoss, rest));
        return [.. amounts.Where(entry => entry.Amount != 0).Select(entry => VoucherDraftRow.Of(entry.Account, entry.Amount))];
    }

    private static FortnoxError AlreadyBooked(InvoicePayment payment) => FortnoxError.Rule($"Betalning {payment.Number} är redan bokförd.");
}
