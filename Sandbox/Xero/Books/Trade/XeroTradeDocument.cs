namespace OrleansLedger.Sandbox.Xero.Books.Trade;

/// <summary>A sales invoice (ACCREC), a bill (ACCPAY) or a credit note on either (ACCRECCREDIT, ACCPAYCREDIT), and what has been settled of it.</summary>
internal sealed class XeroTradeDocument : XeroDocument
{
    public required Guid Id { get; init; }

    /// <summary>Unique among living sales documents of a kind; free and possibly empty on purchases.</summary>
    public string? Number { get; set; }
    public DateOnly? DueOn { get; init; }
    public DateOnly? PlannedPaymentOn { get; init; }
    public DateOnly? ExpectedPaymentOn { get; init; }
    public string? BrandingThemeId { get; init; }
    public bool SentToContact { get; set; }

    /// <summary>The payments that count (deleted ones are gone from here).</summary>
    public List<Guid> Payments { get; init; } = [];
    public decimal AmountPaid { get; set; }

    /// <summary>A credit note's uses, or an invoice's credits: the same record stands at both.</summary>
    public List<XeroAllocation> Allocations { get; init; } = [];
    public DateOnly? FullyPaidOn { get; set; }

    public bool IsSale => Type.StartsWith("ACCREC", StringComparison.Ordinal);

    public bool IsCredit => Type.EndsWith("CREDIT", StringComparison.Ordinal);

    public bool IsLive => Status is not ("DELETED" or "VOIDED");

    public bool IsSettled => Status == "PAID" || Payments.Count > 0 || Allocations.Count > 0;

    public decimal AmountAllocated => Allocations.Sum(allocation => allocation.Amount);

    /// <summary>What is due of an invoice, or what a credit note still gives.</summary>
    public decimal Outstanding => IsLive ? Total - AmountPaid - AmountAllocated : 0m;

    /// <summary>A document approved is PAID as soon as nothing is outstanding, and AUTHORISED again when something is.</summary>
    public void Settle(DateOnly on, DateTime now)
    {
        if (Status is not ("AUTHORISED" or "PAID")) return;
        (Status, FullyPaidOn) = Outstanding == 0 ? ("PAID", FullyPaidOn ?? on) : ("AUTHORISED", (DateOnly?)null);
        UpdatedAt = now;
    }
}

/// <summary>Credit used on an invoice.</summary>
internal sealed record XeroAllocation(Guid AllocationId, Guid CreditNoteId, Guid InvoiceId, decimal Amount, DateOnly Date);
