namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>
/// A transaction as it stands in the sandbox's books, read without the adapter. <paramref name="Amount"/> is signed like ours (negative is money out)
/// in <paramref name="Currency"/>; <paramref name="BaseAmount"/> is its worth in the company's currency where the books say; accounts are remote ids.
/// </summary>
public sealed record BookedEntry(
    string RemoteId,
    string EntryKey,
    DateOnly On,
    decimal Amount,
    string Currency,
    decimal? BaseAmount,
    string BankAccount,
    string PostingAccount,
    string Text,
    IReadOnlyList<BookedFile> Files);

/// <summary>A file on an entry in the sandbox's books; <paramref name="Size"/> in bytes.</summary>
public sealed record BookedFile(string FileName, long Size);
