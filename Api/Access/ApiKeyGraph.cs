using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Access;

/// <summary>A key as people see it: everything but the secret.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Role">What it may do.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When it was ended; null while it works.</param>
/// <param name="LastUsedAt">Right to the minute; null when it never was.</param>
[GraphQLName("ApiKey")]
public sealed record ApiKeyView([property: ID] string Id, string Name, AccessRole Role, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt) : INode
{
    internal static ApiKeyView Of(ApiKey key) => new(GlobalId.Of(GlobalId.ApiKey, key.Id.Value), key.Name, key.Role, key.CreatedAt, key.RevokedAt, key.LastUsedAt);
}

/// <param name="IncludeRevoked">Keys that were ended too.</param>
/// <param name="Roles">Any of these.</param>
public sealed record ApiKeyFilterInput(IReadOnlyList<AccessRole>? Roles, bool IncludeRevoked = false);

[QueryType]
public static class ApiKeyQueries
{
    /// <summary>The tenant's keys, newest first; the platform's own for a platform key.</summary>
    [Authorize]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<ApiKeyView>> GetApiKeysAsync(
        ApiKeyFilterInput? filter, PagingArguments paging, [IsSelected("totalCount")] bool counted, ClaimsPrincipal user, LedgerDatabase database, CancellationToken cancellationToken)
    {
        AccessInput.RequireAdmin(user, "The list of keys");
        var wanted = new ApiKeyFilter { IncludeRevoked = filter?.IncludeRevoked ?? false, Roles = filter?.Roles };
        return Paging.ConnectionAsync(
            database,
            user.TenantId(),
            paging,
            (t, request) => ApiKeyList.PageAsync(t, wanted, ApiKeyList.NewestFirst, request, cancellationToken),
            counted ? t => ApiKeyList.CountAsync(t, wanted, cancellationToken) : null,
            ApiKeyView.Of,
            cancellationToken);
    }
}

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
public static class ApiKeyMutations
{
    /// <summary>Makes a key for the tenant.</summary>
    [Authorize("admin")]
    public static Task<CreateApiKeyPayload> CreateApiKeyAsync(CreateApiKeyInput input, ClaimsPrincipal user, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            () => CreateAsync(database, user.Tenant(), input.Name, input.Role, user.KeyId(), clock, cancellationToken),
            problems => new CreateApiKeyPayload(null, null, problems));

    /// <exception cref="RequestRefusedException"><c>invalid_role</c>, <c>invalid_name</c>.</exception>
    internal static Task<CreateApiKeyPayload> CreateAsync(
        LedgerDatabase database, TenantId tenant, string name, AccessRole role, ApiKeyId? createdBy, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (role == AccessRole.Platform)
        {
            throw new RequestRefusedException("invalid_role", "A tenant's key cannot have the role PLATFORM. Choose VIEWER, OPERATOR or ADMIN; nothing was made.");
        }

        return database.InTenantAsync(
            tenant,
            async t =>
            {
                var key = await ApiKeyStore.CreateAsync(t, AccessInput.Name(name), role, createdBy, clock.GetUtcNow(), cancellationToken);
                return new CreateApiKeyPayload(ApiKeyView.Of((await ApiKeyStore.FindAsync(t, key.Id, cancellationToken))!), key.Reveal(), []);
            },
            cancellationToken);
    }

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
}
