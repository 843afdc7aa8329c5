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
public sealed record TenantView([property: ID] string Id, string Name, DateTimeOffset CreatedAt) : INode
{
    internal static TenantView Of(Tenant tenant) => new(GlobalId.Of(GlobalId.Tenant, tenant.Id.Value), tenant.Name, tenant.CreatedAt);
}

/// <param name="Search">Part of the name, whatever the case.</param>
public sealed record TenantFilterInput(string? Search);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record TenantOrderInput(TenantSort Field = TenantSort.Created, SortDirection Direction = SortDirection.Asc);

[QueryType]
public static class TenantQueries
{
    /// <summary>All tenants, in the order they were made unless told otherwise.</summary>
    [Authorize("platform")]
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<TenantView>> GetTenantsAsync(
        TenantFilterInput? filter, TenantOrderInput? orderBy, PagingArguments paging, [IsSelected("totalCount")] bool counted, LedgerDatabase database, CancellationToken cancellationToken)
    {
        var wanted = new TenantFilter { Search = AccessInput.Search(filter?.Search) };
        var order = orderBy is null ? TenantList.OldestFirst : Paging.Order(orderBy.Field, orderBy.Direction);
        return Paging.ConnectionAsync(
            database,
            tenant: null,
            paging,
            (t, request) => TenantList.PageAsync(t, wanted, order, request, cancellationToken),
            counted ? t => TenantList.CountAsync(t, wanted, cancellationToken) : null,
            TenantView.Of,
            cancellationToken);
    }
}

/// <param name="Name">1 to 200 characters.</param>
public sealed record CreateTenantInput(string Name);

/// <param name="AdminKey">The tenant's first key, of the role admin. It is shown this once.</param>
public sealed record CreateTenantPayload(TenantView? Tenant, string? AdminKey, IReadOnlyList<IProblem> Errors) : IPayload;

/// <param name="TenantId">Of the tenant.</param>
/// <param name="Name">What the key is for, 1 to 200 characters.</param>
/// <param name="Role">What it may do.</param>
public sealed record CreateTenantKeyInput([property: ID] string TenantId, string Name, AccessRole Role = AccessRole.Admin);

/// <param name="TenantId">Of the tenant.</param>
/// <param name="Name">1 to 200 characters.</param>
public sealed record RenameTenantInput([property: ID] string TenantId, string Name);

/// <param name="Tenant">As it is called now.</param>
public sealed record RenameTenantPayload(TenantView? Tenant, IReadOnlyList<IProblem> Errors) : IPayload;

[MutationType]
public static class TenantMutations
{
    /// <summary>Makes a tenant, with a first key of the role admin.</summary>
    [Authorize("platform")]
    public static Task<CreateTenantPayload> CreateTenantAsync(CreateTenantInput input, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = await TenantStore.CreateAsync(database, AccessInput.Name(input.Name), cancellationToken);
                var key = await database.InTenantAsync(id, t => ApiKeyStore.CreateAsync(t, "first key", AccessRole.Admin, createdBy: null, clock.GetUtcNow(), cancellationToken), cancellationToken);
                return new CreateTenantPayload(TenantView.Of((await TenantStore.FindAsync(database, id, cancellationToken))!), key.Reveal(), []);
            },
            problems => new CreateTenantPayload(null, null, problems));

    /// <summary>Makes a key for a tenant whose own are lost.</summary>
    [Authorize("platform")]
    public static Task<CreateApiKeyPayload> CreateTenantKeyAsync(CreateTenantKeyInput input, LedgerDatabase database, TimeProvider clock, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var tenant = new TenantId(GlobalId.Read(GlobalId.Tenant, input.TenantId, "a tenant"));
                return await TenantStore.FindAsync(database, tenant, cancellationToken) is null
                    ? throw new RequestRefusedException("unknown_tenant", $"There is no tenant {input.TenantId}. List the tenants to find it; nothing was made.")
                    : await ApiKeyMutations.CreateAsync(database, tenant, input.Name, input.Role, createdBy: null, clock, cancellationToken);
            },
            problems => new CreateApiKeyPayload(null, null, problems));

    /// <summary>Gives a tenant another name.</summary>
    [Authorize("platform")]
    public static Task<RenameTenantPayload> RenameTenantAsync(RenameTenantInput input, LedgerDatabase database, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = new TenantId(GlobalId.Read(GlobalId.Tenant, input.TenantId, "a tenant"));
                if (!await TenantStore.RenameAsync(database, id, AccessInput.Name(input.Name), cancellationToken))
                {
                    throw new RequestRefusedException("unknown_tenant", "There is no such tenant. List the tenants to find it.");
                }

                return new RenameTenantPayload(TenantView.Of((await TenantStore.FindAsync(database, id, cancellationToken))!), []);
            },
            problems => new RenameTenantPayload(null, problems));
}
