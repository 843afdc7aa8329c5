using System.Security.Claims;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Api.Accounts;

/// <summary>For one connection: a word of the tenant's transactions and what it stands for in the remote chart.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Kind">What it maps from.</param>
/// <param name="Key">The tenant's own word.</param>
/// <param name="RemoteId">The accounting system's id of the account or tax code.</param>
[GraphQLName("MappingRule")]
public sealed record MappingRuleView([property: GraphQLIgnore] RemoteKey Target, [property: ID] string ConnectionId, MappingKind Kind, string Key, string RemoteId)
{
    internal static MappingRuleView Of(ListedMappingRule listed) => new(
        new RemoteKey(listed.ConnectionId, listed.Rule.RemoteId),
        GlobalId.Of(GlobalId.Connection, listed.ConnectionId.Value),
        listed.Rule.Kind,
        listed.Rule.Key,
        listed.Rule.RemoteId);
}

/// <summary>Which rules; everything that is given must hold.</summary>
/// <param name="Kinds">That map from one of these.</param>
/// <param name="Search">Part of the key, in any case.</param>
public sealed record MappingRuleFilterInput(IReadOnlyList<MappingKind>? Kinds, string? Search);

/// <param name="ConnectionId">For which connection.</param>
/// <param name="Category">As in the transactions.</param>
/// <param name="AccountRemoteId">An imported account's <c>remoteId</c>; null takes the mapping away.</param>
public sealed record MapCategoryInput([property: ID] string ConnectionId, string Category, string? AccountRemoteId);

/// <param name="ConnectionId">For which connection.</param>
/// <param name="BankAccount">As in the transactions.</param>
/// <param name="AccountRemoteId">The <c>remoteId</c> of an imported account of the kind BANK or CREDIT_CARD; null takes the mapping away.</param>
public sealed record MapBankAccountInput([property: ID] string ConnectionId, string BankAccount, string? AccountRemoteId);

/// <param name="ConnectionId">For which connection.</param>
/// <param name="TaxCode">As in the transactions.</param>
/// <param name="TaxCodeRemoteId">An imported tax code's <c>remoteId</c>; null takes the mapping away.</param>
public sealed record MapTaxCodeInput([property: ID] string ConnectionId, string TaxCode, string? TaxCodeRemoteId);

/// <param name="Mapping">As it is now; null where there is none any more.</param>
public sealed record MappingPayload(MappingRuleView? Mapping, IReadOnlyList<IProblem> Errors) : IPayload;

[ObjectType<AccountingConnection>]
public static class ConnectionMappingsNode
{
    /// <summary>What the tenant's categories, bank accounts and tax codes stand for, by kind and key.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<MappingRuleView>> GetMappingsAsync(
        [Parent] AccountingConnection connection,
        MappingRuleFilterInput? filter,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        MappingRulePages pages)
    {
        var wanted = new MappingRuleFilter { Kinds = filter?.Kinds, Search = filter?.Search };
        return pages.ConnectionAsync(user, connection.Key, wanted, MappingRuleList.ByKind, paging, counted, MappingRuleView.Of);
    }
}

[ObjectType<MappingRuleView>]
public static class MappingRuleNode
{
    /// <summary>The account it stands for; null for tax codes, and where it is not in the chart any more.</summary>
    public static async Task<AccountView?> GetAccountAsync([Parent] MappingRuleView rule, ClaimsPrincipal user, AccountByRemoteId accounts) =>
        rule.Kind != MappingKind.TaxCode && await accounts.OfAsync(user, rule.Target) is { } found ? AccountView.Of(new ListedAccount(rule.Target.ConnectionId, found)) : null;

    /// <summary>The tax code it stands for; null for accounts, and where there is no such tax code any more.</summary>
    public static async Task<TaxCodeView?> GetTaxCodeAsync([Parent] MappingRuleView rule, ClaimsPrincipal user, TaxCodeByRemoteId taxCodes) =>
        rule.Kind == MappingKind.TaxCode && await taxCodes.OfAsync(user, rule.Target) is { } found ? TaxCodeView.Of(new ListedTaxCode(rule.Target.ConnectionId, found)) : null;
}

[MutationType]
public static class MappingMutations
{
    /// <summary>Says to which account transactions of a category are posted.</summary>
    [Authorize("operator")]
    public static Task<MappingPayload> MapCategoryAsync(MapCategoryInput input, ClaimsPrincipal user, MappingRequests mappings, CancellationToken cancellationToken) =>
        MapAsync(mappings, user, input.ConnectionId, MappingKind.Category, input.Category, input.AccountRemoteId, cancellationToken);

    /// <summary>Says which remote account one of the tenant's bank accounts or cards is.</summary>
    [Authorize("operator")]
    public static Task<MappingPayload> MapBankAccountAsync(MapBankAccountInput input, ClaimsPrincipal user, MappingRequests mappings, CancellationToken cancellationToken) =>
        MapAsync(mappings, user, input.ConnectionId, MappingKind.BankAccount, input.BankAccount, input.AccountRemoteId, cancellationToken);

    /// <summary>Says which remote tax code one of the tenant's is.</summary>
    [Authorize("operator")]
    public static Task<MappingPayload> MapTaxCodeAsync(MapTaxCodeInput input, ClaimsPrincipal user, MappingRequests mappings, CancellationToken cancellationToken) =>
        MapAsync(mappings, user, input.ConnectionId, MappingKind.TaxCode, input.TaxCode, input.TaxCodeRemoteId, cancellationToken);

    private static Task<MappingPayload> MapAsync(
        MappingRequests mappings, ClaimsPrincipal user, string connection, MappingKind kind, string key, string? remoteId, CancellationToken cancellationToken) =>
        Answer.OfAsync(
            async () =>
            {
                var id = new ConnectionId(GlobalId.Read(GlobalId.Connection, connection, "a connection"));
                return new MappingPayload(await mappings.MapAsync(user.Tenant(), id, kind, key, remoteId, cancellationToken) is { } rule ? MappingRuleView.Of(rule) : null, []);
            },
            problems => new MappingPayload(null, problems));
}

/// <summary>Pages of connections' rules.</summary>
public sealed class MappingRulePages(LedgerDatabase database) : PageLoader<ConnectionId, MappingRuleFilter, MappingRuleSort, ListedMappingRule>(database)
{
    protected override Task<IReadOnlyDictionary<ConnectionId, Page<ListedMappingRule>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> parents, MappingRuleFilter filter, Order<MappingRuleSort> order, PageRequest request, CancellationToken cancellationToken) =>
        MappingRuleList.PagesAsync(reader, parents, filter, order, request, cancellationToken);

    protected override Task<IReadOnlyDictionary<ConnectionId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> parents, MappingRuleFilter filter, CancellationToken cancellationToken) =>
        MappingRuleList.CountsAsync(reader, parents, filter, cancellationToken);
}
