using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;
using static OrleansLedger.Silo.Tests.Exports.BooksOfOne;

namespace OrleansLedger.Silo.Tests.Exports;

/// <summary>Currencies that the company does not use.</summary>
public sealed class ReadinessTests
{
    private static readonly ConnectionSettings s_converting = Settings with { ConvertToBaseCurrency = true };

    [Fact]
    public void A_currency_that_the_company_does_not_use_is_parked_unless_it_is_to_be_converted()
    {
        var document = Transaction(-30m, "CHF", ("GBP", 0.88m));

        Parked(document, Settings).ShouldBe(("currency_not_enabled", "Harbour Cafe does not use CHF at Xero. Add CHF at Xero, then run refreshAccounts.", "currency"));
        Check(document, s_converting).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("-30.00", "0.88", "-26.40")]
    [InlineData("30.05", "0.9", "27.05")]
    [InlineData("-30.05", "0.9", "-27.05")]
    [InlineData("0.01", "0.5", "0.01")]
    public void It_is_entered_in_the_base_currency_at_its_own_rate_rounded_half_away_from_zero(string amount, string rate, string booked)
    {
        var document = Transaction(decimal.Parse(amount), "CHF", ("GBP", decimal.Parse(rate)));
        var entry = Check(document, s_converting with { DefaultIncomeAccount = Expenses.RemoteId }).Entry.ShouldNotBeNull();

        entry.Document.Amount.ShouldBe(new Money(decimal.Parse(booked), "GBP"));
        entry.ExchangeRate.ShouldBeNull();
        entry.Original.ShouldBe(new OriginalAmount(document.Amount, decimal.Parse(rate)));
        (entry.Document with { Amount = document.Amount }).ShouldBe(document);
    }

    [Fact]
    public void It_is_rounded_to_the_decimals_of_the_base_currency() =>
        Check(Transaction(-30m, "CHF", ("JPY", 171.4172m)), s_converting, Cafe with { BaseCurrency = "JPY", Currencies = ["JPY"] }).Entry.ShouldNotBeNull()
            .Document.Amount.ShouldBe(new Money(-5143m, "JPY"));

    [Fact]
    public void Without_a_rate_it_is_parked_with_what_to_send()
    {
        const string Text = "Harbour Cafe does not use CHF at Xero, and no rate is given to enter the amount in GBP. Add to the transaction's rates how many GBP one CHF was worth.";

        Parked(Transaction(-30m, "CHF", ("EUR", 1.05m)), s_converting).ShouldBe(("no_rate", Text, "rates"));
        Parked(Transaction(-30m, "CHF", ("GBP", 0m)), s_converting).ShouldBe(("no_rate", Text, "rates"));
    }

    [Fact]
    public void An_amount_that_comes_to_nothing_is_parked() =>
        Parked(Transaction(-0.0100m, "CHF", ("GBP", 0.3m)), s_converting).ShouldSatisfyAllConditions(
            p => p.Code.ShouldBe("amount_rounds_to_zero"),
            p => p.Text.ShouldBe("-0.01 CHF at 0.3 is nothing in GBP, and Harbour Cafe does not use CHF at Xero. Add CHF at Xero, then run refreshAccounts. Or exclude the transaction."));

    [Theory]
    [InlineData("CHF")]
    [InlineData("EUR")]
    public void An_amount_that_no_books_hold_is_parked_and_never_stops_the_others(string currency)
    {
        var books = Cafe with { Currencies = ["GBP", "EUR"] };
        foreach (var rate in new[] { 9_999_999_999_999_999_999_999_999_999m, 1.1m })
        {
            Check(Transaction(-999_999_999_999_999m, currency, ("GBP", rate)), s_converting, books).Problems.ShouldContain(p => p.Code == "rate_too_large" && p.Field == "rates");
        }

        Check(Transaction(-999_999_999_999_999m, currency, ("GBP", 0.0000000000000000000000000001m)), s_converting, books).Problems.ShouldNotContain(p => p.Code == "rate_too_large");
        Check(Transaction(-999_999_999_999_999m, currency, ("GBP", 1m)), s_converting, books).Problems.ShouldNotContain(p => p.Code == "rate_too_large");
    }

    [Fact]
    public void Currencies_that_the_company_uses_are_left_as_they_are()
    {
        var pounds = Check(Transaction(-30m, "GBP"), s_converting).Entry.ShouldNotBeNull();
        (pounds.Document.Amount, pounds.Original, pounds.ExchangeRate).ShouldBe((new Money(-30m, "GBP"), null, null));

        // No account in euros: that is Xero's to mind, and no reason to convert.
        Parked(Transaction(-30m, "EUR", ("GBP", 0.8m)), s_converting).Code.ShouldBe("bank_account_currency");
        Check(Transaction(-30m, "CHF", ("GBP", 0.8m)), s_converting, Cafe with { Currencies = null }).Problems.ShouldHaveSingleItem().Code.ShouldBe("bank_account_currency");
        Parked(Transaction(-30m, "EUR"), s_converting).Code.ShouldBe("no_rate");
    }

    [Fact]
    public void The_connection_says_how_much_the_text_of_a_line_tells()
    {
        Check(Transaction(-30m, "GBP"), Settings).Entry.ShouldNotBeNull().LineDetail.ShouldBe(LineDetail.Description);
        Check(Transaction(-30m, "GBP"), Settings with { LineDetail = LineDetail.Full }).Entry.ShouldNotBeNull().LineDetail.ShouldBe(LineDetail.Full);
    }

    private static (string Code, string Text, string? Field) Parked(Domain.Documents.BankTransaction document, ConnectionSettings settings)
    {
        var (entry, problems) = Check(document, settings);
        entry.ShouldBeNull();
        var problem = problems.ShouldHaveSingleItem();
        return (problem.Code, problem.Text, problem.Field);
    }
}
