namespace OrleansLedger.Domain.Documents;

/// <summary>Where a transaction stands in the tenant's own product. Pending and completed ones are exported, the others not.</summary>
public enum TransactionStatus
{
    /// <summary>Not final in the tenant's own product; exported all the same.</summary>
    Pending,

    /// <summary>Final; exported.</summary>
    Completed,

    /// <summary>Kept out of the books by the user; not exported.</summary>
    Excluded,

    /// <summary>Put away by the user; not exported.</summary>
    Archived,
}

/// <summary>Money that moved on one of the tenant's bank accounts or cards.</summary>
public sealed record BankTransaction
{
    public required DocumentId Id { get; init; }

    public required TenantId TenantId { get; init; }

    /// <summary>The user's own key, unique in the tenant, 1 to 100 characters.</summary>
    public required string SourceReference { get; init; }

    public required DateOnly TransactedOn { get; init; }

    /// <summary>1 to 4,000 characters; providers that take less get the beginning, ended by an ellipsis.</summary>
    public required string Description { get; init; }

    /// <summary>Negative: money out. Positive: money in. Never zero. No more decimals than the currency has.</summary>
    public required Money Amount { get; init; }

    /// <summary>Who was paid or who paid; null where the bank did not say.</summary>
    public string? Counterparty { get; init; }

    /// <summary>The tenant's category, the key of the mapping to an account.</summary>
    public string? Category { get; init; }

    /// <summary>The tenant's name for the bank account or card; null means the connection's default bank account.</summary>
    public string? BankAccount { get; init; }

    /// <summary>The tenant's tax code, the key of the mapping to a remote tax code.</summary>
    public string? TaxCode { get; init; }

    public required TransactionStatus Status { get; init; }

    /// <summary>Rates of the source: for a currency, how many of its units one unit of <see cref="Amount"/>'s currency was worth.</summary>
    public IReadOnlyDictionary<string, decimal> Rates { get; init; } = new Dictionary<string, decimal>(StringComparer.Ordinal);

    /// <summary>Counts up with every change of content; 1 at first.</summary>
    public required int Revision { get; init; }
}

/// <summary>Why a transaction may not be exported at all, whatever the connection.</summary>
public static class ExportEligibility
{
    /// <summary>Null when the status exports; else the reason, for people.</summary>
    public static string? Refusal(BankTransaction transaction) => transaction.Status switch
    {
        TransactionStatus.Pending or TransactionStatus.Completed => null,
        TransactionStatus.Excluded => $"Transaction {transaction.SourceReference} is excluded. Set its status to completed to export it.",
        TransactionStatus.Archived => $"Transaction {transaction.SourceReference} is archived. Restore it to export it.",
        _ => throw new ArgumentOutOfRangeException(nameof(transaction), transaction.Status, "Unknown status"),
    };
}
