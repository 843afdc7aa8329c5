using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Providers;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.GraphQL;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Connections;

/// <summary>The state of a connection.</summary>
/// <param name="Status">Its status.</param>
/// <param name="StatusReason">The reason for a status other than ACTIVE, in the accounting system's words where it gave any.</param>
/// <param name="ErrorCount">Errors since the last success.</param>
/// <param name="LastError">The last of them.</param>
/// <param name="LastErrorAt">When it occurred.</param>
/// <param name="Outage">The accounting system does not work for this connection at present. Null while it works.</param>
/// <param name="UnconfirmedCalls">Write calls without a clear answer: their outcome is being looked up, and their documents are not sent again before it is known.</param>
/// <param name="Busy">True while a silo works on the connection.</param>
/// <param name="AccessExpiresAt">When the access token ends; it is renewed by itself. Null without tokens, as after disconnecting.</param>
/// <param name="RefreshExpiresAt">When a new consent is needed unless the tokens are renewed before.</param>
/// <param name="TokenRefreshedAt">When they last were.</param>
/// <param name="Quotas">What is left of the accounting system's limits, as of the last turn's end.</param>
/// <param name="LastSyncs">The last sync by entity type; types that never synced are left out.</param>
[GraphQLName("ConnectionHealth")]
public sealed record ConnectionHealthView(
    ConnectionStatus Status,
    string? StatusReason,
    int ErrorCount,
    string? LastError,
    DateTimeOffset? LastErrorAt,
    ProviderOutage? Outage,
    int UnconfirmedCalls,
    bool Busy,
    DateTimeOffset? AccessExpiresAt,
    DateTimeOffset? RefreshExpiresAt,
    DateTimeOffset? TokenRefreshedAt,
    IReadOnlyList<QuotaLeft> Quotas,
    IReadOnlyList<LastSync> LastSyncs)
{
    internal static ConnectionHealthView Of(ConnectionHealth health, IProvider? provider, DateTimeOffset now) => new(
        health.Status,
        health.StatusReason,
        health.ErrorCount,
        health.LastError,
        health.LastErrorAt,
        health.Outage is { } outage ? new ProviderOutage(outage.Since, outage.PausedUntil, outage.Tries, outage.Code, outage.Text) : null,
        health.OpenWrites,
        health.TurnOpen,
        health.AccessExpiresAt,
        health.RefreshExpiresAt,
        health.TokenRefreshedAt,
        [.. (provider?.Manifest.Windows ?? []).Select(w => new QuotaLeft(w.Name, w.Limit, health.Quota.Left(w.Name, w.Limit, w.Length, now), (int)Math.Ceiling(w.Length.TotalSeconds), health.Quota.BlockedUntil(w.Name, now)))],
        [.. LastSyncsOf(health, provider)]);

    private static IEnumerable<LastSync> LastSyncsOf(ConnectionHealth health, IProvider? provider)
    {
        if (health.AccountsReadAt is { } accounts)
        {
            yield return new LastSync(EntityType.Account, accounts);
        }

        if (provider is IReadsTaxCodes && health.TaxCodesReadAt is { } taxCodes)
        {
            yield return new LastSync(EntityType.TaxCode, taxCodes);
        }

        foreach (var (kind, at) in health.LastSyncs.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            yield return new LastSync(EntityTypes.OfDocument(kind), at);
        }
    }
}

/// <summary>
/// An outage of the accounting system. Background work pauses and is tried again by itself, after 2 seconds at first and every 15 minutes in the end; no document
/// loses an attempt, and commands still run.
/// </summary>
/// <param name="Since">The first failure.</param>
/// <param name="NextTryAt">The next try.</param>
/// <param name="Tries">Failed tries so far.</param>
/// <param name="Code">The accounting system's code, or its HTTP status; <c>token_refused</c> where it refuses a new access token.</param>
/// <param name="Message">The last failure, in the accounting system's words where it gave any.</param>
public sealed record ProviderOutage(DateTimeOffset Since, DateTimeOffset NextTryAt, int Tries, string Code, string Message);

/// <summary>What is left of one of the accounting system's windows.</summary>
/// <param name="Name">The window.</param>
/// <param name="Limit">Calls in it.</param>
/// <param name="Left">Calls that can still be made.</param>
/// <param name="Seconds">The window's length.</param>
/// <param name="BlockedUntil">Until when the accounting system refuses calls; null while it takes them.</param>
public sealed record QuotaLeft(string Name, int Limit, int Left, int Seconds, DateTimeOffset? BlockedUntil);

/// <param name="EntityType">Of what.</param>
/// <param name="At">When.</param>
public sealed record LastSync(EntityType EntityType, DateTimeOffset At);

[ObjectType<AccountingConnection>]
public static class AccountingConnectionNode
{
    /// <summary>The accounting system and what it can do.</summary>
    public static ProviderView? GetProviderInfo([Parent] AccountingConnection connection, ProviderCatalog catalog) =>
        catalog.Find(connection.Provider) is { } provider ? ProviderView.Of(provider) : null;

    /// <summary>How it is.</summary>
    public static async Task<ConnectionHealthView> GetHealthAsync([Parent] AccountingConnection connection, ClaimsPrincipal user, ConnectionHealthById healths, ProviderCatalog catalog, TimeProvider clock) =>
        ConnectionHealthView.Of(
            await healths.OfAsync(user, connection.Key) ?? throw new GraphQLException("The connection is gone. List the connections.", "UNKNOWN_CONNECTION"),
            catalog.Find(connection.Provider),
            clock.GetUtcNow());
}

/// <summary>The health of connections by id.</summary>
public sealed class ConnectionHealthById(LedgerDatabase database) : TenantLoader<ConnectionId, ConnectionHealth>(database)
{
    protected override Task<IReadOnlyDictionary<ConnectionId, ConnectionHealth>> FetchAsync(LedgerReader reader, IReadOnlyList<ConnectionId> keys, CancellationToken cancellationToken) =>
        ConnectionHealth.OfAsync(reader, keys, cancellationToken);
}
