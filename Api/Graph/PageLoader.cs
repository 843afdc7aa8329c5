using System.Security.Claims;
using OrleansLedger.GraphQL;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Api.Graph;

/// <summary>A page of the list that one thing of many has.</summary>
public sealed record AskedPage<TParent, TFilter, TSort>(TParent Parent, TFilter Filter, Order<TSort> Order, PageRequest Request, bool Counted)
    where TSort : struct, Enum;

/// <summary>A page, and how long the list is where that was asked.</summary>
public sealed record CountedPage<TRow>(Page<TRow> Rows, long? Total);

/// <summary>Fetches pages of lists inside lists: those of all things of an answer that are asked for in the same way in one statement.</summary>
public abstract class PageLoader<TParent, TFilter, TSort, TRow>(LedgerDatabase database) : TenantLoader<AskedPage<TParent, TFilter, TSort>, CountedPage<TRow>>(database)
    where TParent : struct
    where TSort : struct, Enum
{
    /// <summary>The page of one thing's list.</summary>
    /// <exception cref="GraphQLException">As <see cref="Paging"/> says.</exception>
    internal async Task<Connection<TNode>> ConnectionAsync<TNode>(
        ClaimsPrincipal user, TParent parent, TFilter filter, Order<TSort> order, PagingArguments paging, bool counted, Func<TRow, TNode> node)
        where TNode : notnull
    {
        var page = await OfAsync(user, new AskedPage<TParent, TFilter, TSort>(parent, filter, order, Paging.RequestOf(paging), counted));
        return Paging.ConnectionOf(paging, page!.Rows, page.Total, node);
    }

    protected abstract Task<IReadOnlyDictionary<TParent, Page<TRow>>> PagesAsync(
        LedgerReader reader, IReadOnlyCollection<TParent> parents, TFilter filter, Order<TSort> order, PageRequest request, CancellationToken cancellationToken);

    protected abstract Task<IReadOnlyDictionary<TParent, long>> CountsAsync(
        LedgerReader reader, IReadOnlyCollection<TParent> parents, TFilter filter, CancellationToken cancellationToken);

    protected sealed override async Task<IReadOnlyDictionary<AskedPage<TParent, TFilter, TSort>, CountedPage<TRow>>> FetchAsync(
        LedgerReader reader, IReadOnlyList<AskedPage<TParent, TFilter, TSort>> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<AskedPage<TParent, TFilter, TSort>, CountedPage<TRow>>();
        try
        {
            foreach (var alike in keys.GroupBy(k => (k.Filter, k.Order, k.Request, k.Counted)))
            {
                var parents = alike.Select(k => k.Parent).ToList();
                var pages = await PagesAsync(reader, parents, alike.Key.Filter, alike.Key.Order, alike.Key.Request, cancellationToken);
                var counts = alike.Key.Counted ? await CountsAsync(reader, parents, alike.Key.Filter, cancellationToken) : null;
                foreach (var key in alike)
                {
                    found.Add(key, new CountedPage<TRow>(pages[key.Parent], counts?[key.Parent]));
                }
            }
        }
        catch (ListRequestException e)
        {
            throw Paging.Told(e);
        }

        return found;
    }
}
