using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.Api.Access;

/// <summary>Our user's customer: the border between data.</summary>
[GraphQLName("Tenant")]
public sealed record TenantView([property: ID] string Id, string Name, DateTimeOffset CreatedAt)
{
    internal static TenantView Of(Tenant tenant) => new(GlobalId.Of(GlobalId.Tenant, tenant.Id.Value), tenant.Name, tenant.CreatedAt);
}

/// <summary>A key as people see it: everything but the secret.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was ended; null while it works.</param>
/// <param name="LastUsedAt">Right to the minute; null when it never was.</param>
[GraphQLName("ApiKey")]
public sealed record ApiKeyView([property: ID] string Id, string Name, AccessRole Role, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    internal static ApiKeyView Of(ApiKey key) => new(GlobalId.Of(GlobalId.ApiKey, key.Id.Value), key.Name, key.Role, key.CreatedAt, key.RevokedAt, key.LastUsedAt);
}

/// <summary>Who calls.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="TenantId">Whose data it sees; null for the platform's.</param>
public sealed record Viewer(string Name, AccessRole? Role, [property: ID] string? TenantId);

/// <summary>A mutation on the record.</summary>
/// <param name="Sequence">Its place in the chain, from 1.</param>
/// <param name="At">When.</param>
/// <param name="ActorName">Who: the key's name at that time.</param>
/// <param name="Action">What: the mutation's name.</param>
/// <param name="Target">What it was about.</param>
/// <param name="RemoteAddress">From where.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">Why it did not go well.</param>
/// <param name="Hash">Of this entry and the one before, SHA-256 in hex.</param>
[GraphQLName("AuditEntry")]
public sealed record AuditEntryView(long Sequence, DateTimeOffset At, string ActorName, string Action, string? Target, string? RemoteAddress, AuditOutcome Outcome, string? Code, string Hash)
{
    internal static AuditEntryView Of(AuditEntry entry) => new(
        entry.Sequence,
        entry.Fact.At,
        entry.Fact.ActorName,
        entry.Fact.Action,
        entry.Fact.Target,
        entry.Fact.RemoteAddress?.ToString(),
        entry.Fact.Outcome,
        entry.Fact.Code,
        Convert.ToHexStringLower(entry.Hash));
}

/// <summary>What verifying the chain has found.</summary>
/// <param name="Whole">Whether every entry stands as it was written.</param>
/// <param name="Entries">How many stand unbroken from the first.</param>
/// <param name="Hash">The last entry's hash: keep it elsewhere, and hold the next verification against it.</param>
/// <param name="Problem">Where and how the chain is broken.</param>
public sealed record AuditVerification(bool Whole, long Entries, string Hash, string? Problem);

[QueryType]
public static class AccessQueries
{
    /// <summary>Who calls.</summary>
    [Authorize]
    public static Viewer GetViewer(ClaimsPrincipal user) => new(
        user.Identity?.Name ?? "", user.HighestRole(), user.TenantId() is { } tenant ? GlobalId.Of(GlobalId.Tenant, tenant.Value) : null);

    /// <summary>The tenant's keys, newest first, at most 500; the platform's own for a platform key.</summary>
    [Authorize("admin")]
    public static Task<IReadOnlyList<ApiKeyView>> GetApiKeysAsync(ClaimsPrincipal user, LedgerDatabase database, CancellationToken cancellationToken, bool withRevoked = false) =>
        database.InTenantAsync(
            user.Tenant(), async t => (IReadOnlyList<ApiKeyView>)[.. (await ApiKeyStore.ListAsync(t, before: null, 500, withRevoked, cancellationToken)).Select(ApiKeyView.Of)], cancellationToken);

    /// <summary>Tenants in the order they were made.</summary>
    /// <param name="after">Only those after this one.</param>
    /// <param name="containing">Only those with this in their name.</param>
    /// <param name="first">At most so many, 500 at most.</param>
    [Authorize("platform")]
    [ListSize(SlicingArguments = ["first"])]
    public static async Task<IReadOnlyList<TenantView>> GetTenantsAsync([ID] string? after, string? containing, LedgerDatabase database, CancellationToken cancellationToken, int first = 50) =>
        [.. (await TenantStore.ListAsync(database, after is null ? null : new TenantId(GlobalId.Read(GlobalId.Tenant, after, "a tenant")), containing, Math.Clamp(first, 0, 500), cancellationToken)).Select(TenantView.Of)];

    /// <summary>The record of mutations, newest first: the tenant's, or the platform's own for a platform key.</summary>
    /// <param name="before">Only those before this sequence.</param>
    /// <param name="first">At most so many, 500 at most.</param>
    [Authorize]
    [ListSize(SlicingArguments = ["first"])]
    public static async Task<IReadOnlyList<AuditEntryView>> GetAuditLogAsync(long? before, ClaimsPrincipal user, AuditStore audit, CancellationToken cancellationToken, int first = 50)
    {
        RequireAdmin(user);
        return [.. (await audit.ListAsync(user.TenantId(), before, Math.Clamp(first, 0, 500), cancellationToken)).Select(AuditEntryView.Of)];
    }

    /// <summary>Walks the whole record and says whether an entry was altered, removed or moved since it was written.</summary>
    [Authorize]
    public static async Task<AuditVerification> VerifyAuditAsync(ClaimsPrincipal user, AuditStore audit, CancellationToken cancellationToken)
    {
        RequireAdmin(user);
        var verdict = await audit.VerifyAsync(user.TenantId(), known: null, cancellationToken);
        return new AuditVerification(verdict.IsWhole, verdict.Entries, Convert.ToHexStringLower(verdict.Head.Hash), verdict.Break?.Text);
    }

    private static void RequireAdmin(ClaimsPrincipal user)
    {
        if (user.HighestRole() is not (AccessRole.Admin or AccessRole.Platform))
        {
            throw new GraphQLException("The record of mutations is for admins. Use a key of that role.", ErrorCodes.NotAuthorized);
        }
    }
}

/// <param name="Name">1 to 200 characters.</param>
public sealed record CreateTenantInput(string Name);

/// <param name="AdminKey">The tenant's first key, of the role admin. It is shown this once.</param>
public sealed record CreateTenantPayload(TenantView? Tenant, string? AdminKey, IReadOnlyList<IProblem> Errors) : IPayload;

/// <param name="Name">What it is for, 1 to 200 characters.</param>
/// <param name="Role">What it may do.</param>
public sealed record CreateApiKeyInput(string Name, AccessRole Role);

/// <param name="ApiKey">The key.</param>
/// <param name="Secret">What to send as <c>Authorization: Bearer ...</c>. It is shown this once.</param>
public sealed record CreateApiKeyPayload(ApiKeyView? ApiKey, string? Secret, IReadOnlyList<IProblem> Errors) : IPayload;

/// <param name="Id">Of the key.</param>
public sealed record RevokeApiKeyInput([property: ID] string Id);

public sealed record RevokeApiKeyPayload(ApiKeyView? ApiKey, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class AccessMutations
{
    /// <summary>Makes a tenant, with a first key of the role admin.</summary>
    [Authorize("platform")]
    public static Task<CreateTenantPayload> CreateTenantAsync(CreateTenantInput input, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = await TenantStore.CreateAsync(database, Named(input.Name), cancellationToken);
                var key = await database.InTenantAsync(id, t => ApiKeyStore.CreateAsync(t, "first key", AccessRole.Admin, createdBy: null, clock.GetUtcNow(), cancellationToken), cancellationToken);
                return new CreateTenantPayload(TenantView.Of((await TenantStore.FindAsync(database, id, cancellationToken))!), key.Reveal(), []);
            },
            problems => new CreateTenantPayload(null, null, problems));

    /// <summary>Makes a key for the tenant.</summary>
    [Authorize("admin")]
    public static Task<CreateApiKeyPayload> CreateApiKeyAsync(CreateApiKeyInput input, ClaimsPrincipal user, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                if (input.Role == AccessRole.Platform)
                {
                    throw new RequestRefusedException("invalid_role", "A tenant's key cannot have the role PLATFORM. Choose VIEWER, OPERATOR or ADMIN; nothing was made.");
                }

                return await database.InTenantAsync(
                    user.Tenant(),
                    async t =>
                    {
                        var key = await ApiKeyStore.CreateAsync(t, Named(input.Name), input.Role, user.KeyId(), clock.GetUtcNow(), cancellationToken);
                        return new CreateApiKeyPayload(ApiKeyView.Of((await ApiKeyStore.FindAsync(t, key.Id, cancellationToken))!), key.Reveal(), []);
                    },
                    cancellationToken);
            },
            problems => new CreateApiKeyPayload(null, null, problems));

    /// <summary>Ends a key at once.</summary>
    [Authorize("admin")]
    public static Task<RevokeApiKeyPayload> RevokeApiKeyAsync(RevokeApiKeyInput input, ClaimsPrincipal user, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = new ApiKeyId(GlobalId.Read(GlobalId.ApiKey, input.Id, "an API key"));
                return await database.InTenantAsync(
                    user.Tenant(),
                    async t => await ApiKeyStore.RevokeAsync(t, id, clock.GetUtcNow(), cancellationToken)
                        ? new RevokeApiKeyPayload(ApiKeyView.Of((await ApiKeyStore.FindAsync(t, id, cancellationToken))!), [])
                        : throw new RequestRefusedException("unknown_api_key", "There is no such API key. List the keys to find it."),
                    cancellationToken);
            },
            problems => new RevokeApiKeyPayload(null, problems));

    private static string Named(string name) => name.Trim() is { Length: > 0 and <= 200 } trimmed
        ? trimmed
        : throw new RequestRefusedException("invalid_name", "The name must have 1 to 200 characters; nothing was made.");
}
