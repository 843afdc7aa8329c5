using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

public sealed class ReadinessTests
{
    private static readonly Company s_multi = Samples.Company("GB", "GBP", multiCurrency: true);

    public static TheoryData<string, string> Problems => new()
    {
        { "bank account of the wrong type", "bank_account_type" },
        { "posting to the bank account", "posting_account_is_bank_account" },
        { "posting to receivables", "posting_account_type" },
        { "too much money", "amount_too_large" },
        { "too many decimals", "amount_decimals" },
        { "currency without a rate", "exchange_rate_missing" },
        { "account of another currency", "bank_account_currency" },
        { "us tax code", "tax_code_not_supported" },
        { "tax without tax set up", "tax_not_enabled" },
        { "tax without a rate", "tax_rate_unknown" },
        { "deposit with tax for purchases only", "tax_rates_missing" },
        { "changed deposit whose tax does not add up", "tax_rounding" },
        { "purchase that became a deposit", "entity_changed" },
    };

    [Theory]
    [MemberData(nameof(Problems))]
    public void What_quickbooks_would_refuse_or_book_wrongly_is_named_before_it_is_sent(string situation, string code)
    {
        var (company, entry) = Situation(situation);

        var problem = QuickBooksTranslation.Check(company, entry).ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Text.ShouldNotBeNullOrWhiteSpace();
        problem.Field.ShouldNotBeNull();
    }

    [Fact]
    public void A_deposit_is_ready_whatever_its_tax_and_a_changed_one_where_quickbooks_computes_the_same()
    {
        foreach (var amount in (decimal[])[120m, 29.91m, 0.03m])
        {
            QuickBooksTranslation.Check(Samples.Uk, Samples.Entry(amount) with { TaxCode = Samples.Standard }).ShouldBeEmpty();
        }

        QuickBooksTranslation.Check(Samples.Uk, Samples.Entry(120m) with { TaxCode = Samples.Standard, Existing = new RemoteEntry("deposit:77", Samples.Key, "0") }).ShouldBeEmpty();
    }

    [Fact]
    public void A_foreign_amount_may_leave_an_account_of_the_home_currency() =>
        QuickBooksTranslation.Check(s_multi, Samples.Entry(-10m, "EUR") with { ExchangeRate = 0.86m }).ShouldBeEmpty();

    private static (Company Company, TransactionEntry Entry) Situation(string situation)
    {
        var entry = Samples.Entry(-10m);
        return situation switch
        {
            "bank account of the wrong type" => (Samples.Uk, entry with { BankAccount = Samples.Meals with { RemoteId = "14" } }),
            "posting to the bank account" => (Samples.Uk, entry with { PostingAccount = Samples.Checking }),
            "posting to receivables" => (Samples.Uk, entry with { PostingAccount = new RemoteAccount("84", null, "A/R", AccountKind.Asset, "Accounts Receivable", null, Active: true) }),
            "too much money" => (Samples.Uk, Samples.Entry(-10_000_000_000m)),
            "too many decimals" => (Samples.Uk, Samples.Entry(-10.005m)),
            "currency without a rate" => (s_multi, Samples.Entry(-10m, "EUR")),
            "account of another currency" => (s_multi, entry with { BankAccount = Samples.Checking with { Currency = "EUR" } }),
            "us tax code" => (Samples.Us, Samples.Entry(-10m, "USD") with { TaxCode = Samples.Standard }),
            "tax without tax set up" => (Samples.Company("GB", "GBP", tax: false), entry with { TaxCode = Samples.Standard }),
            "tax without a rate" => (Samples.Uk, entry with { TaxCode = Samples.Standard with { Rate = null } }),
            "deposit with tax for purchases only" => (Samples.Uk, Samples.Entry(10m) with { TaxCode = Samples.Standard with { RemoteId = "10" } }),
            "changed deposit whose tax does not add up" => (Samples.Uk, Samples.Entry(0.03m) with { TaxCode = Samples.Standard, Existing = new RemoteEntry("deposit:77", Samples.Key, "0") }),
            "purchase that became a deposit" => (Samples.Uk, Samples.Entry(10m) with { Existing = new RemoteEntry("purchase:145", Samples.Key, "0") }),
            _ => throw new ArgumentOutOfRangeException(nameof(situation), situation, "Unknown situation"),
        };
    }
}
