using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Mappings;

namespace OrleansLedger.Providers.Contract;

/// <summary>Whether an entry books the document or takes an earlier entry of it back (providers whose entries are immutable).</summary>
public enum EntryRole
{
    Booking,
    Reversal,
}

/// <summary>A bank transaction made ready for one company: every mapping resolved.</summary>
public sealed record TransactionEntry
{
    /// <summary>The reference it gets in the remote books; see <c>Domain.SyncRecords.EntryKey</c>. 20 characters.</summary>
    public required string EntryKey { get; init; }

    public required BankTransaction Document { get; init; }

    public required RemoteAccount BankAccount { get; init; }

    public required RemoteAccount PostingAccount { get; init; }

    public RemoteTaxCode? TaxCode { get; init; }

    /// <summary>Units of the company's base currency for one unit of the document's currency; null where they are the same currency.</summary>
    public decimal? ExchangeRate { get; init; }

    /// <summary>Where the document is entered in another currency than its own: what it was. <see cref="Document"/> has the amount to be entered.</summary>
    public OriginalAmount? Original { get; init; }

    /// <summary>How much the text of the line says; see <see cref="EntryText"/>.</summary>
    public LineDetail LineDetail { get; init; }

    /// <summary>The contact's remote id, for providers that are <see cref="IKeepsContacts"/>.</summary>
    public string? ContactId { get; init; }

    public EntryRole Role { get; init; } = EntryRole.Booking;

    /// <summary>The entry to change, or for a <see cref="EntryRole.Reversal"/> the one to take back; null to create.</summary>
    public RemoteEntry? Existing { get; init; }

    /// <summary>The defaults that replace values of the document that are not mapped.</summary>
    public IReadOnlyList<DefaultedValue> Defaults { get; init; } = [];
}

/// <summary>An amount before it was converted. <paramref name="Rate"/>: units of the currency it was converted to for one unit of its own.</summary>
public sealed record OriginalAmount(Money Amount, decimal Rate);

/// <summary>
/// A write as it will go over the wire, made before it is sent and kept until its outcome is known,
/// so that it can be sent again to the letter under the same idempotency key.
/// </summary>
/// <param name="Path">Relative to the company's API root, query included, without the idempotency key.</param>
/// <param name="EntryKeys">In the order of the elements in <paramref name="Body"/>.</param>
public sealed record PreparedWrite(
    string Operation,
    string Method,
    string Path,
    string Body,
    string IdempotencyKey,
    IReadOnlyList<string> EntryKeys);

/// <summary>Something an entry lacks before it can be sent; the document is parked with it. <paramref name="Code"/> is snake_case.</summary>
public sealed record ReadinessProblem(string Code, string Text, string? Field = null);

/// <summary>An entry as found in the remote books. <paramref name="Amount"/> is signed like ours: negative is money out.</summary>
public sealed record FoundTransaction(
    RemoteEntry Entry, string? EntryKey, DateOnly TransactedOn, Money Amount, string? Text);

/// <summary>Where to look for an entry whose fate is unknown.</summary>
public sealed record EntryProbe(string EntryKey, DateOnly TransactedOn, Money Amount);

public interface IWritesTransactions
{
    /// <summary>Entries in one call.</summary>
    int TransactionBatchSize { get; }

    /// <summary>Write calls in flight at once; 1 where the provider numbers entries as they come.</summary>
    int TransactionWritesInFlight { get; }

    /// <summary>The quota class of the write calls, where they have one.</summary>
    string? TransactionQuotaClass => null;

    /// <summary>True where a changed document needs a reversal and a new entry.</summary>
    bool EntriesAreImmutable { get; }

    /// <summary>What this provider further asks of an entry; empty when it can be sent. Pure.</summary>
    IReadOnlyList<ReadinessProblem> Check(Company company, TransactionEntry entry);

    /// <summary>The wire form of at most <see cref="TransactionBatchSize"/> entries. Pure: the same input gives the same bytes.</summary>
    PreparedWrite Prepare(Company company, IReadOnlyList<TransactionEntry> entries, string idempotencyKey);

    /// <summary>Sends, or sends again. One outcome an entry, in the order of <see cref="PreparedWrite.EntryKeys"/>.</summary>
    Task<IReadOnlyList<WriteOutcome>> SendAsync(IProviderCalls calls, Company company, PreparedWrite write, CancellationToken cancellationToken);
}

public interface IReadsTransactions
{
    /// <summary>
    /// The probes' entries that stand in the books, by entry key; a key that is not in the answer is proven absent.
    /// At most 50 probes. For entries that were changed in place, <see cref="FoundTransaction"/> shows the present content.
    /// </summary>
    Task<Answer<IReadOnlyDictionary<string, FoundTransaction>>> FindAsync(
        IProviderCalls calls, Company company, IReadOnlyList<EntryProbe> probes, CancellationToken cancellationToken);

    /// <summary>
    /// Every live entry dated on one of the days, whoever made it: what may already stand for one of our documents.
    /// <paramref name="days"/> ascend and are at most <see cref="DaysPerListing"/>.
    /// </summary>
    Task<Answer<IReadOnlyList<FoundTransaction>>> ListAsync(
        IProviderCalls calls, Company company, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken);

    /// <summary>Days in one listing; few where every entry costs a call.</summary>
    int DaysPerListing => 366;
}
