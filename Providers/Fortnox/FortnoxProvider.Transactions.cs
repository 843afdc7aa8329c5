using System.Text.Json;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

public sealed partial class FortnoxProvider : IWritesTransactions, IReadsTransactions
{
    public int TransactionBatchSize => 1;

    public int TransactionWritesInFlight => 1;

    public bool EntriesAreImmutable => true;

    public IReadOnlyList<ReadinessProblem> Check(Company company, TransactionEntry entry) => FortnoxTranslation.Check(company, entry);

    public PreparedWrite Prepare(Company company, IReadOnlyList<TransactionEntry> entries, string idempotencyKey)
    {
        if (entries is not [var entry])
        {
            throw new ArgumentException($"Fortnox takes one voucher a call, not {entries.Count}.", nameof(entries));
        }

        var year = FortnoxTranslation.YearOf(company, entry.Document.TransactedOn)
            ?? throw new ArgumentException($"Entry {entry.EntryKey} is dated {entry.Document.TransactedOn:yyyy-MM-dd}, outside every financial year.", nameof(entries));
        var body = JsonSerializer.Serialize(new NewVoucherRequest(FortnoxTranslation.Voucher(company, entry)), FortnoxJson.Options);

        // The year is said explicitly: without it Fortnox books in whatever year somebody last selected.
        return new PreparedWrite("create voucher", "POST", $"vouchers?financialyear={year.RemoteId}", body, idempotencyKey, [entry.EntryKey]);
    }

    public async Task<IReadOnlyList<WriteOutcome>> SendAsync(IProviderCalls calls, Company company, PreparedWrite write, CancellationToken cancellationToken)
    {
        var answer = await _api.CreateVoucherAsync(calls, write.Path, write.Body, cancellationToken);
        if (!answer.Succeeded)
        {
            return [Refused(answer.Failure!, write)];
        }

        return answer.Value.Voucher is { } voucher && WrittenIn(company, voucher) is { } id
            ? [new WriteOutcome.Written(id.Entry)]
            : [new WriteOutcome.Unknown("unreadable_answer", "Fortnox accepted the voucher without saying its number.")];
    }

    private static WriteOutcome Refused(ProviderFailure failure, PreparedWrite write)
    {
        var sent = JsonSerializer.Deserialize<NewVoucherRequest>(write.Body, FortnoxJson.Options)!.Voucher;
        return FortnoxFailures.StaleIn(failure, sent.VoucherRows.Select(row => row.Account)) is { } stale
            ? WriteOutcome.From((ProviderFailure.Rejected)failure with { Stale = stale })
            : WriteOutcome.From(failure);
    }

    private static VoucherId? WrittenIn(Company company, Voucher voucher)
    {
        var year = voucher.TransactionDate is { } on ? FortnoxTranslation.YearOf(company, on) : null;
        return voucher.Year is null && year is null ? null : VoucherId.Of(voucher, year?.RemoteId ?? "");
    }

    public async Task<Answer<IReadOnlyDictionary<string, FoundTransaction>>> FindAsync(
        IProviderCalls calls, Company company, IReadOnlyList<EntryProbe> probes, CancellationToken cancellationToken)
    {
        var wanted = probes.Select(probe => probe.EntryKey).ToHashSet(StringComparer.Ordinal);
        var dates = probes.Select(probe => probe.TransactedOn).ToHashSet();
        var found = new Dictionary<string, FoundTransaction>(StringComparer.Ordinal);
        foreach (var range in FortnoxTranslation.Ranges(company, dates))
        {
            var listed = await _api.VouchersAsync(calls, range, cancellationToken);
            if (!listed.Succeeded)
            {
                return listed.Failure!;
            }

            foreach (var voucher in Suspects(listed.Value, wanted, dates))
            {
                var read = await ReadAsync(calls, company, range, voucher, cancellationToken);
                if (!read.Succeeded)
                {
                    return read.Failure!;
                }

                if (read.Value.EntryKey is { } key && wanted.Contains(key))
                {
                    found.TryAdd(key, read.Value);
                }
            }
        }

        return new Answer<IReadOnlyDictionary<string, FoundTransaction>>(found);
    }

    /// <summary>
    /// The listed vouchers worth a call of their own: those with a key that is looked for. Where a list shows no comments at all it may
    /// leave that field out altogether; then every voucher made by hand or API on one of the days has to be opened, or absence would not be proven.
    /// </summary>
    private static IEnumerable<Voucher> Suspects(IReadOnlyList<Voucher> listed, HashSet<string> wanted, HashSet<DateOnly> dates)
    {
        var showsComments = listed.Any(voucher => !string.IsNullOrEmpty(voucher.Comments));
        return listed.Where(voucher => showsComments
            ? FortnoxTranslation.EntryKeyOf(voucher) is { } key && wanted.Contains(key)
            : voucher.ReferenceType is null or "" or "MANUAL" && (voucher.TransactionDate is not { } on || dates.Contains(on)));
    }

    /// <summary>Every voucher of these days that may have moved money costs a call of its own.</summary>
    public int DaysPerListing => 7;

    /// <summary>One call for each 500 vouchers between the days, and one for each voucher on them that may have moved money: lists leave out the rows.</summary>
    public async Task<Answer<IReadOnlyList<FoundTransaction>>> ListAsync(
        IProviderCalls calls, Company company, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        var live = new List<FoundTransaction>();
        foreach (var range in FortnoxTranslation.Ranges(company, days[0], days[^1]))
        {
            var listed = await _api.VouchersAsync(calls, range, cancellationToken);
            if (!listed.Succeeded)
            {
                return listed.Failure!;
            }

            var reversed = listed.Value.Select(FortnoxTranslation.Reverses).OfType<string>().ToHashSet(StringComparer.Ordinal);
            foreach (var voucher in listed.Value.Where(voucher => IsCandidate(voucher, range, reversed, days)))
            {
                var read = await ReadAsync(calls, company, range, voucher, cancellationToken);
                if (!read.Succeeded)
                {
                    return read.Failure!;
                }

                if (read.Value.Amount.Amount != 0)
                {
                    live.Add(read.Value);
                }
            }
        }

        return new Answer<IReadOnlyList<FoundTransaction>>(live);
    }

    /// <summary>A reversal and what it takes back cancel each other out: neither stands for a document any more.</summary>
    private static bool IsCandidate(Voucher voucher, YearRange range, HashSet<string> reversed, IReadOnlyList<DateOnly> days) =>
        FortnoxTranslation.MayMoveMoney(voucher)
        && (voucher.TransactionDate is not { } on || (on >= range.From && on <= range.To && days.Contains(on)))
        && FortnoxTranslation.Reverses(voucher) is null
        && VoucherId.Of(voucher, range.Year.RemoteId) is { } id
        && !reversed.Contains(id.ToString());

    private async Task<Answer<FoundTransaction>> ReadAsync(IProviderCalls calls, Company company, YearRange range, Voucher listed, CancellationToken cancellationToken)
    {
        if (VoucherId.Of(listed, range.Year.RemoteId) is not { } id)
        {
            return new ProviderFailure.Transient("unreadable_answer", "Fortnox listed a voucher without its number.");
        }

        var answer = await _api.VoucherAsync(calls, id, cancellationToken);
        if (!answer.Succeeded)
        {
            return answer.Failure!;
        }

        return answer.Value.Voucher is { } voucher && FortnoxTranslation.HasPlausibleAmounts(voucher)
            ? FortnoxTranslation.Found(company, id, voucher, range.From)
            : new ProviderFailure.Transient("unreadable_answer", $"Fortnox answered for voucher {id} without the voucher.");
    }
}
