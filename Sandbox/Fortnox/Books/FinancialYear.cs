namespace OrleansLedger.Sandbox.Fortnox.Books;

/// <summary>A financial year with what belongs to it alone: its chart of accounts and its voucher series.</summary>
internal sealed class FinancialYear
{
    /// <summary>Fortnox's own number. It has nothing to do with the calendar.</summary>
    public required int Id { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    /// <summary><c>ACCRUAL</c> or <c>CASH</c>.</summary>
    public required string AccountingMethod { get; init; }

    public required string AccountChart { get; init; }

    /// <summary>By number.</summary>
    public required SortedDictionary<int, LedgerAccount> Accounts { get; init; }

    /// <summary>By code.</summary>
    public required SortedDictionary<string, VoucherSeries> Series { get; init; }

    public bool Covers(DateOnly date) => From <= date && date <= To;

    /// <summary>The next year: same accounts and series, fresh counters, balances of the balance sheet brought forward.</summary>
    public FinancialYear Successor(int id, DateOnly from, DateOnly to, string accountingMethod) => new()
    {
        Id = id,
        From = from,
        To = to,
        AccountingMethod = accountingMethod,
        AccountChart = AccountChart,
        Accounts = new SortedDictionary<int, LedgerAccount>(Accounts.ToDictionary(pair => pair.Key, pair => pair.Value.BroughtForward())),
        Series = new SortedDictionary<string, VoucherSeries>(Series.ToDictionary(pair => pair.Key, pair => new VoucherSeries { Code = pair.Key, Description = pair.Value.Description, Manual = pair.Value.Manual }), StringComparer.Ordinal),
    };
}

/// <summary>An account of one financial year.</summary>
internal sealed class LedgerAccount
{
    public required int Number { get; init; }
    public required string Description { get; set; }
    public bool Active { get; set; } = true;
    public int? Sru { get; set; }
    public string? VatCode { get; set; }
    public string CostCenterSettings { get; set; } = "ALLOWED";
    public string ProjectSettings { get; set; } = "ALLOWED";
    public string TransactionInformationSettings { get; set; } = "ALLOWED";
    public string? TransactionInformation { get; set; }
    public decimal BalanceBroughtForward { get; set; }

    /// <summary>Debit less credit of the year's vouchers.</summary>
    public decimal Movement { get; set; }

    public DateTimeOffset? ModifiedAt { get; set; }

    /// <summary>Accounts of classes 1 and 2 carry their balance into the next year; those of the result start at nothing.</summary>
    public LedgerAccount BroughtForward() => new()
    {
        Number = Number,
        Description = Description,
        Active = Active,
        Sru = Sru,
        VatCode = VatCode,
        CostCenterSettings = CostCenterSettings,
        ProjectSettings = ProjectSettings,
        TransactionInformationSettings = TransactionInformationSettings,
        TransactionInformation = TransactionInformation,
        BalanceBroughtForward = Number < 3000 ? BalanceBroughtForward + Movement : 0,
    };
}

/// <summary>A series and its vouchers; a voucher's number is its place in the series.</summary>
internal sealed class VoucherSeries
{
    public required string Code { get; init; }

    public required string Description { get; set; }

    /// <summary>Whether vouchers may be entered by hand or through the API; the others are filled by Fortnox's own modules.</summary>
    public bool Manual { get; set; }

    public List<Voucher> Vouchers { get; init; } = [];

    public Voucher? Find(int number) => number >= 1 && number <= Vouchers.Count ? Vouchers[number - 1] : null;
}

/// <summary>A posted voucher. Never changed or removed; a mistake is corrected by another voucher.</summary>
internal sealed record Voucher
{
    public const string ByHand = "MANUAL";

    public required int Year { get; init; }
    public required string Series { get; init; }
    public required int Number { get; init; }
    public required string Description { get; init; }
    public required DateOnly TransactionOn { get; init; }
    public string? Comments { get; init; }

    /// <summary><see cref="ByHand"/>, <c>INVOICE</c> or <c>INVOICEPAYMENT</c>.</summary>
    public string ReferenceType { get; init; } = ByHand;

    /// <summary>Number of the document it was posted for.</summary>
    public string ReferenceNumber { get; init; } = "";

    public required DateTimeOffset PostedAt { get; init; }
    public required IReadOnlyList<VoucherRow> Rows { get; init; }
}

internal sealed record VoucherRow(int Account, decimal Debit, decimal Credit, string Description, string? TransactionInformation, decimal? Quantity);
