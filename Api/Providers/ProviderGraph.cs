using OrleansLedger.Api.Graph;
using OrleansLedger.GraphQL;
using OrleansLedger.Providers;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Api.Providers;

/// <summary>An accounting system that tenants can be connected to.</summary>
/// <param name="Key">Names it in arguments: <c>xero</c>.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Configured">False while it points at the sandbox because no client id is configured.</param>
/// <param name="IdempotencyKeys">It remembers keys, so that a call can be repeated safely.</param>
/// <param name="Capabilities">What it can do here, by entity type; types it cannot are left out.</param>
/// <param name="Quotas">What it allows.</param>
[GraphQLName("Provider")]
public sealed record ProviderView(string Key, string DisplayName, bool Configured, bool IdempotencyKeys, IReadOnlyList<ProviderCapability> Capabilities, IReadOnlyList<ProviderQuota> Quotas)
{
    internal static ProviderView Of(IProvider provider)
    {
        var manifest = provider.Manifest;
        return new ProviderView(
            manifest.Key,
            manifest.DisplayName,
            manifest.Live,
            manifest.ReplayWindow is not null,
            [.. ProviderCapability.Of(provider)],
            [.. manifest.Windows.Select(w => ProviderQuota.Of(w, acrossConnections: false)), .. manifest.AppWindows.Select(w => ProviderQuota.Of(w, acrossConnections: true))]);
    }
}

/// <summary>What an accounting system can do here with one entity type.</summary>
/// <param name="EntityType">The type.</param>
/// <param name="Imports">It is read from there.</param>
/// <param name="Exports">It is written there.</param>
/// <param name="Attachments">Which files go with it; null where none do.</param>
public sealed record ProviderCapability(EntityType EntityType, bool Imports, bool Exports, AttachmentRulesView? Attachments)
{
    internal static IEnumerable<ProviderCapability> Of(IProvider provider)
    {
        if (provider is IReadsAccounts)
        {
            yield return new ProviderCapability(EntityType.Account, Imports: true, Exports: false, Attachments: null);
        }

        if (provider is IReadsTaxCodes)
        {
            yield return new ProviderCapability(EntityType.TaxCode, Imports: true, Exports: false, Attachments: null);
        }

        if (provider is IWritesTransactions)
        {
            yield return new ProviderCapability(
                EntityType.BankTransaction,
                Imports: false,
                Exports: true,
                provider is IWritesAttachments files
                    ? new AttachmentRulesView(files.AttachmentRules.MaxBytes, files.AttachmentRules.MaxPerDocument, files.AttachmentRules.Extensions, provider is IDeletesAttachments)
                    : null);
        }
    }
}

/// <summary>Which files an accounting system takes.</summary>
/// <param name="MaxBytes">In one file.</param>
/// <param name="MaxPerDocument">Files on one document; null where there is no limit.</param>
/// <param name="Extensions">Of file names, lower case, without the dot.</param>
/// <param name="Deletable">Whether they can be taken away again.</param>
[GraphQLName("AttachmentRules")]
public sealed record AttachmentRulesView(long MaxBytes, int? MaxPerDocument, IReadOnlyList<string> Extensions, bool Deletable);

/// <summary>At most so many calls in a window of time.</summary>
/// <param name="Name">The window.</param>
/// <param name="Limit">Calls.</param>
/// <param name="Seconds">The window's length.</param>
/// <param name="AcrossConnections">Whether all connections together count.</param>
public sealed record ProviderQuota(string Name, int Limit, int Seconds, bool AcrossConnections)
{
    internal static ProviderQuota Of(QuotaWindow window, bool acrossConnections) => new(window.Name, window.Limit, (int)Math.Ceiling(window.Length.TotalSeconds), acrossConnections);
}

[QueryType]
public static class ProviderQueries
{
    /// <summary>The accounting systems there are.</summary>
    [Authorize("viewer")]
    public static IReadOnlyList<ProviderView> GetProviders(ProviderCatalog catalog) => [.. catalog.All.OrderBy(p => p.Manifest.Key, StringComparer.Ordinal).Select(ProviderView.Of)];

    /// <summary>An accounting system by its key; null when there is none.</summary>
    /// <param name="key">As <c>providers</c> names it: <c>xero</c>.</param>
    [Authorize("viewer")]
    public static ProviderView? GetProvider(string key, ProviderCatalog catalog) => catalog.Find(key) is { } provider ? ProviderView.Of(provider) : null;
}
