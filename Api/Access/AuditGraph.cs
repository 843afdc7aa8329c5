using System.Security.Claims;
using System.Text.Json;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Access;

/// <summary>A mutation on the record.</summary>
/// <param name="Sequence">Its place in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="ActorKeyId">Which key; null where the process itself did it, or nobody was signed in.</param>
/// <param name="ActorName">Who: the key's name at that time.</param>
/// <param name="Action">What: the mutation's name.</param>
/// <param name="Target">What it was about.</param>
/// <param name="RemoteAddress">From where.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">Why it did not go well.</param>
/// <param name="Input">What was asked for: short values as they were, lists by their length, no secrets.</param>
/// <param name="PreviousHash">The hash of the entry before.</param>
/// <param name="Hash">Of this entry and the one before, SHA-256 in hex.</param>
[GraphQLName("AuditEntry")]
public sealed record AuditEntryView(long Sequence, DateTimeOffset At, [property: ID] string? ActorKeyId, string ActorName, string Action, string? Target, string? RemoteAddress, AuditOutcome Outcome, string? Code, JsonElement Input, string PreviousHash, string Hash)
{
    internal static AuditEntryView Of(AuditEntry entry) => new(
        entry.Sequence,
        entry.Fact.At,
        entry.Fact.ActorKey is { } key ? GlobalId.Of(GlobalId.ApiKey, key.Value) : null,
        entry.Fact.ActorName,
        entry.Fact.Action,
        entry.Fact.Target,
        entry.Fact.RemoteAddress?.ToString(),
        entry.Fact.Outcome,
        entry.Fact.Code,
        JsonElement.Parse(entry.Fact.Detail),
        Convert.ToHexStringLower(entry.PreviousHash),
        Convert.ToHexStringLower(entry.Hash));
}

/// <summary>What verifying the chain has found.</summary>
/// <param name="Whole">Whether every entry stands as it was written.</param>
/// <param name="Entries">How many stand unbroken from the first: the last one's sequence.</param>
/// <param name="Hash">The last entry's hash: keep both elsewhere, and give them to the next verification as <c>known</c>.</param>
/// <param name="Problem">Where and how the chain is broken.</param>
public sealed record AuditVerification(bool Whole, long Entries, string Hash, string? Problem);

/// <summary>An end of the record that was noted before.</summary>
/// <param name="Entries">As the verification gave it.</param>
/// <param name="Hash">As the verification gave it.</param>
public sealed record KnownAuditInput(long Entries, string Hash)
{
    /// <exception cref="GraphQLException">They are not what a verification gives.</exception>
    internal AuditHead Read() => Entries >= 0 && Hash.Length == AuditHead.None.Hash.Length * 2 && Hash.All(char.IsAsciiHexDigit)
        ? new AuditHead(Entries, Convert.FromHexString(Hash))
        : throw new GraphQLException("\"known\" is not what a verification gives. Send its \"entries\" and \"hash\", 64 hexadecimal digits, as they were noted.", ErrorCodes.BadUserInput);
}

/// <param name="Actions">Names of mutations: any of these.</param>
/// <param name="Outcomes">Any of these.</param>
/// <param name="Actor">The id of an API key, or the whole name of one as it was then.</param>
/// <param name="From">Then or later.</param>
/// <param name="To">Before that.</param>
public sealed record AuditFilterInput(IReadOnlyList<string>? Actions, IReadOnlyList<AuditOutcome>? Outcomes, string? Actor, DateTimeOffset? From, DateTimeOffset? To)
{
    internal AuditFilter Read()
    {
        var key = Actor is not null && GlobalId.TryRead(GlobalId.ApiKey, Actor, out var id) ? new ApiKeyId(id) : (ApiKeyId?)null;
        return new AuditFilter
        {
            Actions = Actions?.Select(PlainText.Printable).ToList(),
            Outcomes = Outcomes,
            ActorKey = key,
            ActorName = key is null ? AccessInput.Search(Actor) : null,
            From = From,
            To = To,
        };
    }
}

[QueryType]
public static class AuditQueries
{
    /// <summary>The record of mutations, newest first: the tenant's, or the platform's own for a platform key.</summary>
    [Authorize]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<AuditEntryView>> GetAuditLogAsync(
        AuditFilterInput? filter, PagingArguments paging, [IsSelected("totalCount")] bool counted, ClaimsPrincipal user, LedgerDatabase database, CancellationToken cancellationToken)
    {
        AccessInput.RequireAdmin(user, "The record of mutations");
        var wanted = filter?.Read() ?? new AuditFilter();
        return Paging.ConnectionAsync(
            database,
            user.TenantId(),
            paging,
            (t, request) => AuditList.PageAsync(t, wanted, AuditList.NewestFirst, request, cancellationToken),
            counted ? t => AuditList.CountAsync(t, wanted, cancellationToken) : null,
            AuditEntryView.Of,
            cancellationToken);
    }

    /// <summary>Walks the whole record and says whether an entry was altered, removed or moved since it was written.</summary>
    /// <param name="known">An end noted before and kept elsewhere: with it, a record that was written anew as a whole shows too.</param>
    [Cost(2_000)]
    [Authorize]
    public static async Task<AuditVerification> VerifyAuditAsync(KnownAuditInput? known, ClaimsPrincipal user, AuditStore audit, CancellationToken cancellationToken)
    {
        AccessInput.RequireAdmin(user, "The record of mutations");
        var verdict = await audit.VerifyAsync(user.TenantId(), known?.Read(), cancellationToken);
        return new AuditVerification(verdict.IsWhole, verdict.Entries, Convert.ToHexStringLower(verdict.Head.Hash), verdict.Break?.Text);
    }
}
