using OrleansLedger.Sandbox.Fortnox.Wire;

namespace OrleansLedger.Sandbox.Fortnox.Invoices;

/// <summary>Unbooked -> Booked -> Paid or Credited; Unbooked -> Cancelled.</summary>
internal enum InvoiceState
{
    Unbooked,
    Booked,

    /// <summary>Booked, and nothing is left to be paid.</summary>
    Paid,

    /// <summary>Booked, and booked credit invoices took back all of it.</summary>
    Credited,

    Cancelled,
}

internal enum InvoiceAction
{
    /// <summary>Changes rows or anything else that was or will be booked.</summary>
    ChangeRows,

    /// <summary>Changes texts and references.</summary>
    ChangeTexts,

    Bookkeep,
    Cancel,
    Credit,
    Pay,
}

/// <summary>Which actions an invoice allows in which state.</summary>
internal static class InvoiceStates
{
    private static readonly Dictionary<InvoiceState, InvoiceAction[]> Allowed = new()
    {
        [InvoiceState.Unbooked] = [InvoiceAction.ChangeRows, InvoiceAction.ChangeTexts, InvoiceAction.Bookkeep, InvoiceAction.Cancel],
        [InvoiceState.Booked] = [InvoiceAction.ChangeTexts, InvoiceAction.Credit, InvoiceAction.Pay],
        [InvoiceState.Paid] = [InvoiceAction.ChangeTexts, InvoiceAction.Credit],
        [InvoiceState.Credited] = [InvoiceAction.ChangeTexts],
        [InvoiceState.Cancelled] = [],
    };

    public static InvoiceState Of(Invoice invoice)
    {
        if (invoice.IsCancelled) return InvoiceState.Cancelled;
        if (invoice.Voucher is null) return InvoiceState.Unbooked;
        if (invoice.Credited > 0 && invoice.Credited >= invoice.Totals.Total) return InvoiceState.Credited;
        return invoice.Balance == 0 ? InvoiceState.Paid : InvoiceState.Booked;
    }

    /// <returns>Why the invoice does not allow the action; null when it does.</returns>
    public static FortnoxError? Refusal(Invoice invoice, InvoiceAction action)
    {
        if (action == InvoiceAction.Credit && invoice.CreditOf is not null) return FortnoxError.Rule($"Faktura {invoice.Number} är en kreditfaktura och kan inte krediteras.");
        if (Array.IndexOf(Allowed[invoice.State], action) >= 0) return null;
        var because = invoice.State switch
        {
            InvoiceState.Unbooked => "inte bokförd",
            InvoiceState.Booked => "redan bokförd",
            InvoiceState.Paid => "redan slutbetald",
            InvoiceState.Credited => "redan krediterad",
            _ => "makulerad",
        };
        var what = action switch
        {
            InvoiceAction.Bookkeep => "bokföras",
            InvoiceAction.Cancel => "makuleras",
            InvoiceAction.Credit => "krediteras",
            InvoiceAction.Pay => "betalas",
            _ => "ändras",
        };
        return FortnoxError.Rule($"Faktura {invoice.Number} kan inte {what}, den är {because}.");
    }
}
