namespace OrleansLedger.Sandbox.Xero.Books.ManualJournals;

/// <summary>A posting of the bookkeeper's own.</summary>
internal sealed class XeroManualJournal
{
    public required Guid ManualJournalId { get; init; }
    public required string Narration { get; init; }
    public required DateOnly Date { get; init; }
    public required string Status { get; set; }
    public required string LineAmountTypes { get; init; }
    public string? Url { get; init; }
    public bool ShowOnCashBasisReports { get; init; } = true;
    public IReadOnlyList<XeroJournalLine> Lines { get; init; } = [];
    public required DateTime UpdatedAt { get; set; }
}

/// <param name="Amount">Debit positive, credit negative.</param>
/// <param name="AccountId">Null on a draft whose account code Xero has removed.</param>
internal sealed record XeroJournalLine(decimal Amount, Guid? AccountId, string? AccountCode, string? Description, string TaxType, decimal TaxAmount);
