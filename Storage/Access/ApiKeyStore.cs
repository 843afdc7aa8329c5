using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Storage.Access;

/// <summary>A key as people see it: everything but the secret. <paramref name="TenantId"/> is null for keys of the platform; <paramref name="LastUsedAt"/> is right to the minute.</summary>
public sealed record ApiKey(
    ApiKeyId Id, TenantId? TenantId, string Name, AccessRole Role, DateTimeOffset CreatedAt, ApiKeyId? CreatedBy, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

/// <summary>Whose a credential is.</summary>
public sealed record KeyHolder(ApiKeyId Id, TenantId? TenantId, string Name, AccessRole Role);

/// <summary>Rows of <c>api_key</c>: a tenant's in its transactions, the platform's in those of <see cref="LedgerDatabase.InPlatformAsync{T}"/>.</summary>
public static class ApiKeyStore
{
    /// <summary>Makes a key. The answer is the only place its secret ever stands.</summary>
    /// <exception cref="ArgumentException">The role is the platform's and the transaction a tenant's, or the other way round.</exception>
    public static async Task<ApiKeyText> CreateAsync(
        LedgerTransaction transaction, string name, AccessRole role, ApiKeyId? createdBy, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((role == AccessRole.Platform) != transaction.IsPlatform)
        {
            throw new ArgumentException($"A key of {(transaction.IsPlatform ? "the platform" : "a tenant")} cannot have the role {role.Word()}.", nameof(role));
        }

        var key = ApiKeyText.Create(ApiKeyId.New());
        await transaction.ExecuteAsync(
            "api_key_insert",
            new
            {
                Id = key.Id.Value,
                OwnerId = transaction.IsPlatform ? (Guid?)null : transaction.TenantId.Value,
                Name = name,
                Role = role.Word(),
                SecretHash = key.Hash(),
                CreatedAt = now,
                CreatedBy = createdBy?.Value,
            },
            cancellationToken);
        return key;
    }

    public static async Task<ApiKey?> FindAsync(LedgerReader reader, ApiKeyId id, CancellationToken cancellationToken) =>
        (await reader.SingleOrDefaultAsync<Row>("api_key_find", new { Id = id.Value }, cancellationToken))?.Read();

    /// <summary>Ends a key at once; a key that has ended stays as it is.</summary>
    /// <returns>False where there is no such key.</returns>
    public static async Task<bool> RevokeAsync(LedgerTransaction transaction, ApiKeyId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await transaction.ExecuteAsync("api_key_revoke", new { Id = id.Value, At = now }, cancellationToken) > 0;

    /// <summary>Who holds the key, found by its id and the hash of its secret; null where there is none, its secret is another or it was revoked.</summary>
    public static async Task<KeyHolder?> UseAsync(LedgerDatabase database, ApiKeyId id, byte[] secretHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rows = await database.AcrossTenantsAsync<Row>("api_key_use", new { Id = id.Value, SecretHash = secretHash, At = now }, cancellationToken);
        return rows is [var row] ? new KeyHolder(id, row.Tenant(), row.Name, row.ReadRole()) : null;
    }

    /// <summary>Those of the keys that were revoked or never were, in one question for keys of any tenant.</summary>
    public static async Task<IReadOnlyList<ApiKeyId>> EndedAsync(LedgerDatabase database, IReadOnlyCollection<ApiKeyId> ids, CancellationToken cancellationToken) =>
        (await database.AcrossTenantsAsync<Guid>("api_keys_ended", new { Ids = ids.Select(i => i.Value).ToArray() }, cancellationToken)).ConvertAll(id => new ApiKeyId(id));

    internal sealed class Row
    {
        public Guid Id { get; init; }

        public Guid? TenantId { get; init; }

        public string Name { get; init; } = "";

        public string Role { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public Guid? CreatedBy { get; init; }

        public DateTimeOffset? RevokedAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public TenantId? Tenant() => TenantId is { } id ? new TenantId(id) : null;

        public AccessRole ReadRole() => AccessRoles.Parse(Role) ?? throw new InvalidOperationException($"The key {Id} has the role '{Role}', which this version does not know. Run a newer one.");

        public ApiKey Read() => new(
            new ApiKeyId(Id), Tenant(), Name, ReadRole(), CreatedAt, CreatedBy is { } by ? new ApiKeyId(by) : null, RevokedAt, LastUsedAt);
    }
}
