namespace OrleansLedger.Providers.Contract;

/// <summary>What an accounting system is, for the gate, the API and the dashboard. What it can do is told by the ports it implements.</summary>
public sealed record ProviderManifest
{
    /// <summary>The key in URLs, configuration and the database: lower case.</summary>
    public required string Key { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>False while it points at the sandbox because no client id is configured.</summary>
    public required bool Live { get; init; }

    /// <summary>Windows per connection, already scaled for a sandbox with shortened windows.</summary>
    public required IReadOnlyList<QuotaWindow> Windows { get; init; }

    /// <summary>Windows per app over all connections.</summary>
    public IReadOnlyList<QuotaWindow> AppWindows { get; init; } = [];

    /// <summary>Calls of one connection in flight at once.</summary>
    public required int MaxConcurrentCalls { get; init; }

    /// <summary>How long the provider replays the first answer to a repeated idempotency key; null where it has no keys.</summary>
    public TimeSpan? ReplayWindow { get; init; }

    /// <summary>How long the previous refresh token still serves after a rotation whose answer was lost; null where it dies at once.</summary>
    public TimeSpan? RefreshGrace { get; init; }

    /// <summary>Connections idle for longer than this are refreshed, well before their refresh token ages out.</summary>
    public required TimeSpan RefreshIdleAfter { get; init; }

    /// <summary>
    /// True for a refusal of the access token in the provider's documented shape: nothing was done, so the same request may be sent again with a new
    /// token. Any other 401 may be a gateway's and says nothing about the token. Pure.
    /// </summary>
    public required Func<CallAnswer.Answered, bool> IsTokenRefusal { get; init; }

    /// <summary>The answer header by which the provider's support finds a call; kept in the sync log.</summary>
    public string? CorrelationHeader { get; init; }

    /// <summary>A call that takes longer is given up as unanswered.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>Reads the quota headers of an answer; what a provider does not send is null.</summary>
    public Func<IReadOnlyDictionary<string, string>, IReadOnlyList<QuotaReading>> ReadQuota { get; init; } = _ => [];
}

/// <summary>At most <paramref name="Limit"/> calls in <paramref name="Length"/>; of one quota class, or of all where that is null.</summary>
public sealed record QuotaWindow(string Name, int Limit, TimeSpan Length, string? QuotaClass = null)
{
    /// <summary>Calls kept for interactive commands.</summary>
    public int Reserve { get; init; }
}

/// <summary>What an answer's headers said: so many calls are left in the window of that name.</summary>
public sealed record QuotaReading(string Window, int Remaining);
