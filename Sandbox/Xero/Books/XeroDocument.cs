namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>What bank transactions, invoices and credit notes have in common: a contact, lines and the totals Xero computes from them.</summary>
internal abstract class XeroDocument
{
    public required string Type { get; init; }
    public required Guid ContactId { get; set; }
    public required DateOnly Date { get; init; }
    public string? Reference { get; init; }
    public string? Url { get; init; }
    public required string CurrencyCode { get; init; }

    /// <summary>Units of the document's currency for one of the base currency.</summary>
    public decimal CurrencyRate { get; init; } = 1m;
    public required string LineAmountTypes { get; init; }
    public required string Status { get; set; }
    public IReadOnlyList<XeroLine> Lines { get; init; } = [];
    public required DateTime CreatedAt { get; init; }
    public required DateTime UpdatedAt { get; set; }

    /// <summary>The app that created it (client id).</summary>
    public required string CreatedBy { get; init; }

    /// <summary>Tax is rounded by line and then summed.</summary>
    public decimal TotalTax => Lines.Sum(line => line.TaxAmount);

    public decimal SubTotal => LineAmountTypes == "Inclusive" ? Lines.Sum(line => line.LineAmount) - TotalTax : Lines.Sum(line => line.LineAmount);

    public decimal Total => SubTotal + TotalTax;
}

internal sealed class XeroLine
{
    public required Guid LineItemId { get; init; }
    public string? Description { get; init; }
    public decimal Quantity { get; init; } = 1m;
    public decimal UnitAmount { get; init; }
    public decimal LineAmount { get; init; }
    public decimal? DiscountRate { get; init; }
    public decimal? DiscountAmount { get; init; }
    public string? ItemCode { get; init; }
    public Guid? AccountId { get; init; }
    public string? AccountCode { get; init; }
    public string TaxType { get; init; } = "NONE";
    public decimal TaxAmount { get; init; }

    /// <summary>Neither quantity nor amount: a line of text.</summary>
    public bool IsTextOnly => UnitAmount == 0 && LineAmount == 0;
}
