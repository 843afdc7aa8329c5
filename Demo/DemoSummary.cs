using OrleansLedger.Demo.Export;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Demo.Verification;

namespace OrleansLedger.Demo;

/// <summary>Adds up what the product said, what the sandbox counted and what the auditor found.</summary>
internal static class DemoSummary
{
    public static DemoResult Of(
        DemoOptions options, IReadOnlyList<DemoTransaction> transactions, IReadOnlyList<DemoConnection> connections, IReadOnlyList<AuditReport> reports, int kills, TimeSpan took)
    {
        var exportable = transactions.Where(transaction => transaction.IsExportable).ToList();
        return new DemoResult
        {
            Tenants = options.Tenants,
            Connections = connections.Count,
            Documents = exportable.Count * connections.Count,
            Attachments = exportable.Sum(transaction => transaction.Receipts.Count) * connections.Count,
            Exported = connections.Sum(connection => connection.Progress?.Synced ?? 0),
            Missing = reports.Sum(report => report.Count(FindingKind.Missing)),
            Duplicated = reports.Sum(report => report.Count(FindingKind.Duplicated)),
            Wrong = reports.Sum(report => report.Count(FindingKind.Wrong)),
            Refused429 = connections.Sum(connection => connection.Calls?.Refused429 ?? 0),
            Refreshes = connections.Sum(connection => connection.Calls?.Refreshes ?? 0),
            ProviderCalls = connections.Sum(connection => connection.Calls?.TotalCalls ?? 0),
            QuotaUsed = options.Providers.ToDictionary(provider => provider, provider => QuotaUsed(options, [.. connections.Where(connection => connection.Company.Provider == provider)]), StringComparer.Ordinal),
            Seconds = Math.Round(took.TotalSeconds, 1),
            Problems =
            [
                .. connections.SelectMany(connection => ProblemsOf(connection, transactions.Count - exportable.Count)),
                .. reports.SelectMany(report => report.Findings.Select(finding => $"{report.Connection}: {finding.Text}")),
                .. options.Kill && kills < SiloKiller.Fewest ? [$"Only {kills} silos could be killed before the export was over. Give it more to do: --transactions 400."] : Array.Empty<string>(),
            ],
        };
    }

    /// <summary>The mean over the provider's connections whose quota was the bound.</summary>
    private static double? QuotaUsed(DemoOptions options, IReadOnlyList<DemoConnection> connections)
    {
        var shares = connections
            .Where(connection => connection is { Calls: not null, FinishedAt: not null })
            .Select(connection => QuotaShare.Of(connection.Calls!, connection.StartedAt, connection.FinishedAt!.Value, options.TimeScale))
            .OfType<double>()
            .ToList();
        return shares.Count == 0 ? null : Math.Round(shares.Average(), 4);
    }

    private static IEnumerable<string> ProblemsOf(DemoConnection connection, int mustRefuse)
    {
        var progress = connection.Progress!;
        if (progress.EndedBecause is { } reason)
        {
            yield return $"{connection.Name}: the export ended early: {reason}";
        }

        if (progress.Refused != mustRefuse)
        {
            yield return $"{connection.Name}: {progress.Refused} documents were refused for their status instead of {mustRefuse}.";
        }

        foreach (var failure in progress.Failures)
        {
            yield return $"{connection.Name}: {failure}";
        }

        if (connection.Calls?.Refused429 is > 0 and var refused)
        {
            yield return $"{connection.Name}: the provider refused {refused} calls because the quota was used up.";
        }
    }
}
