namespace OrleansLedger.Domain.Jobs;

/// <summary>The kinds of job a connection grain works on, as they stand in the mailbox.</summary>
public static class JobKinds
{
    public const string ExportTransactions = "export_transactions";
    public const string RefreshAccounts = "refresh_accounts";
    public const string RefreshTaxCodes = "refresh_tax_codes";
    public const string TestConnection = "test_connection";
    public const string RefreshToken = "refresh_token";
    public const string DeleteAttachment = "delete_attachment";
    public const string Disconnect = "disconnect";
    public const string AutomaticSync = "automatic_sync";

    /// <summary>True for exports and imports, which go on after a crash without anybody asking; false for a command that a person waits for.</summary>
    public static bool OutlivesProcesses(string kind) => kind is ExportTransactions or RefreshAccounts or RefreshTaxCodes or AutomaticSync;
}

/// <summary>Mailbox priorities: higher goes first.</summary>
public static class JobPriority
{
    public const int Bulk = 0;
    public const int Automatic = 10;

    /// <summary>A person waits for it: also uses the quota kept in reserve.</summary>
    public const int Interactive = 100;
}

/// <summary>What became of one document in a job.</summary>
public enum DocumentOutcome
{
    /// <summary>Written, or changed, in the books; or a receipt was put to it there.</summary>
    Synced,

    /// <summary>It stood there already, the same.</summary>
    Unchanged,

    /// <summary>Something is missing first; the reason says what.</summary>
    Parked,

    /// <summary>Its own status forbids the export.</summary>
    Refused,

    /// <summary>The accounting system refused it, or its tries were used up; the reason says why.</summary>
    Failed,

    /// <summary>Left when the job was cancelled or given up.</summary>
    Cancelled,
}
