using System.Globalization;
using OrleansLedger.Sandbox.Fortnox.Access;
using OrleansLedger.Sandbox.Fortnox.Books;
using OrleansLedger.Sandbox.Fortnox.Invoices;
using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.InvoicePayments;

/// <summary>Makes a payment of what was sent, of what was there before, of the invoice and the company's defaults.</summary>
internal static class PaymentEditor
{
    /// <param name="before">Null for a new payment.</param>
    /// <returns>The payment, not yet kept, or why there can be none.</returns>
    public static (InvoicePayment? Payment, FortnoxError? Wrong) Edit(FortnoxCall call, int number, InvoicePayment? before, PaymentChange change)
    {
        var company = call.Company;
        var invoiceNumber = before?.InvoiceNumber ?? change.InvoiceNumber!.Value;
        if ((change.InvoiceNumber ?? invoiceNumber) != invoiceNumber) return (null, FortnoxError.Rule($"Betalningens faktura kan inte ändras ({invoiceNumber})."));
        if (company.Invoices.GetValueOrDefault(invoiceNumber) is not { } invoice) return (null, FortnoxError.Rule($"Kan inte hitta fakturan ({invoiceNumber})."));

        var currency = change.Currency is { Length: > 0 } named ? named : invoice.Currency;
        if (currency != invoice.Currency) return (null, FortnoxError.Rule($"Betalningens valuta ({currency}) måste vara densamma som fakturans ({invoice.Currency})."));
        var (amounts, wrong) = Amounts(company, invoice, before, change);
        if (amounts is null) return (null, wrong);

        var paidOn = change.PaidOn ?? before?.PaidOn ?? call.Today;
        if (company.IsLocked(paidOn)) return (null, FortnoxError.PeriodLocked(company.Name, company.LockedUntil!.Value));
        if (company.YearOf(paidOn) is not { } year) return (null, FortnoxError.Rule($"Räkenskapsår saknas för valt datum ({FortnoxValue.Date(paidOn)})."));

        var mode = change.ModeOfPayment is { Length: > 0 } code ? code : before?.ModeOfPayment ?? ModesOfPayment.Default;
        if (ModesOfPayment.AccountOf(mode) is not { } usual) return (null, FortnoxError.Rule($"Betalningssättet {mode} finns inte."));
        var account = change.Account ?? (change.ModeOfPayment is null ? before?.Account : null) ?? usual;
        var writeOffs = change.WriteOffs ?? before?.WriteOffs ?? [];
        foreach (var used in writeOffs.Select(writeOff => writeOff.Account).Prepend(account))
            if (!year.Accounts.ContainsKey(used)) return (null, FortnoxError.RowAccountNotFound(used));

        var payment = new InvoicePayment
        {
            Number = number,
            InvoiceNumber = invoiceNumber,
            Amount = amounts.InSek,
            AmountCurrency = amounts.InCurrency,
            Currency = currency,
            CurrencyRate = amounts.Rate,
            CurrencyUnit = invoice.CurrencyUnit,
            PaidOn = paidOn,
            ModeOfPayment = mode,
            Account = account,
            WriteOffs = writeOffs,
            Texts = TextFields.Merge(before?.Texts ?? [], change.Texts),
            ModifiedAt = call.Now,
        };
        return Check(payment, invoice) is { } refused ? (null, refused) : (payment, null);
    }

    /// <summary>What holds when a payment is made and again when it is booked: the invoice may have been paid meanwhile.</summary>
    public static FortnoxError? Check(InvoicePayment payment, Invoice invoice)
    {
        if (InvoiceStates.Refusal(invoice, InvoiceAction.Pay) is { } refused) return refused;
        if (payment.PaidOn < invoice.InvoicedOn) return FortnoxError.Rule($"Betalningsdatumet {FortnoxValue.Date(payment.PaidOn)} är före fakturadatumet {FortnoxValue.Date(invoice.InvoicedOn)}.");
        if (payment.Settles == 0) return FortnoxError.Rule("Betalningen har inget belopp.");
        return Math.Sign(payment.Settles) != Math.Sign(invoice.Balance) || Math.Abs(payment.Settles) > Math.Abs(invoice.Balance)
            ? FortnoxError.Rule(string.Create(CultureInfo.InvariantCulture, $"Beloppet {payment.Settles:0.00} överstiger fakturans saldo {invoice.Balance:0.00} {invoice.Currency}."))
            : null;
    }

    private static (PaidAmounts? Amounts, FortnoxError? Wrong) Amounts(FortnoxCompany company, Invoice invoice, InvoicePayment? before, PaymentChange change)
    {
        if (invoice.Currency == company.BaseCurrency)
        {
            if (change.CurrencyRate is not (null or 1)) return (null, FortnoxError.Rule($"Ogiltig valutakurs för {invoice.Currency}."));
            var amount = change.Amount ?? change.AmountCurrency ?? before?.Amount;
            if (amount is null) return (null, FortnoxError.Rule("Fältet Amount måste anges."));
            if (change.AmountCurrency is { } other && other != amount) return (null, FortnoxError.Rule("Amount och AmountCurrency måste vara lika för en betalning i SEK."));
            return (new PaidAmounts(amount.Value, amount.Value, 1), null);
        }

        if ((change.AmountCurrency ?? before?.AmountCurrency) is not { } inCurrency) return (null, FortnoxError.Rule($"Fältet AmountCurrency måste anges för en betalning i {invoice.Currency}."));
        var rate = change.CurrencyRate ?? before?.CurrencyRate ?? company.Currency(invoice.Currency)!.SellRate;
        if (rate <= 0) return (null, FortnoxError.Rule($"Ogiltig valutakurs för {invoice.Currency}."));
        var inSek = change.Amount ?? Math.Round(inCurrency * rate / invoice.CurrencyUnit, 2, MidpointRounding.AwayFromZero);
        return (new PaidAmounts(inSek, inCurrency, rate), null);
    }

    private sealed record PaidAmounts(decimal InSek, decimal InCurrency, decimal Rate);
}
