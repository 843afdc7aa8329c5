using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

public sealed partial class QuickBooksProvider
{
    private const string BatchPath = "batch";

    /// <summary>The reference says 30, the batch guide 10: 10 is right by both.</summary>
    public int TransactionBatchSize => 10;

    /// <summary>Order means nothing in a batch; four at once use up 40 a minute even at six seconds each.</summary>
    public int TransactionWritesInFlight => 4;

    public string? TransactionQuotaClass => QuickBooksApi.BatchClass;

    public bool EntriesAreImmutable => false;

    public IReadOnlyList<ReadinessProblem> Check(Company company, TransactionEntry entry) => QuickBooksTranslation.Check(company, entry);

    public PreparedWrite Prepare(Company company, IReadOnlyList<TransactionEntry> entries, string idempotencyKey)
    {
        if (entries.Count is 0 || entries.Count > TransactionBatchSize)
        {
            throw new ArgumentException($"A batch has 1 to {TransactionBatchSize} entries, not {entries.Count}.", nameof(entries));
        }

        if (idempotencyKey.Length > 36)
        {
            throw new ArgumentException("On /batch a requestid has at most 36 characters.", nameof(idempotencyKey));
        }

        var items = entries.Select((entry, i) => QuickBooksTranslation.ToWire(company, entry, BatchId(i))).ToList();
        return new PreparedWrite(
            entries.All(entry => entry.Existing is null) ? "create transactions" : entries.All(entry => entry.Existing is not null) ? "update transactions" : "write transactions",
            "POST",
            QuickBooksOptions.Versioned(BatchPath),
            QuickBooksJson.Write(new WireBatchRequest(items)),
            idempotencyKey,
            [.. entries.Select(entry => entry.EntryKey)]);
    }

    public async Task<IReadOnlyList<WriteOutcome>> SendAsync(
        IProviderCalls calls, Company company, PreparedWrite write, CancellationToken cancellationToken)
    {
        var path = $"{write.Path}&requestid={Uri.EscapeDataString(write.IdempotencyKey)}";
        var answers = await _api.BatchAsync(calls, company.RemoteId, path, write.Body, write.Operation, cancellationToken);
        if (answers.Failure is { } failure)
        {
            return [.. write.EntryKeys.Select(_ => WriteOutcome.From(failure))];
        }

        var sent = QuickBooksJson.Read<WireBatchRequest>(JsonElement.Parse(write.Body))?.BatchItemRequest;
        var outcomes = write.EntryKeys.Select((_, i) => Outcome(answers.Value.GetValueOrDefault(BatchId(i)), sent?.ElementAtOrDefault(i))).ToArray();
        await AdoptDuplicatesAsync(calls, company, write.EntryKeys, outcomes, cancellationToken);
        return outcomes;
    }

    public async Task<Answer<IReadOnlyDictionary<string, FoundTransaction>>> FindAsync(
        IProviderCalls calls, Company company, IReadOnlyList<EntryProbe> probes, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, FoundTransaction>(StringComparer.Ordinal);
        if (probes.Count == 0)
        {
            return found;
        }

        var purchases = await ReadAsync(calls, company, QuickBooksId.Purchase, ByNumber(probes), "find transactions", cancellationToken);
        if (purchases.Failure is { } noPurchases)
        {
            return noPurchases;
        }

        Keep(found, purchases.Value, probes);
        if (Missing(found, probes) is { Count: > 0 } notPurchases)
        {
            var deposits = await ReadAsync(calls, company, QuickBooksId.Deposit, ByNumber(notPurchases), "find transactions", cancellationToken);
            if (deposits.Failure is not (null or ProviderFailure.Rejected))
            {
                return deposits.Failure;
            }

            // Intuit's page of the Deposit does not list DocNumber, though the schema does. A refused filter proves nothing: the dates below do.
            Keep(found, deposits.Succeeded ? deposits.Value : [], probes);
        }

        var undecided = Missing(found, probes).Where(probe => probe.Amount.Amount > 0).ToList();
        if (undecided.Count > 0)
        {
            var between = Between(undecided.Min(probe => probe.TransactedOn), undecided.Max(probe => probe.TransactedOn));
            var deposits = await ReadAsync(calls, company, QuickBooksId.Deposit, between, "find transactions by date", cancellationToken);
            if (deposits.Failure is { } noDeposits)
            {
                return noDeposits;
            }

            Keep(found, deposits.Value, undecided);
        }

        return found;
    }

    public async Task<Answer<IReadOnlyList<FoundTransaction>>> ListAsync(
        IProviderCalls calls, Company company, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        var all = new List<FoundTransaction>();
        foreach (var entity in (string[])[QuickBooksId.Purchase, QuickBooksId.Deposit])
        {
            var read = await ReadAsync(calls, company, entity, Between(days[0], days[^1]), "list transactions", cancellationToken, liveOnly: true);
            if (read.Failure is { } failure)
            {
                return failure;
            }

            all.AddRange(read.Value.Where(t => days.Contains(t.TransactedOn)));
        }

        return all;
    }

    private WriteOutcome Outcome(WireBatchAnswer? answer, WireBatchItem? sent) => answer switch
    {
        null => new WriteOutcome.Unknown("no_batch_item", "QuickBooks' answer to the batch says nothing of this entry."),
        { Fault: { } fault } => QuickBooksFailures.ItemOutcome(_failures.OfItem(fault, writes: true, sent)),
        { Purchase: { Id: not null } purchase } => new WriteOutcome.Written(QuickBooksTranslation.Entry(QuickBooksId.Purchase, purchase)),
        { Deposit: { Id: not null } deposit } => new WriteOutcome.Written(QuickBooksTranslation.Entry(QuickBooksId.Deposit, deposit)),
        _ => new WriteOutcome.Unknown("unreadable_answer", "QuickBooks' answer to the entry could not be read."),
    };

    /// <summary>A document number that is taken is an entry of ours that stands there already: numbers like ours nobody makes by hand.</summary>
    private async Task AdoptDuplicatesAsync(
        IProviderCalls calls, Company company, IReadOnlyList<string> keys, WriteOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var taken = Enumerable.Range(0, outcomes.Length)
            .Where(i => outcomes[i] is WriteOutcome.Rejected { Code: QuickBooksFailures.DuplicateDocNumber })
            .ToList();
        if (taken.Count == 0)
        {
            return;
        }

        var found = await FindAsync(calls, company, [.. taken.Select(i => new EntryProbe(keys[i], default, default))], cancellationToken);
        foreach (var i in taken)
        {
            var refused = (WriteOutcome.Rejected)outcomes[i];
            outcomes[i] = found.Succeeded && found.Value.TryGetValue(keys[i], out var entry)
                ? new WriteOutcome.AlreadyThere(entry.Entry)
                : ByOwner(refused, keys[i], found.Failure);
        }
    }

    private static WriteOutcome ByOwner(WriteOutcome.Rejected refused, string key, ProviderFailure? lookUp) =>
        QuickBooksFailures.OwnerOfDocNumber(refused.Text) switch
        {
            (QuickBooksId.Purchase or QuickBooksId.Deposit, { } id) owner => new WriteOutcome.AlreadyThere(new RemoteEntry(new QuickBooksId(owner.Type!, id).ToString(), key)),
            _ when lookUp is not null => new WriteOutcome.Unknown(refused.Code, $"{refused.Text} Who has the number could not be read: {lookUp.Text}"),
            _ => refused,
        };

    private async Task<Answer<IReadOnlyList<FoundTransaction>>> ReadAsync(
        IProviderCalls calls, Company company, string entity, string where, string operation, CancellationToken cancellationToken, bool liveOnly = false)
    {
        var read = await _api.QueryAsync<WireTransaction>(calls, company.RemoteId, entity, where, operation, cancellationToken);
        return read.Failure is { } failure
            ? failure
            : read.Value.Where(transaction => transaction.Id is not null && !(liveOnly && QuickBooksTranslation.IsVoided(transaction)))
                .Select(transaction => QuickBooksTranslation.Found(company, entity, transaction))
                .ToList();
    }

    private static void Keep(Dictionary<string, FoundTransaction> found, IReadOnlyList<FoundTransaction> read, IReadOnlyList<EntryProbe> probes)
    {
        var keys = probes.Select(probe => probe.EntryKey).ToHashSet(StringComparer.Ordinal);
        foreach (var transaction in read.Where(transaction => transaction.EntryKey is not null && keys.Contains(transaction.EntryKey)))
        {
            found.TryAdd(transaction.EntryKey!, transaction);
        }
    }

    private static List<EntryProbe> Missing(Dictionary<string, FoundTransaction> found, IReadOnlyList<EntryProbe> probes) =>
        [.. probes.Where(probe => !found.ContainsKey(probe.EntryKey))];

    private static string ByNumber(IEnumerable<EntryProbe> probes) => $"DocNumber in {QuickBooksText.QuotedList(probes.Select(probe => probe.EntryKey))}";

    private static string Between(DateOnly from, DateOnly to) =>
        $"TxnDate >= {QuickBooksText.Quoted(QuickBooksText.Date(from))} and TxnDate <= {QuickBooksText.Quoted(QuickBooksText.Date(to))}";

    private static string BatchId(int index) => $"{index + 1}";
}
