using OrleansLedger.Demo.Verification;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;

namespace OrleansLedger.Demo.Tests.Verification;

public sealed class AuditTests
{
    private static readonly RemoteAccount s_bank = new("b-1", "090", "Bank", AccountKind.Bank, "BANK", "EUR", Active: true);

    private static readonly RemoteAccount s_travel = new("a-7", "493", "Travel", AccountKind.Expense, "EXPENSE", null, Active: true);

    private static readonly ExpectedDocument s_expected = new()
    {
        EntryKey = "OL000000000000000001",
        SourceReference = "TX-1",
        TransactedOn = new DateOnly(2026, 3, 31),
        Amount = new Money(-20.00m, "EUR"),
        Rate = 0.8571m,
        BankAccount = s_bank,
        PostingAccount = s_travel,
        Files = [new ExpectedFile("a.pdf", "aa"), new ExpectedFile("b.png", "bb")],
    };

    private static readonly BookedDocument s_booked = new()
    {
        Name = "SPEND 1",
        EntryKey = "OL000000000000000001",
        DatedOn = new DateOnly(2026, 3, 31),
        Amount = new Money(-20m, "EUR"),
        Rate = 0.857100m,
        BankAccount = ["b-1"],
        PostingAccount = ["493"],
        Files = [new BookedFile("b-x1.png", "bb"), new BookedFile("a-x2.pdf", "aa")],
    };

    [Fact]
    public void Books_as_they_should_be_give_no_finding()
    {
        var report = Compare(s_booked);

        report.Findings.ShouldBeEmpty();
        report.Documents.ShouldBe(1);
        report.Attachments.ShouldBe(2);
    }

    [Fact]
    public void A_document_that_is_not_there_is_missing_and_so_are_its_files()
    {
        var report = Compare();

        report.Findings.ShouldBe(
        [
            new Finding(FindingKind.Missing, "TX-1 is not in the books."),
            new Finding(FindingKind.Missing, "TX-1: so its receipt 'a.pdf' is not either."),
            new Finding(FindingKind.Missing, "TX-1: so its receipt 'b.png' is not either."),
        ]);
        report.Documents.ShouldBe(0);
    }

    [Fact]
    public void A_document_that_is_there_twice_is_duplicated() =>
        Finding(s_booked, s_booked with { Name = "SPEND 2", Files = [] })
            .ShouldBe(new Finding(FindingKind.Duplicated, "TX-1 is in the books as SPEND 1 and again as SPEND 2."));

    [Fact]
    public void A_document_nobody_expected_is_duplicated() =>
        Finding(s_booked, s_booked with { Name = "SPEND 9", EntryKey = "OL000000000000000009" })
            .ShouldBe(new Finding(FindingKind.Duplicated, "SPEND 9 of 2026-03-31 is in the books and belongs to no transaction that was to be exported."));

    [Fact]
    public void A_document_without_our_reference_is_duplicated() =>
        Finding(s_booked, s_booked with { Name = "SPEND 9", EntryKey = null }).Kind.ShouldBe(FindingKind.Duplicated);

    [Fact]
    public void A_wrong_date_is_found() =>
        Wrong(s_booked with { DatedOn = new DateOnly(2026, 4, 1) }).ShouldBe("TX-1, booked as SPEND 1: it is dated 2026-04-01 instead of 2026-03-31.");

    [Theory]
    [InlineData("20.00", "EUR")]
    [InlineData("-20.01", "EUR")]
    [InlineData("-20.00", "GBP")]
    public void A_wrong_amount_sign_or_currency_is_found(string amount, string currency) =>
        Wrong(s_booked with { Amount = new Money(decimal.Parse(amount), currency) })
            .ShouldBe($"TX-1, booked as SPEND 1: the amount is {amount} {currency} instead of -20.00 EUR.");

    [Fact]
    public void A_rate_of_one_to_one_is_found() =>
        Wrong(s_booked with { Rate = 1 }).ShouldBe("TX-1, booked as SPEND 1: the rate is 1 GBP for one EUR instead of 0.8571.");

    [Fact]
    public void A_missing_rate_is_found() =>
        Wrong(s_booked with { Rate = null }).ShouldBe("TX-1, booked as SPEND 1: it has no rate from EUR to GBP.");

    [Fact]
    public void The_inverse_of_a_rate_may_have_been_rounded() =>
        Compare(s_booked with { Rate = 1 / 1.166725m }).Findings.ShouldBeEmpty();

    [Fact]
    public void An_amount_converted_by_us_has_to_fit_to_the_cent()
    {
        Compare(s_booked with { Amount = null, Rate = null, BaseAmount = new Money(-17.14m, "GBP") }).Findings.ShouldBeEmpty();
        Wrong(s_booked with { Amount = null, Rate = null, BaseAmount = new Money(-17.15m, "GBP") })
            .ShouldBe("TX-1, booked as SPEND 1: the amount is -17.15 GBP instead of -17.14 GBP (-20.00 EUR at 0.8571).");
    }

    [Fact]
    public void A_document_without_an_amount_is_wrong() =>
        Wrong(s_booked with { Amount = null, Rate = null }).ShouldBe("TX-1, booked as SPEND 1: it has no amount.");

    [Fact]
    public void A_wrong_bank_account_is_found() =>
        Wrong(s_booked with { BankAccount = ["b-2", "091"] }).ShouldBe("TX-1, booked as SPEND 1: the bank account is b-2/091 instead of 090 Bank.");

    [Fact]
    public void A_wrong_posting_account_is_found() =>
        Wrong(s_booked with { PostingAccount = [] }).ShouldBe("TX-1, booked as SPEND 1: it is posted to no account instead of 493 Travel.");

    [Fact]
    public void A_file_that_is_not_there_is_missing() =>
        Finding(s_booked with { Files = [s_booked.Files[0]] })
            .ShouldBe(new Finding(FindingKind.Missing, "TX-1: the receipt 'a.pdf' is not on it."));

    [Fact]
    public void A_file_that_is_there_twice_is_duplicated() =>
        Finding(s_booked with { Files = [.. s_booked.Files, new BookedFile("a-x3.pdf", "aa")] })
            .ShouldBe(new Finding(FindingKind.Duplicated, "TX-1: the receipt 'a.pdf' is there again as 'a-x3.pdf'."));

    [Fact]
    public void A_file_of_another_document_is_duplicated() =>
        Finding(s_booked with { Files = [.. s_booked.Files, new BookedFile("c.pdf", "cc")] })
            .ShouldBe(new Finding(FindingKind.Duplicated, "TX-1: the file 'c.pdf' is on it and does not belong there."));

    [Fact]
    public void A_file_with_other_bytes_is_wrong() =>
        Wrong(s_booked with { Files = [s_booked.Files[0], new BookedFile("a-x2.pdf", "a0")] })
            .ShouldBe("TX-1: the receipt 'a.pdf' has other bytes as 'a-x2.pdf'.");

    [Fact]
    public void The_files_of_a_document_that_is_there_twice_are_counted_over_both()
    {
        var report = Compare(s_booked, s_booked with { Name = "SPEND 2" });

        report.Count(FindingKind.Duplicated).ShouldBe(3);
        report.Count(FindingKind.Missing).ShouldBe(0);
    }

    private static AuditReport Compare(params BookedDocument[] books) => Audit.Compare(new Expectation("Tenant 1, Xero", "GBP", [s_expected]), books);

    private static Finding Finding(params BookedDocument[] books) => Compare(books).Findings.ShouldHaveSingleItem();

    private static string Wrong(BookedDocument booked)
    {
        var finding = Finding(booked);
        finding.Kind.ShouldBe(FindingKind.Wrong);
        return finding.Text;
    }
}
