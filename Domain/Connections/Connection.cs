namespace OrleansLedger.Domain.Connections;

/// <summary>The state of the link.</summary>
public enum ConnectionStatus
{
    /// <summary>The user has consented; the company is still to be read. Jobs wait until it has been.</summary>
    Connecting,

    /// <summary>It works.</summary>
    Active,

    /// <summary>The tokens have run out: the user must connect again.</summary>
    Expired,

    /// <summary>The authorization was taken away at the accounting system: the user must connect again.</summary>
    Revoked,

    /// <summary>It failed in a way that no retry mends.</summary>
    Error,

    /// <summary>Ended by the user.</summary>
    Disconnected,
}

/// <summary>One tenant's authorised link to one company in one accounting system.</summary>
public sealed record Connection
{
    public required ConnectionId Id { get; init; }

    public required TenantId TenantId { get; init; }

    /// <summary>The provider's key in the catalog.</summary>
    public required string Provider { get; init; }

    /// <summary>What the accounting system said of the company when it was last read.</summary>
    public required Company Company { get; init; }

    public required ConnectionStatus Status { get; init; }

    /// <summary>Why the status is not active: the provider's words where it gave any.</summary>
    public string? StatusReason { get; init; }

    /// <summary>True while the user's consent is in force: jobs run, at once or after the company has been read.</summary>
    public bool HasConsent => Status is ConnectionStatus.Connecting or ConnectionStatus.Active;

    public required ConnectionSettings Settings { get; init; }

    /// <summary>Raised by one at the start of every turn; a write that names an older epoch changes nothing.</summary>
    public required long Epoch { get; init; }
}

/// <summary>A remote company, as far as exports depend on it. Read at connect and before exports.</summary>
public sealed record Company
{
    /// <summary>The provider's id of the company (tenant, realm, database number).</summary>
    public required string RemoteId { get; init; }

    public required string Name { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string BaseCurrency { get; init; }

    /// <summary>ISO 3166 alpha-2, where the provider says.</summary>
    public string? Country { get; init; }

    /// <summary>Currencies a document may have; null where the provider takes any.</summary>
    public IReadOnlyList<string>? Currencies { get; init; }

    /// <summary>Nothing may be dated on or before this day.</summary>
    public DateOnly? LockedThrough { get; init; }

    /// <summary>The financial years that exist; null where the provider does not need one to exist.</summary>
    public IReadOnlyList<FinancialYear>? FinancialYears { get; init; }

    /// <summary>Further facts for the provider's own adapter, by its own names.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>A financial year; <paramref name="RemoteId"/> is the provider's id, not the calendar year.</summary>
public sealed record FinancialYear(string RemoteId, DateOnly From, DateOnly To)
{
    public bool Contains(DateOnly date) => date >= From && date <= To;
}
