namespace OrleansLedger.Domain.Connections;

/// <summary>How often a connection syncs without being asked.</summary>
public enum SyncFrequency
{
    /// <summary>Only when asked.</summary>
    Manual,

    /// <summary>At every push.</summary>
    RealTime,

    /// <summary>Every hour.</summary>
    Hourly,

    /// <summary>Every day.</summary>
    Daily,

    /// <summary>Every week.</summary>
    Weekly,
}

/// <summary>How much the text of an entry's line says.</summary>
public enum LineDetail
{
    /// <summary>What happened: the description, with the counterparty where the provider's entries show it nowhere else.</summary>
    Description,

    /// <summary>The counterparty, the category and the source reference too.</summary>
    Full,
}

/// <summary>What the user chose for a connection. Accounts are remote ids of the connection's imported accounts.</summary>
public sealed record ConnectionSettings
{
    public SyncFrequency Frequency { get; init; } = SyncFrequency.Manual;

    /// <summary>The IANA time zone, such as <c>Europe/Stockholm</c>, in whose night daily and weekly syncs run.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Whether the automatic sync exports bank transactions. What is exported by request goes out in any case.</summary>
    public bool SyncBankTransactions { get; init; } = true;

    /// <summary>
    /// Whether the automatic sync, however often it comes, reads accounts and tax codes again, once a day at most: where the last reading ended
    /// less than 20 hours ago it does not, so that a daily sync reads them daily.
    /// </summary>
    public bool SyncAccounts { get; init; } = true;

    /// <summary>
    /// What becomes of a transaction in a currency that the company does not use at the provider. True: it is entered in the company's base
    /// currency at the transaction's own rate, rounded to that currency's decimals (half away from zero), and its text names the original amount
    /// and the rate; without a rate it is parked. False: it is parked.
    /// </summary>
    public bool ConvertToBaseCurrency { get; init; }

    /// <summary>
    /// How much the text of an entry's line says, as far as the provider has room for it. Goes for entries written from now on: what stands
    /// keeps its text until something else about it changes, or it is exported with force.
    /// </summary>
    public LineDetail LineDetail { get; init; } = LineDetail.Description;

    /// <summary>
    /// True: a transaction whose bank account, category or tax code is given but not mapped is exported with the default, and its sync
    /// record says so.
    /// False: it is parked. A value that is missing always takes the default.
    /// </summary>
    public bool UseDefaultsForUnmapped { get; init; }

    /// <summary>The bank account of transactions without one.</summary>
    public string? DefaultBankAccount { get; init; }

    /// <summary>The account that transactions without a category are posted to when money goes out.</summary>
    public string? DefaultExpenseAccount { get; init; }

    /// <summary>The account that transactions without a category are posted to when money comes in.</summary>
    public string? DefaultIncomeAccount { get; init; }

    /// <summary>The remote tax code of transactions without a tax code; null sends none.</summary>
    public string? DefaultTaxCode { get; init; }

    /// <summary>The counterparty of transactions without one, for providers that need a contact.</summary>
    public string? DefaultCounterparty { get; init; }

    public bool ExportAttachments { get; init; } = true;

    /// <summary>Bookkeeping series for providers that number entries in series; null takes the provider's default.</summary>
    public string? VoucherSeries { get; init; }
}
