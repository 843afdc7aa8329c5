using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Fortnox;

namespace OrleansLedger.Providers.Tests.Fortnox;

public sealed class VouchersFromTransactions
{
    [Fact]
    public void Money_out_debits_the_posting_account_and_credits_the_bank()
    {
        var voucher = FortnoxTranslation.Voucher(Samples.Company, Samples.Entry(-129.50m));

        voucher.VoucherRows.ShouldBe([new(5460, Debit: 129.50m, Credit: 0), new(1930, Debit: 0, Credit: 129.50m)]);
        voucher.TransactionDate.ShouldBe("2026-04-30");
        voucher.VoucherSeries.ShouldBe("A");
        voucher.Description.ShouldBe("Kaffebönor, 12 kg");
    }

    [Fact]
    public void Money_in_debits_the_bank_and_credits_the_posting_account() =>
        FortnoxTranslation.Voucher(Samples.Company, Samples.Entry(40m)).VoucherRows.ShouldBe([new(5460, Debit: 0, Credit: 40m), new(1930, Debit: 40m, Credit: 0)]);

    [Fact]
    public void A_reversal_swaps_debit_and_credit_on_the_same_day_and_names_the_original()
    {
        var entry = Samples.Entry(-129.50m) with { Role = EntryRole.Reversal, Existing = new RemoteEntry("A/12/4", "A12") };

        var voucher = FortnoxTranslation.Voucher(Samples.Company, entry);

        voucher.VoucherRows.ShouldBe([new(5460, Debit: 0, Credit: 129.50m), new(1930, Debit: 129.50m, Credit: 0)]);
        voucher.TransactionDate.ShouldBe("2026-04-30");
        voucher.Description.ShouldBe("Reversal of A12: Kaffebönor, 12 kg");
        FortnoxTranslation.Reverses(AsRead(voucher)).ShouldBe("A/12/4");
    }

    [Theory]
    [InlineData("-12.50", "EUR", "11.2345", "140.43")]
    [InlineData("1000", "JPY", "0.0675", "67.50")]
    [InlineData("-0.10", "EUR", "11.25", "1.13")]
    [InlineData("-0.10", "EUR", "11.15", "1.12")]
    [InlineData("7.123", "KWD", "34.111", "242.97")]
    public void A_foreign_amount_is_converted_once_and_rounded_half_away_from_zero(string amount, string currency, string rate, string expected)
    {
        var entry = Samples.Entry(decimal.Parse(amount), currency, decimal.Parse(rate));

        var rows = FortnoxTranslation.Voucher(Samples.Company, entry).VoucherRows;

        rows.Sum(row => row.Debit).ShouldBe(decimal.Parse(expected));
        rows.Sum(row => row.Credit).ShouldBe(decimal.Parse(expected));
    }

    [Fact]
    public void The_comments_carry_key_reference_original_amount_and_counterparty()
    {
        var comments = FortnoxTranslation.Voucher(Samples.Company, Samples.Entry(-12.50m, "EUR", 11.2345m)).Comments;

        comments.ShouldBe($"{Samples.Key} OrleansLedger\nReference: tx-2026-0042\nOriginal: -12.50 EUR, rate 11.2345 SEK\nCounterparty: Nordic Roasters");
        EntryKey.FindIn(comments).ShouldBe(Samples.Key);
    }

    [Fact]
    public void A_reference_that_looks_like_a_key_does_not_hide_the_real_one()
    {
        var entry = Samples.Entry(-1m);
        entry = entry with { Document = entry.Document with { SourceReference = "OLZZZZZZZZZZZZZZZZZZ" } };

        EntryKey.FindIn(FortnoxTranslation.Voucher(Samples.Company, entry).Comments).ShouldBe(Samples.Key);
    }

    [Fact]
    public void The_longest_texts_fit()
    {
        var entry = Samples.Entry(-1m, description: new string('d', 4000));
        entry = entry with { Document = entry.Document with { SourceReference = new string('r', 100), Counterparty = new string('c', 4000) } };

        var voucher = FortnoxTranslation.Voucher(Samples.Company, entry);

        voucher.Description.Length.ShouldBe(200);
        voucher.Comments.Length.ShouldBe(1000);
        voucher.Comments.ShouldContain(new string('r', 100));
    }

    [Fact]
    public void A_description_of_spaces_only_still_gives_the_voucher_one() =>
        FortnoxTranslation.Voucher(Samples.Company, Samples.Entry(-1m, description: " \n ")).Description.ShouldBe("Bank transaction");

    [Fact]
    public void The_voucher_series_of_the_connection_is_used()
    {
        var company = Samples.Company with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["VoucherSeries"] = "OL" } };

        FortnoxTranslation.Voucher(company, Samples.Entry(-1m)).VoucherSeries.ShouldBe("OL");
    }

    [Fact]
    public void A_foreign_amount_without_a_rate_is_never_sent_one_to_one()
    {
        var entry = Samples.Entry(-12.50m, "EUR");

        FortnoxTranslation.Check(Samples.Company, entry).ShouldHaveSingleItem().Code.ShouldBe("exchange_rate_missing");
        Should.Throw<ArgumentException>(() => FortnoxTranslation.Voucher(Samples.Company, entry));
    }

    [Fact]
    public void A_complete_entry_has_no_problems() => FortnoxTranslation.Check(Samples.Company, Samples.Entry(-12.50m)).ShouldBeEmpty();

    [Fact]
    public void A_day_without_financial_year_is_named()
    {
        var problem = FortnoxTranslation.Check(Samples.Company, Samples.Entry(-1m, on: new(2027, 1, 1))).ShouldHaveSingleItem();

        problem.Code.ShouldBe("no_financial_year");
        problem.Text.ShouldContain("2027-01-01");
    }

    [Fact]
    public void An_amount_that_rounds_to_nothing_is_named() =>
        FortnoxTranslation.Check(Samples.Company, Samples.Entry(-1m, "VND", 0.0004m)).ShouldHaveSingleItem().Code.ShouldBe("amount_rounds_to_zero");

    [Fact]
    public void An_account_that_is_no_BAS_number_is_named_with_its_field()
    {
        var problem = FortnoxTranslation.Check(Samples.Company, Samples.Entry(-1m) with { PostingAccount = Samples.Supplies with { RemoteId = "0f3a" } }).ShouldHaveSingleItem();

        problem.Code.ShouldBe("account_not_four_digits");
        problem.Field.ShouldBe("PostingAccount");
    }

    [Fact]
    public void A_tax_code_is_refused_rather_than_dropped() =>
        FortnoxTranslation.Check(Samples.Company, Samples.Entry(-1m) with { TaxCode = new RemoteTaxCode("25", "25 %", 25, Active: true) })
            .ShouldHaveSingleItem().Code.ShouldBe("tax_code_not_supported");

    [Fact]
    public void A_series_that_cannot_be_one_is_named()
    {
        var company = Samples.Company with { Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["VoucherSeries"] = "A/B" } };

        FortnoxTranslation.Check(company, Samples.Entry(-1m)).ShouldHaveSingleItem().Code.ShouldBe("voucher_series_invalid");
    }

    [Theory]
    [InlineData(1510, AccountKind.Asset)]
    [InlineData(1910, AccountKind.Bank)]
    [InlineData(1930, AccountKind.Bank)]
    [InlineData(2081, AccountKind.Equity)]
    [InlineData(2440, AccountKind.Liability)]
    [InlineData(3001, AccountKind.Income)]
    [InlineData(4010, AccountKind.Expense)]
    [InlineData(7010, AccountKind.Expense)]
    [InlineData(8310, AccountKind.Income)]
    [InlineData(8410, AccountKind.Expense)]
    public void The_class_of_an_account_follows_from_its_number(int number, AccountKind kind)
    {
        var account = FortnoxTranslation.Account(new AccountRow(number, "Konto", Active: false));

        account.Kind.ShouldBe(kind);
        account.RemoteId.ShouldBe(number.ToString());
        account.Active.ShouldBeFalse();
    }

    [Fact]
    public void Neighbouring_days_share_a_range_that_never_crosses_a_year_end()
    {
        var ranges = FortnoxTranslation.Ranges(
            Samples.Company, [new(2026, 1, 2), new(2025, 12, 30), new(2026, 1, 5), new(2026, 6, 1), new(2030, 1, 1), new(2026, 1, 2)]);

        ranges.Select(range => (range.Year.RemoteId, range.From, range.To)).ShouldBe(
        [
            ("3", new(2025, 12, 30), new(2025, 12, 30)),
            ("4", new(2026, 1, 2), new(2026, 1, 5)),
            ("4", new(2026, 6, 1), new(2026, 6, 1)),
        ]);
    }

    [Fact]
    public void A_span_over_two_years_is_read_in_two_parts() =>
        FortnoxTranslation.Ranges(Samples.Company, new DateOnly(2024, 1, 1), new DateOnly(2026, 2, 1)).Select(range => (range.Year.RemoteId, range.From, range.To)).ShouldBe(
        [
            ("3", new(2025, 1, 1), new(2025, 12, 31)),
            ("4", new(2026, 1, 1), new(2026, 2, 1)),
        ]);

    [Fact]
    public void What_a_voucher_of_somebody_else_did_to_the_bank_is_the_sum_of_its_bank_rows()
    {
        var voucher = Read(comments: null, new(6071, 100, 0), new(2641, 25, 0), new(1930, 0, 100), new(1910, 0, 25), new(1930, 0, 999, Removed: true));

        FortnoxTranslation.BankMovement(Samples.Company, voucher).ShouldBe(new Money(-125, "SEK"));
    }

    [Theory]
    [InlineData(1930, 2890, "-50")]
    [InlineData(5460, 2890, "-50")]
    [InlineData(1930, 1940, "-50")]
    public void What_our_own_voucher_did_to_the_bank_is_its_last_row_wherever_no_single_bank_account_tells(int posting, int bank, string expected)
    {
        var voucher = Read($"{Samples.Key} OrleansLedger", new(posting, 50, 0), new(bank, 0, 50));

        // One bank account among the two rows always wins: here that is the posting account's side.
        var movement = posting == 1930 && bank == 2890 ? 50m : decimal.Parse(expected);
        FortnoxTranslation.BankMovement(Samples.Company, voucher).Amount.ShouldBe(movement);
    }

    [Theory]
    [InlineData("A/12/4", "A", 12, "4")]
    [InlineData("OL/1/17", "OL", 1, "17")]
    public void A_remote_id_is_series_number_and_year(string remoteId, string series, long number, string year)
    {
        var id = VoucherId.Parse(remoteId);

        id.ShouldBe(new VoucherId(series, number, year));
        id.Entry.ShouldBe(new RemoteEntry(remoteId, $"{series}{number}"));
    }

    [Theory]
    [InlineData("A12")]
    [InlineData("A/x/4")]
    [InlineData("/1/4")]
    [InlineData("")]
    public void Anything_else_is_no_remote_id(string remoteId) => Should.Throw<FormatException>(() => VoucherId.Parse(remoteId)).Message.ShouldContain("series/number/financial year");

    private static Voucher AsRead(NewVoucher voucher) => new("A", 13, 4, new(2026, 4, 30), voucher.Description, voucher.Comments, "MANUAL", []);

    private static Voucher Read(string? comments, params VoucherRow[] rows) => new("A", 1, 4, new(2026, 4, 30), "text", comments, "MANUAL", rows);
}
