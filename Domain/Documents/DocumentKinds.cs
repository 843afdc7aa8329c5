namespace OrleansLedger.Domain.Documents;

/// <summary>The kinds of document, as they stand in sync records.</summary>
public static class DocumentKinds
{
    public const string BankTransaction = "bank_transaction";
}
