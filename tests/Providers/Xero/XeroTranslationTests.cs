using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Xero;
using static OrleansLedger.Providers.Tests.Xero.XeroSamples;

namespace OrleansLedger.Providers.Tests.Xero;

public sealed class XeroTranslationTests
{
    private static readonly string s_id = "db54aab0-ad40-4ced-bcff-0940ba20db2c";

    [Fact]
    public void Money_out_is_spent_and_money_in_received_in_positive_amounts()
    {
        var spent = XeroTranslation.ToWire(Company, Entry(-129.50m));
        var received = XeroTranslation.ToWire(Company, Entry(0.01m));

        (spent.Type, spent.LineItems![0].UnitAmount).ShouldBe(("SPEND", 129.50m));
        (received.Type, received.LineItems![0].UnitAmount).ShouldBe(("RECEIVE", 0.01m));
    }

    [Fact]
    public void Without_a_tax_code_no_tax_is_reckoned_and_with_one_the_amount_includes_it()
    {
        var plain = XeroTranslation.ToWire(Company, Entry());
        var taxed = XeroTranslation.ToWire(Company, Entry() with { TaxCode = new RemoteTaxCode("INPUT2", "20% (VAT on Expenses)", 20m, Active: true) });

        (plain.LineAmountTypes, plain.LineItems![0].TaxType).ShouldBe(("NoTax", null));
        (taxed.LineAmountTypes, taxed.LineItems![0].TaxType).ShouldBe(("Inclusive", "INPUT2"));
    }

    [Fact]
    public void A_foreign_amount_goes_with_its_currency_and_the_inverse_rate()
    {
        var wire = XeroTranslation.ToWire(Company, Entry(-100m, "EUR"));

        (wire.CurrencyCode, wire.CurrencyRate).ShouldBe(("EUR", 1.25m));
    }

    [Fact]
    public void An_amount_in_the_base_currency_names_no_rate()
    {
        var wire = XeroTranslation.ToWire(Company, Entry() with { ExchangeRate = 1m });

        (wire.CurrencyCode, wire.CurrencyRate).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("0.9137", "1.0944511328")]
    [InlineData("150", "0.0066666667")]
    [InlineData("0.000058", "17241.3793103448")]
    [InlineData("0", null)]
    [InlineData(null, null)]
    public void Rates_are_turned_round(string? ours, string? xeros) =>
        XeroTranslation.CurrencyRate(ours is null ? null : decimal.Parse(ours)).ShouldBe(xeros is null ? null : decimal.Parse(xeros));

    [Fact]
    public void Nothing_but_the_contacts_id_is_sent_of_it()
    {
        var wire = XeroTranslation.ToWire(Company, Entry());

        wire.Contact.ShouldBe(new XeroWire.Contact { ContactID = "contact-id" });
        wire.BankTransactionID.ShouldBeNull();
        wire.Date.ShouldBe("2026-03-04");
    }

    [Fact]
    public void A_change_names_the_transaction_it_changes() =>
        XeroTranslation.ToWire(Company, Entry() with { Existing = new RemoteEntry(s_id) }).BankTransactionID.ShouldBe(s_id);

    public static TheoryData<string, TransactionEntry> Unready => new()
    {
        { "not_a_bank_account", Entry() with { BankAccount = General } },
        { "bank_account_currency", Entry(-1m, "EUR") with { BankAccount = Bank } },
        { "bank_account_currency", Entry() with { BankAccount = EuroBank } },
        { "posting_account_is_bank_account", Entry() with { PostingAccount = Bank } },
        { "posting_account_without_code", Entry() with { PostingAccount = General with { Code = null } } },
        { "contact_missing", Entry() with { ContactId = null } },
        { "exchange_rate_missing", Entry(-1m, "EUR") with { ExchangeRate = null } },
        { "amount_decimals", Entry(-1.005m) },
        { "amount_too_large", Entry(-10_000_000_000m) },
        { "description_missing", Entry() with { Document = Entry().Document with { Description = "\u0001" } } },
    };

    [Theory]
    [MemberData(nameof(Unready))]
    public void What_xero_would_refuse_is_found_before(string code, TransactionEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var problem = XeroTranslation.Check(Company, entry).ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Text.ShouldNotBeNullOrWhiteSpace();
        problem.Field.ShouldNotBeNull();
    }

    [Fact]
    public void A_sound_entry_has_no_problems()
    {
        XeroTranslation.Check(Company, Entry()).ShouldBeEmpty();
        XeroTranslation.Check(Company, Entry(55m, "EUR")).ShouldBeEmpty();
        XeroTranslation.Check(Company, Entry() with { BankAccount = Bank with { Kind = AccountKind.CreditCard, Currency = null } }).ShouldBeEmpty();
    }

    [Fact]
    public void An_echo_of_what_was_sent_is_written()
    {
        var (outcome, altered) = XeroTranslation.Outcome(Sent(), Echo());

        outcome.ShouldBe(new WriteOutcome.Written(new RemoteEntry(s_id)));
        altered.ShouldBeFalse();
    }

    [Fact]
    public void A_warning_that_changed_nothing_is_written()
    {
        var echo = Echo() with { StatusAttributeString = "WARNING", Warnings = [new XeroWire.ValidationError { Message = "The currency rate differs much from the rate of the day." }] };

        XeroTranslation.Outcome(Sent(), echo).Outcome.ShouldBeOfType<WriteOutcome.Written>();
    }

    public static TheoryData<string> AlteredMembers => ["Total", "Type", "CurrencyCode", "Date", "LineItems", "LineItems.AccountCode", "LineItems.TaxType"];

    [Theory]
    [MemberData(nameof(AlteredMembers))]
    public void An_echo_of_something_else_is_not_taken_for_success(string member)
    {
        var line = Echo().LineItems![0];
        var echo = member switch
        {
            "Total" => Echo() with { Total = 100m },
            "Type" => Echo() with { Type = "RECEIVE" },
            "CurrencyCode" => Echo() with { CurrencyCode = "GBP" },
            "Date" => Echo() with { Date = "/Date(1772668800000+0000)/" },
            "LineItems" => Echo() with { LineItems = [line, line] },
            "LineItems.AccountCode" => Echo() with { LineItems = [line with { AccountCode = null }] },
            _ => Echo() with { LineItems = [line with { TaxType = "NONE" }] },
        } with
        { Warnings = [new XeroWire.ValidationError { Message = "Xero's own words." }] };

        var (outcome, altered) = XeroTranslation.Outcome(Sent(), echo);

        altered.ShouldBeTrue();
        var rejected = outcome.ShouldBeOfType<WriteOutcome.Rejected>();
        rejected.Field.ShouldBe(member);
        rejected.Text.ShouldContain("Xero's own words.");
    }

    [Fact]
    public void An_element_with_errors_is_rejected_with_xeros_words()
    {
        var echo = Echo() with { StatusAttributeString = "ERROR", ValidationErrors = [new XeroWire.ValidationError { Description = "Account code '999' is not a valid code for this document." }] };

        XeroTranslation.Outcome(Sent(), echo).Outcome
            .ShouldBe(new WriteOutcome.Rejected("ValidationException", "Account code '999' is not a valid code for this document.", "LineItems.AccountCode"));
    }

    [Fact]
    public void An_echo_that_does_not_tell_is_unknown()
    {
        XeroTranslation.Outcome(Sent(), null).Outcome.ShouldBeOfType<WriteOutcome.Unknown>();
        XeroTranslation.Outcome(Sent(), Echo() with { Reference = "another" }).Outcome.ShouldBeOfType<WriteOutcome.Unknown>();
        XeroTranslation.Outcome(Sent(), Echo() with { BankTransactionID = Guid.Empty.ToString() }).Outcome.ShouldBeOfType<WriteOutcome.Unknown>();
    }

    [Theory]
    [InlineData("SPEND", "-20.5")]
    [InlineData("RECEIVE", "20.5")]
    [InlineData("SPEND-TRANSFER", "-20.5")]
    [InlineData("RECEIVE-OVERPAYMENT", "20.5")]
    public void A_found_transaction_is_signed_like_ours(string type, string amount)
    {
        var found = XeroTranslation.Found(Company, Echo() with { Type = type, Total = 20.5m }).ShouldNotBeNull();

        found.Amount.ShouldBe(new Money(decimal.Parse(amount), "EUR"));
        found.EntryKey.ShouldBe(Key);
        found.TransactedOn.ShouldBe(new DateOnly(2026, 3, 4));
        found.Text.ShouldBe("Coffee beans");
    }

    [Theory]
    [InlineData("BANK", "ASSET", "BANK", AccountKind.Bank)]
    [InlineData("BANK", "ASSET", "CREDITCARD", AccountKind.CreditCard)]
    [InlineData("BANK", "ASSET", "PAYPAL", AccountKind.Bank)]
    [InlineData("CURRENT", "ASSET", null, AccountKind.Asset)]
    [InlineData("OVERHEADS", "EXPENSE", null, AccountKind.Expense)]
    [InlineData("REVENUE", "REVENUE", null, AccountKind.Income)]
    [InlineData("CURRLIAB", "LIABILITY", null, AccountKind.Liability)]
    [InlineData("EQUITY", "EQUITY", null, AccountKind.Equity)]
    public void Accounts_keep_their_kind(string type, string @class, string? bankAccountType, AccountKind kind)
    {
        var account = new XeroWire.Account { AccountID = "id", Code = "", Name = "name", Type = type, Class = @class, BankAccountType = bankAccountType, Status = "ACTIVE" };

        XeroTranslation.ToAccount(account).ShouldBe(new RemoteAccount("id", null, "name", kind, type, null, Active: true));
        XeroTranslation.ToAccount(account with { Status = "ARCHIVED" }).ShouldNotBeNull().Active.ShouldBeFalse();
        XeroTranslation.ToAccount(account with { Status = "DELETED" }).ShouldBeNull();
    }

    [Fact]
    public void The_later_lock_date_counts()
    {
        var organisation = new XeroWire.Organisation { Name = "Harbour Cafe", BaseCurrency = "GBP", CountryCode = "GB", PeriodLockDate = "/Date(1735603200000+0000)/", EndOfYearLockDate = "/Date(1743379200000+0000)/" };

        var company = XeroTranslation.ToCompany("b7c9", organisation, [new XeroWire.Currency { Code = "USD" }]);

        company.LockedThrough.ShouldBe(new DateOnly(2025, 3, 31));
        company.Currencies.ShouldBe(["GBP", "USD"]);
    }

    private static XeroWire.BankTransaction Sent() =>
        XeroTranslation.ToWire(Company, Entry(-129.50m, "EUR") with { TaxCode = new RemoteTaxCode("INPUT2", "VAT", 20m, Active: true) });

    private static XeroWire.BankTransaction Echo() => Sent() with
    {
        BankTransactionID = s_id,
        Date = "/Date(1772582400000+0000)/",
        StatusAttributeString = "OK",
        Status = "AUTHORISED",
        Total = 129.5m,
    };
}
