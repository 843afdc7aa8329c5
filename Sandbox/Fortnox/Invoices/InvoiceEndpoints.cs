using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Events;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>Invoices are listed, made and changed; what moves them on is in <see cref="InvoiceActions"/>. Nothing makes a repeated POST harmless.</summary>
internal static class InvoiceEndpoints
{
    public const string Wrapper = "Invoice";

    public static void Map(FortnoxApi api)
    {
        api.Get("invoices", FortnoxScopes.Invoice, List);
        api.Get("invoices/{number}", FortnoxScopes.Invoice, Single);
        api.Post("invoices", FortnoxScopes.Invoice, Wrapper, Create);
        api.Put("invoices/{number}", FortnoxScopes.Invoice, Wrapper, Update);
    }

    public static Invoice? Find(FortnoxCall call) => call.RouteNumber("number") is { } number ? call.Company.Invoices.GetValueOrDefault(number) : null;

    private static IResult List(FortnoxCall call)
    {
        var query = call.Query();
        var filter = query.Choice("filter", "cancelled", "fullypaid", "unpaid", "unpaidoverdue", "unbooked");
        var number = query.Search("documentnumber");
        var customer = query.Search("customernumber");
        var ocr = query.Search("ocr");
        (string Field, Func<string?, bool> Fits)[] texts =
        [
            ("CustomerName", query.Search("customername")), ("ExternalInvoiceReference1", query.Search("externalinvoicereference1")),
            ("ExternalInvoiceReference2", query.Search("externalinvoicereference2")), ("OurReference", query.Search("ourreference")),
            ("YourOrderNumber", query.Search("yourordernumber")), ("YourReference", query.Search("yourreference")),
        ];
        var currency = query.Text("currency");
        var type = query.Text("invoicetype");
        var isSent = query.Flag("sent");
        var isCredit = query.Flag("credit");
        var notCompleted = query.Flag("notcompleted");
        var from = query.Date("fromdate");
        var to = query.Date("todate");
        var paidFrom = query.Date("fromfinalpaydate");
        var paidTo = query.Date("tofinalpaydate");
        var modified = query.Modified();
        var order = query.Order<Invoice>(
            ("customername", invoice => invoice.Texts.GetValueOrDefault("CustomerName")), ("customernumber", invoice => invoice.CustomerNumber), ("documentnumber", invoice => invoice.Number),
            ("invoicedate", invoice => invoice.InvoicedOn), ("ocr", invoice => invoice.Ocr), ("total", invoice => invoice.Totals.Total));
        var paging = query.Paging();
        if (query.Finish() is { } wrong) return wrong;

        var invoices = call.Company.Invoices.Values.Where(invoice => IsIn(filter, invoice, call.Today)
            && number(invoice.Number.ToString(CultureInfo.InvariantCulture))
            && customer(invoice.CustomerNumber)
            && ocr(invoice.Ocr)
            && Array.TrueForAll(texts, text => text.Fits(invoice.Texts.GetValueOrDefault(text.Field) ?? ""))
            && (currency is null || invoice.Currency == currency)
            && (type is null || invoice.Type == type)
            && (isSent is null || invoice.IsSent == isSent)
            && (isCredit is null || invoice.CreditOf is not null == isCredit)
            && (notCompleted is null || invoice.NotCompleted == notCompleted)
            && (from is null || invoice.InvoicedOn >= from)
            && (to is null || invoice.InvoicedOn <= to)
            && (paidFrom is null || invoice.FinallyPaidOn >= paidFrom)
            && (paidTo is null || invoice.FinallyPaidOn <= paidTo)
            && modified(invoice.ModifiedAt));
        return FortnoxAnswer.List("Invoices", order(invoices).ToList(), paging, invoice => InvoiceShape.Brief(call, invoice));
    }

    private static IResult Single(FortnoxCall call)
    {
        if (call.RouteNumber("number") is null) return FortnoxError.InvalidIdentifier();
        return Find(call) is { } invoice ? FortnoxAnswer.Single(Wrapper, InvoiceShape.Full(call, invoice)) : FortnoxError.NotFound("fakturan");
    }

    private static IResult Create(FortnoxCall call, FieldReader fields)
    {
        var (change, wrong) = InvoiceChange.Read(fields, isNew: true);
        if (change is null) return wrong!;
        var invoices = call.Company.Invoices;
        var number = change.Number is > 0 and var own ? own : invoices.Keys.LastOrDefault() + 1;
        if (invoices.ContainsKey(number)) return FortnoxError.Rule($"Fakturanumret används redan ({number}).");
        var (invoice, refused) = InvoiceEditor.Edit(call, number, before: null, change);
        if (invoice is null) return refused!;

        invoices.Add(number, invoice);
        call.Happened(Topics.Invoices, "invoice-created-v1", $"{number}");
        return FortnoxAnswer.Created(Wrapper, InvoiceShape.Full(call, invoice));
    }

    private static IResult Update(FortnoxCall call, FieldReader fields)
    {
        var (change, wrong) = InvoiceChange.Read(fields, isNew: false);
        if (change is null) return wrong!;
        if (Find(call) is not { } before) return FortnoxError.NotFound("fakturan");
        if (change.Number is { } number && number != before.Number) return FortnoxError.Rule($"Fakturanumret kan inte ändras ({before.Number}).");
        if (InvoiceStates.Refusal(before, change.TouchesBooks(before) ? InvoiceAction.ChangeRows : InvoiceAction.ChangeTexts) is { } refused) return refused;

        if (before.Voucher is not null) return Keep(call, InvoiceEditor.EditTexts(call, before, change), "invoice-updated-v1");
        var (changed, refusedNow) = InvoiceEditor.Edit(call, before.Number, before, change);
        return changed is null ? refusedNow! : Keep(call, changed, "invoice-updated-v1");
    }

    /// <summary>Puts the changed invoice in its place, tells of it and answers with it.</summary>
    public static IResult Keep(FortnoxCall call, Invoice invoice, string happened)
    {
        var kept = invoice with { ModifiedAt = call.Now };
        call.Company.Invoices[kept.Number] = kept;
        call.Happened(Topics.Invoices, happened, $"{kept.Number}");
        return FortnoxAnswer.Single(Wrapper, InvoiceShape.Full(call, kept));
    }

    private static bool IsIn(string? filter, Invoice invoice, DateOnly today) => filter switch
    {
        "cancelled" => invoice.IsCancelled,
        "fullypaid" => invoice.Voucher is not null && invoice.Balance == 0,
        "unpaid" => invoice.Voucher is not null && invoice.Balance != 0,
        "unpaidoverdue" => invoice.Voucher is not null && invoice.Balance != 0 && invoice.DueOn < today,
        "unbooked" => invoice.State == InvoiceState.Unbooked,
        _ => true,
    };
}
