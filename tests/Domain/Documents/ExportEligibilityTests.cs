using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Tests.Documents;

public sealed class ExportEligibilityTests
{
    [Theory]
    [InlineData(TransactionStatus.Pending)]
    [InlineData(TransactionStatus.Completed)]
    public void Pending_and_completed_transactions_are_exported(TransactionStatus status) =>
        ExportEligibility.Refusal(Transaction(status)).ShouldBeNull();

    [Fact]
    public void An_excluded_transaction_is_refused_with_what_to_do() =>
        ExportEligibility.Refusal(Transaction(TransactionStatus.Excluded)).ShouldBe("Transaction bank-17 is excluded. Set its status to completed to export it.");

    [Fact]
    public void An_archived_transaction_is_refused_with_what_to_do() =>
        ExportEligibility.Refusal(Transaction(TransactionStatus.Archived)).ShouldBe("Transaction bank-17 is archived. Restore it to export it.");

    [Fact]
    public void A_status_nobody_has_decided_on_is_a_bug() =>
        Should.Throw<ArgumentOutOfRangeException>(() => ExportEligibility.Refusal(Transaction((TransactionStatus)99)));

    private static BankTransaction Transaction(TransactionStatus status) => new()
    {
        Id = DocumentId.New(),
        TenantId = TenantId.New(),
        SourceReference = "bank-17",
        TransactedOn = new DateOnly(2026, 3, 4),
        Description = "Coffee beans",
        Amount = new Money(-12.50m, "EUR"),
        Status = status,
        Revision = 1,
    };
}
