namespace OrleansLedger.Sandbox.Xero.Books;

/// <summary>Chart of accounts entry. Bank accounts have a currency and may lack a code.</summary>
internal sealed class XeroAccount
{
    public required Guid AccountId { get; init; }
    public string? Code { get; set; }
    public required string Name { get; set; }
    public required string Type { get; init; }
    public required string TaxType { get; set; }
    public string Status { get; set; } = "ACTIVE";
    public string? Description { get; set; }
    public string? SystemAccount { get; init; }
    public string? CurrencyCode { get; init; }
    public string? BankAccountNumber { get; init; }
    public string? BankAccountType { get; init; }
    public bool EnablePaymentsToAccount { get; set; }
    public required DateTime UpdatedAt { get; set; }

    public string Class => Type switch
    {
        "BANK" or "CURRENT" or "FIXED" or "INVENTORY" or "NONCURRENT" or "PREPAYMENT" => "ASSET",
        "EQUITY" => "EQUITY",
        "CURRLIAB" or "LIABILITY" or "TERMLIAB" or "PAYG" => "LIABILITY",
        "OTHERINCOME" or "REVENUE" or "SALES" => "REVENUE",
        _ => "EXPENSE",
    };
}

/// <param name="AppliesTo">Account classes the rate may be used with.</param>
internal sealed record XeroTaxRate(string TaxType, string Name, decimal EffectiveRate, IReadOnlyList<string> AppliesTo, string Status = "ACTIVE");

internal sealed class XeroContact
{
    public required Guid ContactId { get; init; }
    public required string Name { get; set; }
    public string? ContactNumber { get; set; }
    public string? AccountNumber { get; set; }
    public string Status { get; set; } = "ACTIVE";
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? EmailAddress { get; set; }
    public string? TaxNumber { get; set; }
    public string? DefaultCurrency { get; set; }

    /// <summary>The contact this one was merged into; it is archived then.</summary>
    public Guid? MergedToContactId { get; set; }

    public XeroContactDetails Details { get; init; } = new();
    public bool IsSupplier { get; set; }
    public bool IsCustomer { get; set; }
    public required DateTime UpdatedAt { get; set; }
}

internal sealed class XeroBankTransaction : XeroDocument
{
    public required Guid BankTransactionId { get; init; }

    /// <summary>Set by SPEND/RECEIVE overpayments and prepayments; null else.</summary>
    public Guid? OverpaymentId { get; init; }
    public Guid? PrepaymentId { get; init; }
    public required Guid BankAccountId { get; set; }
    public bool IsReconciled { get; set; }
}

/// <param name="Content">Id of the bytes in the blob store.</param>
internal sealed record XeroAttachment(Guid AttachmentId, string FileName, string MimeType, long ContentLength, bool IncludeOnline, string Content);

internal sealed record XeroHistoryRecord(DateTime At, string Changes, string User, string Details);
