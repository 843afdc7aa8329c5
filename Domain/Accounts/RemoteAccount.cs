namespace OrleansLedger.Domain.Accounts;

/// <summary>What an account is for, in the five classes of double entry; bank accounts and cards apart.</summary>
public enum AccountKind
{
    /// <summary>Money at a bank.</summary>
    Bank,

    /// <summary>A card.</summary>
    CreditCard,

    /// <summary>What the company owns, banks apart.</summary>
    Asset,

    /// <summary>What it owes, cards apart.</summary>
    Liability,

    /// <summary>What is its owners'.</summary>
    Equity,

    /// <summary>Earned.</summary>
    Income,

    /// <summary>Spent.</summary>
    Expense,
}

/// <summary>An account of the remote company's chart.</summary>
/// <param name="RemoteId">What the provider's API calls it by; kept in mappings and settings.</param>
/// <param name="Code">The number people know it by; some accounts have none.</param>
/// <param name="Type">The provider's own type, spelt as it spells it.</param>
/// <param name="Currency">ISO 4217 where the account has a currency of its own, as foreign bank accounts do.</param>
public sealed record RemoteAccount(
    string RemoteId,
    string? Code,
    string Name,
    AccountKind Kind,
    string Type,
    string? Currency,
    bool Active)
{
    /// <summary>The account it is a part of, in providers whose charts are trees; null for the accounts at the top.</summary>
    public string? ParentRemoteId { get; init; }

    public string Display => Code is null ? Name : $"{Code} {Name}";
}

/// <summary>A tax code of the remote company's. <paramref name="Rate"/> is in percent: 25 for 25 %.</summary>
public sealed record RemoteTaxCode(string RemoteId, string Name, decimal? Rate, bool Active);
