using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.Providers.Calls;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Calls;
using OrleansLedger.Silo.Quotas;
using OrleansLedger.Silo.Tokens;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.SyncRecords;

namespace OrleansLedger.Silo.Turns;

/// <summary>A slice of work with the connection held: what handlers work with.</summary>
internal sealed class Turn(
    ConnectionRow row, IProvider provider, ProviderCalls calls, IAuthorizationCalls authorizationCalls, QuotaGate gate, TokenKeeper tokens, TurnLedger ledger, TurnOptions options, TimeProvider clock)
{
    private readonly DateTimeOffset _endsAt = clock.GetUtcNow() + options.TurnLength;
    private readonly HashSet<string> _dropped = new(StringComparer.Ordinal);
    private bool _writeSucceeded;

    public Connection Connection { get; } = row.Connection;

    /// <summary>The company's facts, as fresh as the last reading in this turn; the settings an adapter needs are among its details.</summary>
    public Company Company { get; private set; } = WithSettings(row.Connection.Company, row.Connection.Settings);

    /// <summary>Null while the company has not been read since the last consent.</summary>
    public DateTimeOffset? CompanyReadAt { get; private set; } = row.CompanyReadAt;

    /// <summary>True once the company has been read in this turn.</summary>
    public bool CompanyIsFresh => CompanyReadAt != row.CompanyReadAt;

    /// <summary>Up to which day entries that stood there before have been looked for; over for good once <see cref="MatchedAt"/> is set.</summary>
    public DateOnly? MatchedThrough { get; private set; } = row.MatchedThrough;

    public DateTimeOffset? MatchedAt { get; private set; } = row.MatchedAt;

    /// <summary>Null while the provider works.</summary>
    public Outage? Outage { get; private set; } = row.Outage;

    /// <summary>True while background work waits for the end of an outage; commands do not wait.</summary>
    public bool IsPaused => Outage is { } outage && outage.PausedUntil > clock.GetUtcNow();

    /// <summary>A write had an unknown outcome and none has succeeded since: the provider may be down for writes.</summary>
    public (string Code, string Text)? SuspectedOutage { get; private set; }

    /// <summary>Documents whose call has an unknown outcome, with the time of the next look.</summary>
    public Dictionary<DocumentId, DateTimeOffset> Unsettled { get; } = [];

    public IProvider Provider => provider;

    public ProviderCalls Calls => calls;

    public IAuthorizationCalls AuthorizationCalls => authorizationCalls;

    public QuotaGate Gate => gate;

    public TokenKeeper Tokens => tokens;

    public TurnLedger Ledger => ledger;

    public TurnOptions Options => options;

    public TimeProvider Clock => clock;

    public bool IsOver => clock.GetUtcNow() >= _endsAt;

    public SyncRecordStore Records { get; } = new(row.Connection.Id, row.Connection.Company.RemoteId, DocumentKinds.BankTransaction);

    public SyncAttachmentStore Attachments { get; } = new(row.Connection.Id, row.Connection.Company.RemoteId);

    public LinkCandidateStore LinkCandidates { get; } = new(row.Connection.Id, row.Connection.Company.RemoteId);

    /// <summary>True where the job should stop at the next safe point: the turn is over, or something more urgent waits, or it was cancelled.</summary>
    public async Task<bool> ShouldGiveWayAsync(Job job, CancellationToken cancellationToken) =>
        IsOver || cancellationToken.IsCancellationRequested
        || await ledger.InTurnAsync(t => JobStore.ShouldGiveWayAsync(t, job, clock.GetUtcNow(), CancellationToken.None), CancellationToken.None);

    /// <summary>Commits a unit of work together with the calls logged since the last one, and with the end of an outage that they proved.</summary>
    public async Task CommitAsync(Func<LedgerTransaction, Task> work, CancellationToken cancellationToken)
    {
        var log = calls.TakeLog();
        var outageIsOver = false;
        await ledger.InTurnAsync(
            async t =>
            {
                await EventStore.AppendLogAsync(t, Connection.Id, log, cancellationToken);
                await work(t);
                outageIsOver = Outage is { } outage && (_writeSucceeded || (!outage.OnWrite && calls.ReadSucceeded));
                if (outageIsOver)
                {
                    await ConnectionStore.EndOutageAsync(t, Connection.Id, ledger.Epoch, cancellationToken);
                }
            },
            cancellationToken);
        if (outageIsOver)
        {
            Outage = null;
        }
    }

    /// <summary>Pauses the connection's background work: longer with every try, until the provider works again.</summary>
    public async Task BeginOutageAsync(string code, string text, bool onWrite)
    {
        var now = clock.GetUtcNow();
        // Refusals of a token are counted by themselves: after some of them the consent counts as lost.
        var tries = Outage is { } before && before.Code == Outage.TokenRefused == (code == Outage.TokenRefused) ? before.Tries + 1 : 1;
        var outage = new Outage(Outage?.Since ?? now, now + OutageSchedule.Pause(tries, options.RetryUnit), tries, code, text, onWrite);
        (_writeSucceeded, calls.ReadSucceeded, SuspectedOutage) = (false, false, null);
        await CommitAsync(t => ConnectionStore.BeginOutageAsync(t, Connection.Id, ledger.Epoch, outage, now, CancellationToken.None), CancellationToken.None);
        Outage = outage;
    }

    public void SuspectOutage(string code, string text) => SuspectedOutage = (code, text);

    /// <summary>A write succeeded, or was found to have succeeded: the provider works.</summary>
    public void WriteSucceeded() => (_writeSucceeded, SuspectedOutage) = (true, null);

    /// <summary>True the first time in this turn that a stored remote id turns out to be stale: it is looked up once more before the document fails.</summary>
    public bool DropsOnce(StaleReference stale) => _dropped.Add($"{stale.Kind}/{stale.RemoteId}");

    /// <summary>Reads the company's facts again and stores them.</summary>
    public async Task<ProviderFailure?> RefreshCompanyAsync(CancellationToken cancellationToken)
    {
        var answer = await provider.ReadCompanyAsync(calls, Connection.Company.RemoteId, cancellationToken);
        if (!answer.Succeeded)
        {
            return answer.Failure;
        }

        var now = clock.GetUtcNow();
        await CommitAsync(t => ConnectionStore.SetCompanyAsync(t, Connection.Id, ledger.Epoch, answer.Value, now, cancellationToken), cancellationToken);
        Company = WithSettings(answer.Value, Connection.Settings);
        CompanyReadAt = now;
        return null;
    }

    public async Task SetMatchedThroughAsync(LedgerTransaction transaction, DateOnly through, CancellationToken cancellationToken)
    {
        await ConnectionStore.SetMatchedThroughAsync(transaction, Connection.Id, ledger.Epoch, through, cancellationToken);
        MatchedThrough = through;
    }

    /// <summary>The documents that stood in the books before the first export have been looked for.</summary>
    public async Task SetMatchedAsync(LedgerTransaction transaction, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await ConnectionStore.SetMatchedAsync(transaction, Connection.Id, ledger.Epoch, now, cancellationToken);
        MatchedAt = now;
    }

    private static Company WithSettings(Company company, ConnectionSettings settings) => settings.VoucherSeries is { } series
        ? company with { Details = new Dictionary<string, string>(company.Details, StringComparer.Ordinal) { ["VoucherSeries"] = series } }
        : company;
}
