using OrleansLedger.Domain.Documents;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Graph;

/// <summary>What is kept in step between the tenant and an accounting system.</summary>
public enum EntityType
{
    /// <summary>The chart of accounts: imported.</summary>
    Account,

    /// <summary>The tax codes: imported.</summary>
    TaxCode,

    /// <summary>Transactions with their receipts: exported.</summary>
    BankTransaction,
}

internal static class EntityTypes
{
    /// <summary>Those that are documents, which have sync records.</summary>
    public static EntityType OfDocument(string documentKind) => Text.Read<EntityType>(documentKind);

    /// <summary>The kinds of document among them; null for no filter.</summary>
    public static IReadOnlyList<string>? DocumentKindsOf(IReadOnlyList<EntityType>? types) =>
        types is null ? null : [.. types.Where(t => t == EntityType.BankTransaction).Select(_ => DocumentKinds.BankTransaction)];
}
