using OrleansLedger.GraphQL;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Api.Providers;

/// <summary>An accounting system that tenants can be connected to.</summary>
/// <param name="Key">Names it in arguments: <c>xero</c>.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Live">False while it points at the sandbox because no client id is configured.</param>
/// <param name="Capabilities">What it can do here.</param>
/// <param name="Quotas">What it allows.</param>
[GraphQLName("Provider")]
public sealed record ProviderView(string Key, string DisplayName, bool Live, ProviderCapabilities Capabilities, IReadOnlyList<ProviderQuota> Quotas)
{
    internal static ProviderView Of(IProvider provider)
    {
        var manifest = provider.Manifest;
        return new ProviderView(
            manifest.Key,
            manifest.DisplayName,
            manifest.Live,
            new ProviderCapabilities(
                provider is IReadsAccounts,
                provider is IReadsTaxCodes,
                provider is IWritesTransactions,
                provider is IWritesAttachments,
                provider is IDeletesAttachments,
                manifest.ReplayWindow is not null),
            [.. manifest.Windows.Select(w => new ProviderQuota(w.Name, w.Limit, (int)Math.Ceiling(w.Length.TotalSeconds), false)),
                .. manifest.AppWindows.Select(w => new ProviderQuota(w.Name, w.Limit, (int)Math.Ceiling(w.Length.TotalSeconds), true))]);
    }
}

/// <summary>What an accounting system can do here.</summary>
/// <param name="Accounts">Its chart of accounts is imported.</param>
/// <param name="TaxCodes">Its tax codes are imported.</param>
/// <param name="BankTransactions">Transactions are exported.</param>
/// <param name="Attachments">Receipts are exported with them.</param>
/// <param name="AttachmentDeletion">Receipts can be taken away again.</param>
/// <param name="IdempotencyKeys">It remembers keys, so that a call can be repeated safely.</param>
public sealed record ProviderCapabilities(bool Accounts, bool TaxCodes, bool BankTransactions, bool Attachments, bool AttachmentDeletion, bool IdempotencyKeys);

/// <summary>At most so many calls in a window of time.</summary>
/// <param name="Name">The window.</param>
/// <param name="Limit">Calls.</param>
/// <param name="Seconds">The window's length.</param>
/// <param name="AcrossConnections">Whether all connections together count.</param>
public sealed record ProviderQuota(string Name, int Limit, int Seconds, bool AcrossConnections);

[QueryType]
public static class ProviderQueries
{
    /// <summary>The accounting systems there are.</summary>
    [Authorize("viewer")]
    public static IReadOnlyList<ProviderView> GetProviders(ProviderCatalog catalog) => [.. catalog.All.OrderBy(p => p.Manifest.Key, StringComparer.Ordinal).Select(ProviderView.Of)];
}
