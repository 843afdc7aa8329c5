using OrleansLedger.Domain;

namespace OrleansLedger.Demo.Verification;

/// <summary>An entry as the provider's own API shows it.</summary>
internal sealed record BookedDocument
{
    /// <summary>What people would look for: a number, or the id where there is none.</summary>
    public required string Name { get; init; }

    /// <summary>Our reference on it; null where somebody else made it.</summary>
    public required string? EntryKey { get; init; }

    public required DateOnly DatedOn { get; init; }

    /// <summary>Signed like ours; null where the books keep no other currency than the company's.</summary>
    public Money? Amount { get; init; }

    /// <summary>Units of the base currency for one of the amount's, where the books keep it.</summary>
    public decimal? Rate { get; init; }

    /// <summary>Signed, in the base currency, where the books keep only that.</summary>
    public Money? BaseAmount { get; init; }

    /// <summary>Everything the provider calls the account by: id, number.</summary>
    public required IReadOnlyList<string> BankAccount { get; init; }

    /// <inheritdoc cref="BankAccount"/>
    public required IReadOnlyList<string> PostingAccount { get; init; }

    public required IReadOnlyList<BookedFile> Files { get; init; }
}

/// <summary>A file on an entry. <paramref name="Sha256"/> of the content as downloaded, in lower-case hexadecimal.</summary>
internal sealed record BookedFile(string Name, string Sha256);
