using System.Globalization;
using System.Net;
using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

public sealed partial class XeroProvider
{
    /// <summary>Days between two probes that are still looked up in one call; the days between are read along.</summary>
    private const int WidestGapDays = 3;

    /// <summary>More pages than any organisation fills: a list that goes on after them is an answer that repeats itself.</summary>
    private const int MostPages = 2000;

    public int TransactionBatchSize => 50;

    /// <summary>One less than Xero takes, so that a read never waits for a free slot.</summary>
    public int TransactionWritesInFlight => 4;

    public bool EntriesAreImmutable => false;

    public IReadOnlyList<ReadinessProblem> Check(Company company, TransactionEntry entry) => [.. XeroTranslation.Check(company, entry)];

    public PreparedWrite Prepare(Company company, IReadOnlyList<TransactionEntry> entries, string idempotencyKey)
    {
        if (entries.Count > TransactionBatchSize)
        {
            throw new ArgumentOutOfRangeException(nameof(entries), entries.Count, $"Xero takes {TransactionBatchSize} bank transactions in a call.");
        }

        var body = new XeroWire.BankTransactions { Items = [.. entries.Select(entry => XeroTranslation.ToWire(company, entry))] };
        return new PreparedWrite(
            "write bank transactions",
            "POST",
            "BankTransactions?summarizeErrors=false&unitdp=4",
            JsonSerializer.Serialize(body, XeroJson.Default.BankTransactions),
            idempotencyKey,
            [.. entries.Select(entry => entry.EntryKey)]);
    }

    public async Task<IReadOnlyList<WriteOutcome>> SendAsync(IProviderCalls calls, Company company, PreparedWrite write, CancellationToken cancellationToken)
    {
        var answer = await _api.WriteTransactionsAsync(calls, company.RemoteId, write, cancellationToken);
        var sent = JsonSerializer.Deserialize(write.Body, XeroJson.Default.BankTransactions)!.Items;
        if (XeroFailures.Of(answer, writes: true, _time.GetUtcNow()) is { } failure)
        {
            return RefusedElements(answer, write, sent) ?? [.. write.EntryKeys.Select(_ => WriteOutcome.From(failure))];
        }

        var echoes = XeroJson.Read(((CallAnswer.Answered)answer).Body, XeroJson.Default.BankTransactions)?.Items ?? [];
        var outcomes = new WriteOutcome[sent.Count];
        for (var i = 0; i < sent.Count; i++)
        {
            // Xero answers in the order of the request; an answer of another length is not to be guessed at.
            var echo = echoes.Count == sent.Count ? echoes[i] : null;
            var (outcome, altered) = XeroTranslation.Outcome(sent[i], echo);
            outcomes[i] = altered && sent[i].BankTransactionID is null ? await TakeBackAsync(calls, company, echo!, outcome, cancellationToken) : outcome;
        }

        return outcomes;
    }

    public async Task<Answer<IReadOnlyDictionary<string, FoundTransaction>>> FindAsync(
        IProviderCalls calls, Company company, IReadOnlyList<EntryProbe> probes, CancellationToken cancellationToken)
    {
        var wanted = probes.Select(probe => probe.EntryKey).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, FoundTransaction>(StringComparer.Ordinal);
        foreach (var (from, to) in Spans(probes.Select(probe => probe.TransactedOn)))
        {
            var listed = await BetweenAsync(calls, company, from, to, cancellationToken);
            if (!listed.Succeeded)
            {
                return listed.Failure!;
            }

            foreach (var transaction in listed.Value)
            {
                if (transaction.EntryKey is { } key && wanted.Contains(key))
                {
                    found[key] = transaction;
                }
            }
        }

        return found;
    }

    public async Task<Answer<IReadOnlyList<FoundTransaction>>> ListAsync(
        IProviderCalls calls, Company company, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        var listed = await BetweenAsync(calls, company, days[0], days[^1], cancellationToken);
        return listed.Succeeded ? listed.Value.Where(t => days.Contains(t.TransactedOn)).ToList() : listed;
    }

    private async Task<Answer<IReadOnlyList<FoundTransaction>>> BetweenAsync(
        IProviderCalls calls, Company company, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        // Status and Date are the fields Xero filters safely on in large organisations; Reference is not.
        var end = to == DateOnly.MaxValue ? "" : $" AND Date<{Day(to.AddDays(1))}";
        var where = $"Status==\"AUTHORISED\" AND Date>={Day(from)}{end}";
        var transactions = new List<FoundTransaction>();
        for (var page = 1; page <= MostPages; page++)
        {
            var listed = await _api.TransactionsAsync(calls, company.RemoteId, where, page, cancellationToken);
            if (!listed.Succeeded)
            {
                return listed.Failure!;
            }

            transactions.AddRange(listed.Value.Items.Select(transaction => XeroTranslation.Found(company, transaction)).OfType<FoundTransaction>());
            // Without the count only an empty page proves the end: Xero may give smaller pages than were asked for.
            if (listed.Value.Pagination is { } pages ? page >= pages.PageCount : listed.Value.Items.Count == 0)
            {
                return transactions;
            }
        }

        return XeroFailures.Unreadable(writes: false);
    }

    /// <summary>A call refused as a whole whose body says which elements were at fault; null where it does not.</summary>
    private static WriteOutcome[]? RefusedElements(CallAnswer answer, PreparedWrite write, IReadOnlyList<XeroWire.BankTransaction> sent)
    {
        if (answer is not CallAnswer.Answered { Status: HttpStatusCode.BadRequest } refused
            || XeroJson.Read(refused.Body, XeroJson.Default.Error)?.Elements is not { Count: > 0 } elements)
        {
            return null;
        }

        var faults = new Dictionary<string, IReadOnlyList<XeroWire.ValidationError>>(StringComparer.Ordinal);
        for (var i = 0; i < elements.Count; i++)
        {
            // The echo carries our reference; where it does not, only an echo of every element tells by its place.
            var key = EntryKey.FindIn(elements[i].Reference) ?? (elements.Count == write.EntryKeys.Count ? write.EntryKeys[i] : null);
            if (key is not null && elements[i].ValidationErrors is { Count: > 0 } errors)
            {
                faults[key] = errors;
            }
        }

        // Xero does not say whether it wrote the faultless elements of such a call: they are looked up.
        return faults.Count == 0 ? null : [.. write.EntryKeys.Select((key, i) => faults.TryGetValue(key, out var errors)
            ? WriteOutcome.From(XeroFailures.Validation(errors, sent[i]))
            : new WriteOutcome.Unknown("ValidationException", "Another record of the same call was refused; Xero does not say whether this one was written."))];
    }

    /// <summary>Removes an entry that Xero changed while writing it: rejected must mean that nothing stands in the books.</summary>
    private async Task<WriteOutcome> TakeBackAsync(IProviderCalls calls, Company company, XeroWire.BankTransaction written, WriteOutcome outcome, CancellationToken cancellationToken)
    {
        var deleted = await _api.DeleteTransactionAsync(calls, company.RemoteId, written.BankTransactionID!, cancellationToken);
        return deleted is { Succeeded: true, Value.Items: [{ Status: XeroTranslation.Deleted, ValidationErrors: null or { Count: 0 } }] }
            ? outcome
            : new WriteOutcome.Unknown("altered", $"{((WriteOutcome.Rejected)outcome).Text} It could not be removed: delete bank transaction {written.BankTransactionID} in Xero.");
    }

    /// <summary>The days of the probes as few spans as make sense: a span a call.</summary>
    private static List<(DateOnly From, DateOnly To)> Spans(IEnumerable<DateOnly> days)
    {
        var spans = new List<(DateOnly From, DateOnly To)>();
        foreach (var day in days.Order())
        {
            if (spans.Count > 0 && day.DayNumber - spans[^1].To.DayNumber <= WidestGapDays)
            {
                spans[^1] = (spans[^1].From, day);
            }
            else
            {
                spans.Add((day, day));
            }
        }

        return spans;
    }

    private static string Day(DateOnly day) => day.ToString("'DateTime('yyyy,MM,dd')'", CultureInfo.InvariantCulture);
}
