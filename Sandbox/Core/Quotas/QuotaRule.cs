namespace OrleansLedger.Sandbox.Core.Quotas;

internal enum QuotaKind
{
    /// <summary>Windows of fixed length that begin at a phase of their own for each company.</summary>
    FixedWindow,

    /// <summary>At most <c>Limit</c> calls in any span of the length.</summary>
    SlidingWindow,

    /// <summary>At most <c>Limit</c> calls in progress.</summary>
    Concurrent,
}

/// <summary>One limit of a provider.</summary>
/// <param name="Name">As the provider calls it (<c>minute</c>, <c>day</c>, <c>concurrent</c>): key of overrides and statistics.</param>
/// <param name="Length">Real length; <c>Sandbox:TimeScale</c> is applied by the ledger. Zero for <see cref="QuotaKind.Concurrent"/>.</param>
/// <param name="PerApp">Counted over all companies of the app instead of for one company.</param>
/// <param name="AllApps">Counted for the company over all apps that call it, instead of for each app.</param>
internal sealed record QuotaRule(string Name, QuotaKind Kind, int Limit, TimeSpan Length, bool PerApp = false, bool AllApps = false);

/// <summary>Whether a call is let in.</summary>
/// <param name="RefusedBy">The rule that said no; null when the call was admitted.</param>
/// <param name="RetryAfter">Until the refusing window has room; null for a concurrency rule.</param>
/// <param name="Remaining">Calls left after this one, by rule name.</param>
internal sealed record QuotaDecision(QuotaRule? RefusedBy, TimeSpan? RetryAfter, IReadOnlyDictionary<string, int> Remaining)
{
    public bool IsAdmitted => RefusedBy is null;
}

/// <summary>A finished window.</summary>
internal sealed record QuotaWindow(DateTimeOffset StartAt, double Seconds, int Limit, int Used, int Refused);
