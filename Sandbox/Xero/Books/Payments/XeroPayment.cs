namespace OrleansLedger.Sandbox.Xero.Books.Payments;

/// <summary>Money in or out for one invoice, or a credit note paid out. It never changes; it can only be deleted.</summary>
internal sealed class XeroPayment
{
    public required Guid PaymentId { get; init; }

    /// <summary>The invoice or credit note.</summary>
    public required Guid DocumentId { get; init; }
    public required string PaymentType { get; init; }
    public required Guid AccountId { get; init; }
    public required DateOnly Date { get; init; }

    /// <summary>In the document's currency.</summary>
    public required decimal Amount { get; init; }

    /// <summary>In the account's currency.</summary>
    public required decimal BankAmount { get; init; }
    public required decimal CurrencyRate { get; init; }
    public string? Reference { get; init; }
    public bool IsReconciled { get; init; }
    public string Status { get; set; } = "AUTHORISED";
    public required DateTime UpdatedAt { get; set; }
}
