namespace OrleansLedger.Domain.Mappings;

/// <summary>What a rule maps from.</summary>
public enum MappingKind
{
    /// <summary>A transaction's category to the account it is posted to.</summary>
    Category,

    /// <summary>A transaction's bank account to a remote bank account.</summary>
    BankAccount,

    /// <summary>A transaction's tax code to a remote tax code.</summary>
    TaxCode,
}

/// <summary>For one connection: the tenant's own key and the remote id it stands for.</summary>
public sealed record MappingRule(MappingKind Kind, string Key, string RemoteId);
