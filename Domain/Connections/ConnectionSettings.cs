namespace OrleansLedger.Domain.Connections;

/// <summary>How often a connection syncs without being asked.</summary>
public enum SyncFrequency
{
    Manual,
    RealTime,
    Hourly,
    Daily,
    Weekly,
}

/// <summary>What the user chose for a connection. Accounts are remote ids of the connection's imported accounts.</summary>
public sealed record ConnectionSettings
{
    public SyncFrequency Frequency { get; init; } = SyncFrequency.Manual;

    /// <summary>The bank account of transactions whose own bank account is not mapped.</summary>
    public string? DefaultBankAccount { get; init; }

    /// <summary>The account posted to when money goes out and no category is mapped.</summary>
    public string? DefaultExpenseAccount { get; init; }

    /// <summary>The account posted to when money comes in and no category is mapped.</summary>
    public string? DefaultIncomeAccount { get; init; }

    /// <summary>The remote tax code of transactions whose own tax code is not mapped; null sends none.</summary>
    public string? DefaultTaxCode { get; init; }

    /// <summary>The counterparty of transactions without one, for providers that need a contact.</summary>
    public string? DefaultCounterparty { get; init; }

    public bool ExportAttachments { get; init; } = true;

    /// <summary>Bookkeeping series for providers that number entries in series; null takes the provider's default.</summary>
    public string? VoucherSeries { get; init; }
}
