using System.Security.Claims;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Api.Accounts;

/// <summary>An account of the remote company's chart, as imported.</summary>
/// <param name="ConnectionId">Over which connection it was read.</param>
/// <param name="RemoteId">The accounting system's id: what mappings and settings name.</param>
/// <param name="Code">The number people know it by; some accounts have none.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Display">Code and name.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Type">The accounting system's own type.</param>
/// <param name="Currency">ISO 4217 where the account has a currency of its own.</param>
/// <param name="Active">Whether it can still be posted to.</param>
[GraphQLName("Account")]
public sealed record AccountView(
    [property: GraphQLIgnore] ListedAccount Listed,
    [property: ID] string Id,
    [property: ID] string ConnectionId,
    string RemoteId,
    string? Code,
    string Name,
    string Display,
    AccountKind Kind,
    string Type,
    string? Currency,
    bool Active) : INode
{
    internal static AccountView Of(ListedAccount listed) => new(
        listed,
        GlobalId.Of(GlobalId.Account, listed.ConnectionId.Value, listed.Account.RemoteId),
        GlobalId.Of(GlobalId.Connection, listed.ConnectionId.Value),
        listed.Account.RemoteId,
        listed.Account.Code,
        listed.Account.Name,
        listed.Account.Display,
        listed.Account.Kind,
        listed.Account.Type,
        listed.Account.Currency,
        listed.Account.Active);
}

/// <summary>A tax code of the remote company's, as imported.</summary>
/// <param name="ConnectionId">Over which connection it was read.</param>
/// <param name="RemoteId">The accounting system's id: what mappings and settings name.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Rate">In percent: 25 for 25 %. Null where the accounting system does not say.</param>
/// <param name="Active">Whether it can still be used.</param>
[GraphQLName("TaxCode")]
public sealed record TaxCodeView([property: ID] string Id, [property: ID] string ConnectionId, string RemoteId, string Name, decimal? Rate, bool Active) : INode
{
    internal static TaxCodeView Of(ListedTaxCode listed) => new(
        GlobalId.Of(GlobalId.TaxCode, listed.ConnectionId.Value, listed.TaxCode.RemoteId),
        GlobalId.Of(GlobalId.Connection, listed.ConnectionId.Value),
        listed.TaxCode.RemoteId,
        listed.TaxCode.Name,
        listed.TaxCode.Rate,
        listed.TaxCode.Active);
}

/// <summary>Which accounts; everything that is given must hold.</summary>
/// <param name="Kinds">For one of these.</param>
/// <param name="Types">Of one of the accounting system's own types.</param>
/// <param name="Active">Whether they can still be posted to.</param>
/// <param name="Search">Part of the name or the code, in any case.</param>
/// <param name="ParentRemoteId">Directly below this one.</param>
/// <param name="OnlyRoots">Only those at the top of the chart.</param>
public sealed record AccountFilterInput(IReadOnlyList<AccountKind>? Kinds, IReadOnlyList<string>? Types, bool? Active, string? Search, string? ParentRemoteId, bool OnlyRoots = false);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record AccountOrderInput(AccountSort Field, SortDirection Direction = SortDirection.Asc);

/// <summary>Which tax codes; everything that is given must hold.</summary>
/// <param name="Active">Whether they can still be used.</param>
/// <param name="Search">Part of the name, in any case.</param>
public sealed record TaxCodeFilterInput(bool? Active, string? Search);

/// <param name="Field">By what.</param>
/// <param name="Direction">Which way.</param>
public sealed record TaxCodeOrderInput(TaxCodeSort Field, SortDirection Direction = SortDirection.Asc);

[ObjectType<AccountingConnection>]
public static class ConnectionAccountsNode
{
    /// <summary>The chart of accounts as imported, by code when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<AccountView>> GetAccountsAsync(
        [Parent] AccountingConnection connection,
        AccountFilterInput? filter,
        AccountOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        AccountPages pages)
    {
        var wanted = new AccountFilter { Kinds = filter?.Kinds, Types = filter?.Types, Active = filter?.Active, Search = filter?.Search, ParentRemoteId = filter?.ParentRemoteId, OnlyRoots = filter?.OnlyRoots ?? false };
        var order = orderBy is null ? new(AccountSort.Code) : Paging.Order(orderBy.Field, orderBy.Direction);
        return pages.ConnectionAsync(user, connection.Key, wanted, order, paging, counted, AccountView.Of);
    }

    /// <summary>The tax codes as imported, by name when nothing is said.</summary>
    /// <param name="filter">Which of them; all when nothing is said.</param>
    /// <param name="orderBy">In which order.</param>
    [UsePaging(DefaultPageSize = Paging.DefaultPage, MaxPageSize = Paging.LargestPage, IncludeTotalCount = true)]
    public static Task<Connection<TaxCodeView>> GetTaxCodesAsync(
        [Parent] AccountingConnection connection,
        TaxCodeFilterInput? filter,
        TaxCodeOrderInput? orderBy,
        PagingArguments paging,
        [IsSelected("totalCount")] bool counted,
        ClaimsPrincipal user,
        TaxCodePages pages)
    {
        var wanted = new TaxCodeFilter { Active = filter?.Active, Search = filter?.Search };
        var order = orderBy is null ? TaxCodeList.ByName : Paging.Order(orderBy.Field, orderBy.Direction);
        return pages.ConnectionAsync(user, connection.Key, wanted, order, paging, counted, TaxCodeView.Of);
    }
}

[ObjectType<AccountView>]
public static class AccountNode
{
    /// <summary>The account above it; null at the top of the chart, and in charts that are no trees.</summary>
    public static async Task<AccountView?> GetParentAsync([Parent] AccountView account, ClaimsPrincipal user, AccountByRemoteId accounts) =>
        account.Listed.Account.ParentRemoteId is { } parent && await accounts.OfAsync(user, new RemoteKey(account.Listed.ConnectionId, parent)) is { } found
            ? AccountView.Of(account.Listed with { Account = found })
            : null;

    /// <summary>The accounts directly below it, by code and name.</summary>
    [ListSize(AssumedSize = 3)]
    public static async Task<IReadOnlyList<AccountView>> GetChildrenAsync([Parent] AccountView account, ClaimsPrincipal user, ChildrenOfAccount children) =>
        [.. (await children.OfAsync(user, new RemoteKey(account.Listed.ConnectionId, account.RemoteId)) ?? []).Select(c => AccountView.Of(account.Listed with { Account = c }))];
}

/// <summary>Accounts by the accounting system's ids.</summary>
public sealed class AccountByRemoteId(LedgerDatabase database) : TenantLoader<RemoteKey, RemoteAccount>(database)
{
    protected override Task<IReadOnlyDictionary<RemoteKey, RemoteAccount>> FetchAsync(LedgerReader reader, IReadOnlyList<RemoteKey> keys, CancellationToken cancellationToken) =>
        AccountList.FindAsync(reader, keys, cancellationToken);
}

/// <summary>The accounts directly below others.</summary>
public sealed class ChildrenOfAccount(LedgerDatabase database) : TenantLoader<RemoteKey, IReadOnlyList<RemoteAccount>>(database)
{
    protected override async Task<IReadOnlyDictionary<RemoteKey, IReadOnlyList<RemoteAccount>>> FetchAsync(
        LedgerReader reader, IReadOnlyList<RemoteKey> keys, CancellationToken cancellationToken) =>
        (await AccountList.ChildrenOfAsync(reader, keys, cancellationToken)).ToDictionary(g => g.Key, g => (IReadOnlyList<RemoteAccount>)[.. g]);
}

/// <summary>Tax codes by the accounting system's ids.</summary>
public sealed class TaxCodeByRemoteId(LedgerDatabase database) : TenantLoader<RemoteKey, RemoteTaxCode>(database)
{
    protected override Task<IReadOnlyDictionary<RemoteKey, RemoteTaxCode>> FetchAsync(LedgerReader reader, IReadOnlyList<RemoteKey> keys, CancellationToken cancellationToken) =>
        TaxCodeList.FindAsync(reader, keys, cancellationToken);
}

/// <summary>Pages of connections' charts.</summary>
public sealed class AccountPages(LedgerDatabase database) : PageLoader<ConnectionId, AccountFilter, AccountSort, ListedAccount>(database)
{
    protected override Task<IReadOnlyDictionary<ConnectionId, Page<ListedAccount>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> parents, AccountFilter filter, Order<AccountSort> order, PageRequest request, CancellationToken cancellationToken) =>
        AccountList.PagesAsync(reader, parents, filter, order, request, cancellationToken);

    protected override Task<IReadOnlyDictionary<ConnectionId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> parents, AccountFilter filter, CancellationToken cancellationToken) =>
        AccountList.CountsAsync(reader, parents, filter, cancellationToken);
}

/// <summary>Pages of connections' tax codes.</summary>
public sealed class TaxCodePages(LedgerDatabase database) : PageLoader<ConnectionId, TaxCodeFilter, TaxCodeSort, ListedTaxCode>(database)
{
    protected override Task<IReadOnlyDictionary<ConnectionId, Page<ListedTaxCode>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> parents, TaxCodeFilter filter, Order<TaxCodeSort> order, PageRequest request, CancellationToken cancellationToken) =>
        TaxCodeList.PagesAsync(reader, parents, filter, order, request, cancellationToken);

    protected override Task<IReadOnlyDictionary<ConnectionId, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<ConnectionId> parents, TaxCodeFilter filter, CancellationToken cancellationToken) =>
        TaxCodeList.CountsAsync(reader, parents, filter, cancellationToken);
}
