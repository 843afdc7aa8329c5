using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;

namespace OrleansLedger.Storage.Connections;

/// <summary>A connection as its row has it, with what only the turn needs.</summary>
/// <param name="PreviousTurnDied">The turn before did not come to its end: its calls may not all be on the record.</param>
/// <param name="Quota">The calls counted at the last turn's end, as JSON of the quota gate's own.</param>
public sealed record ConnectionRow(
    Connection Connection,
    bool PreviousTurnDied,
    string Quota,
    int ErrorCount,
    DateTimeOffset? CompanyReadAt,
    DateOnly? MatchedThrough,
    DateTimeOffset? MatchedAt,
    Outage? Outage);

/// <summary>A provider that does not work for a connection.</summary>
/// <param name="Since">The first failure.</param>
/// <param name="PausedUntil">Background work waits until then; commands do not.</param>
/// <param name="Tries">Failed tries so far.</param>
/// <param name="OnWrite">Reads succeed and writes do not: only a write that succeeds ends it.</param>
public sealed record Outage(DateTimeOffset Since, DateTimeOffset PausedUntil, int Tries, string Code, string Text, bool OnWrite)
{
    /// <summary>The code of an access token that is refused though it was renewed just now.</summary>
    public const string TokenRefused = "token_refused";
}

/// <summary>Rows of <c>connection</c>.</summary>
public static class ConnectionStore
{
    /// <summary>Why jobs of a connection wait whose company has not been read since the consent.</summary>
    public const string WaitingForCompany = "The company is read first; this job then starts by itself.";

    public static async Task<ConnectionRow?> FindAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken) =>
        (await transaction.SingleOrDefaultAsync<Row>("connection_find", new { Id = id.Value }, cancellationToken))?.Read();

    /// <summary>Keeps the row as it is until the transaction ends, for who reads it, changes what was read and writes it back.</summary>
    public static Task LockAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<int?>("connection_lock", new { Id = id.Value }, cancellationToken);

    public static async Task<IReadOnlyList<ConnectionRow>> ListAsync(LedgerTransaction transaction, CancellationToken cancellationToken) =>
        (await transaction.QueryAsync<Row>("connection_list", new { TenantId = transaction.TenantId.Value }, cancellationToken)).ConvertAll(r => r.Read());

    /// <summary>Raises the epoch: from here on every write of an earlier turn changes nothing. Null where there is no such connection.</summary>
    /// <param name="until">The slice is over by then, unless its silo has died.</param>
    public static async Task<ConnectionRow?> BeginTurnAsync(
        LedgerTransaction transaction, ConnectionId id, DateTimeOffset until, CancellationToken cancellationToken) =>
        (await transaction.SingleOrDefaultAsync<Row>("connection_begin_turn", new { Id = id.Value, Until = until }, cancellationToken))?.Read();

    /// <summary>Holds the epoch until the transaction ends; false where another turn has begun since.</summary>
    public static async Task<bool> HoldEpochAsync(LedgerTransaction transaction, ConnectionId id, long epoch, CancellationToken cancellationToken) =>
        await transaction.SingleOrDefaultAsync<int?>("connection_hold_epoch", new { Id = id.Value, Epoch = epoch }, cancellationToken) is not null;

    public static Task EndTurnAsync(LedgerTransaction transaction, ConnectionId id, long epoch, string quota, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("connection_end_turn", new { Id = id.Value, Epoch = epoch, Quota = quota }, cancellationToken);

    /// <summary>Stores what was read of the company. A connection that was connecting is active from then on.</summary>
    public static Task SetCompanyAsync(LedgerTransaction transaction, ConnectionId id, long epoch, Company company, DateTimeOffset at, CancellationToken cancellationToken)
    {
        transaction.Events.ConnectionChanged(id);
        return transaction.ExecuteAsync("connection_set_company", new { Id = id.Value, Epoch = epoch, Company = JsonSerializer.Serialize(company), At = at, WaitingFor = WaitingForCompany }, cancellationToken);
    }

    public static Task SetMatchedThroughAsync(LedgerTransaction transaction, ConnectionId id, long epoch, DateOnly through, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("connection_set_matched_through", new { Id = id.Value, Epoch = epoch, Through = through }, cancellationToken);

    public static Task SetMatchedAsync(LedgerTransaction transaction, ConnectionId id, long epoch, DateTimeOffset at, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync("connection_set_matched", new { Id = id.Value, Epoch = epoch, At = at }, cancellationToken);

    public static Task SetStatusAsync(LedgerTransaction transaction, ConnectionId id, ConnectionStatus status, string? reason, CancellationToken cancellationToken)
    {
        transaction.Events.ConnectionChanged(id);
        return transaction.ExecuteAsync("connection_set_status", new { Id = id.Value, Status = Text.Of(status), Reason = reason }, cancellationToken);
    }

    public static Task NoteErrorAsync(LedgerTransaction transaction, ConnectionId id, string error, DateTimeOffset at, CancellationToken cancellationToken)
    {
        transaction.Events.ConnectionChanged(id);
        return transaction.ExecuteAsync("connection_note_error", new { Id = id.Value, Error = error, At = at }, cancellationToken);
    }

    /// <summary>Pauses the background work of a connection whose provider does not work.</summary>
    public static Task BeginOutageAsync(
        LedgerTransaction transaction, ConnectionId id, long epoch, Outage outage, DateTimeOffset now, CancellationToken cancellationToken)
    {
        transaction.Events.ConnectionChanged(id);
        return transaction.ExecuteAsync(
            "connection_begin_outage",
            new { Id = id.Value, Epoch = epoch, outage.Since, outage.PausedUntil, outage.Tries, outage.Code, outage.Text, outage.OnWrite, Now = now },
            cancellationToken);
    }

    /// <summary>The provider works again.</summary>
    public static async Task EndOutageAsync(LedgerTransaction transaction, ConnectionId id, long epoch, CancellationToken cancellationToken)
    {
        if (await transaction.ExecuteAsync("connection_end_outage", new { Id = id.Value, Epoch = epoch }, cancellationToken) > 0)
        {
            transaction.Events.ConnectionChanged(id);
        }
    }

    public static async Task ClearErrorsAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken)
    {
        if (await transaction.ExecuteAsync("connection_clear_errors", new { Id = id.Value }, cancellationToken) > 0)
        {
            transaction.Events.ConnectionChanged(id);
        }
    }

    public static Task SetSettingsAsync(LedgerTransaction transaction, ConnectionId id, ConnectionSettings settings, CancellationToken cancellationToken)
    {
        transaction.Events.ConnectionChanged(id);
        return transaction.ExecuteAsync("connection_set_settings", new { Id = id.Value, Settings = JsonSerializer.Serialize(settings) }, cancellationToken);
    }

    /// <summary>
    /// Sets the next automatic sync with the setting, in the same transaction: the first one at once, none for <see cref="SyncFrequency.Manual"/>.
    /// Real-time connections sync hourly too, for what an outage made them miss.
    /// </summary>
    public static async Task ScheduleSyncAsync(
        LedgerTransaction transaction, ConnectionId id, SyncFrequency frequency, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var bucket = await transaction.SingleOrDefaultAsync<int>(
            "connection_sync_now", new { Id = id.Value, Frequency = Text.Of(frequency), Now = now }, cancellationToken);
        if (frequency != SyncFrequency.Manual)
        {
            transaction.Work.Add(new CommittedWork.SyncDue(bucket));
        }
    }

    /// <summary>Moves the next automatic sync to where other settings put it; one that is due already stays due.</summary>
    public static Task MoveSyncAsync(LedgerTransaction transaction, ConnectionId id, ConnectionSettings settings, DateTimeOffset now, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "connection_move_sync", new { Id = id.Value, Frequency = Text.Of(settings.Frequency), settings.TimeZone, Now = now }, cancellationToken);

    /// <summary>True where PostgreSQL knows the time zone, by its IANA name.</summary>
    public static Task<bool> KnowsTimeZoneAsync(LedgerTransaction transaction, string timeZone, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<bool>("connection_knows_time_zone", new { TimeZone = timeZone }, cancellationToken);

    /// <summary>Takes an automatic sync that is due and sets the next one, by the settings.</summary>
    /// <returns>False where it was taken, or the setting changed, since <paramref name="dueAt"/> was read.</returns>
    public static async Task<bool> ClaimSyncAsync(
        LedgerTransaction transaction, ConnectionId id, ConnectionSettings settings, DateTimeOffset dueAt, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync(
            "connection_claim_sync",
            new { Id = id.Value, Frequency = Text.Of(settings.Frequency), settings.TimeZone, DueAt = dueAt, Now = now },
            cancellationToken) > 0;

    /// <summary>
    /// True while another connection, of whichever tenant, uses the authorisation that disconnecting this one would remove at the provider. Locks the company
    /// until the transaction ends: disconnect in the same transaction where it is true.
    /// </summary>
    public static Task<bool> SharesAuthorizationAsync(LedgerTransaction transaction, ConnectionId id, CancellationToken cancellationToken) =>
        transaction.SingleOrDefaultAsync<bool>("connection_shares_authorization", new { Id = id.Value }, cancellationToken);

    /// <summary>
    /// Makes the tenant's connection to the provider, or renews the one there is, also one to the same company that was disconnected: its records, mappings and
    /// settings stay, and nothing is exported twice. With another company than before it starts without accounts, tax codes, mappings and default accounts.
    /// It is connecting until <see cref="SetCompanyAsync"/>.
    /// </summary>
    /// <param name="authorizationKey">Names what disconnecting removes at the provider; null where that is not known: then every connection to the company shares it.</param>
    public static async Task<ConnectionId> ConnectAsync(
        LedgerTransaction transaction, string provider, Company company, CancellationToken cancellationToken, string? authorizationKey = null)
    {
        var tenant = transaction.TenantId.Value;
        await transaction.SingleOrDefaultAsync<bool>("connection_hold_provider", new { TenantId = tenant, Provider = provider }, cancellationToken);
        var existing = await transaction.SingleOrDefaultAsync<RenewedRow>(
            "connection_to_renew", new { TenantId = tenant, Provider = provider, RemoteCompanyId = company.RemoteId }, cancellationToken);
        if (existing is not null)
        {
            await RenewAsync(transaction, existing, company, authorizationKey, cancellationToken);
            return new ConnectionId(existing.Id);
        }

        var made = ConnectionId.New();
        await transaction.ExecuteAsync(
            "connection_insert",
            new
            {
                Id = made.Value,
                TenantId = tenant,
                Provider = provider,
                RemoteCompanyId = company.RemoteId,
                Company = JsonSerializer.Serialize(company),
                Settings = JsonSerializer.Serialize(new ConnectionSettings()),
                AuthorizationKey = authorizationKey,
            },
            cancellationToken);
        transaction.Events.ConnectionChanged(made);
        return made;
    }

    private static async Task RenewAsync(
        LedgerTransaction transaction, RenewedRow existing, Company company, string? authorizationKey, CancellationToken cancellationToken)
    {
        if (!string.Equals(existing.RemoteCompanyId, company.RemoteId, StringComparison.Ordinal))
        {
            await transaction.ExecuteAsync("connection_forget_company", new { existing.Id }, cancellationToken);
        }

        await transaction.ExecuteAsync(
            "connection_reactivate",
            new { existing.Id, Company = JsonSerializer.Serialize(company), company.Name, RemoteCompanyId = company.RemoteId, AuthorizationKey = authorizationKey },
            cancellationToken);
        transaction.Events.ConnectionChanged(new ConnectionId(existing.Id));
        (await transaction.QueryAsync<Guid>("connection_hold_jobs", new { existing.Id, WaitingFor = WaitingForCompany }, cancellationToken))
            .ForEach(job => transaction.Events.JobChanged(new JobId(job)));
    }

    private sealed class RenewedRow
    {
        public Guid Id { get; init; }

        public string RemoteCompanyId { get; init; } = "";
    }

    internal sealed class Row
    {
        public Guid Id { get; init; }

        public Guid TenantId { get; init; }

        public string Provider { get; init; } = "";

        public string Company { get; init; } = "";

        public string Status { get; init; } = "";

        public string? StatusReason { get; init; }

        public string Settings { get; init; } = "";

        public long Epoch { get; init; }

        public bool TurnOpen { get; init; }

        public string Quota { get; init; } = "{}";

        public int ErrorCount { get; init; }

        public DateTimeOffset? CompanyReadAt { get; init; }

        public DateOnly? MatchedThrough { get; init; }

        public DateTimeOffset? MatchedAt { get; init; }

        public DateTimeOffset? UnavailableSince { get; init; }

        public DateTimeOffset? PausedUntil { get; init; }

        public int OutageTries { get; init; }

        public string? OutageCode { get; init; }

        public string? OutageText { get; init; }

        public bool OutageOnWrite { get; init; }

        /// <summary>Read by <see cref="ConnectionList"/> alone.</summary>
        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? NextSyncAt { get; init; }

        public ConnectionRow Read() => new(
            new Connection
            {
                Id = new ConnectionId(Id),
                TenantId = new TenantId(TenantId),
                Provider = Provider,
                Company = JsonSerializer.Deserialize<Company>(Company)!,
                Status = Text.Read<ConnectionStatus>(Status),
                StatusReason = StatusReason,
                Settings = JsonSerializer.Deserialize<ConnectionSettings>(Settings)!,
                Epoch = Epoch,
            },
            TurnOpen,
            Quota,
            ErrorCount,
            CompanyReadAt,
            MatchedThrough,
            MatchedAt,
            UnavailableSince is { } since && PausedUntil is { } until ? new Outage(since, until, OutageTries, OutageCode ?? "", OutageText ?? "", OutageOnWrite) : null);
    }
}
