using OrleansLedger.Demo;
using OrleansLedger.Demo.Plan;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.Imports;
using OrleansLedger.Domain.Mappings;

namespace OrleansLedger.Demo.Tests.Plan;

public sealed class ChartChoicesTests
{
    private static readonly RemoteAccount s_bank = Account("090", "Business Bank Account", AccountKind.Bank, "GBP");
    private static readonly RemoteAccount s_euro = Account("092", "Business Bank Account EUR", AccountKind.Bank, "EUR");
    private static readonly RemoteAccount s_card = Account(null, "Company Card", AccountKind.CreditCard, "GBP");
    private static readonly RemoteAccount s_sales = Account("200", "Sales", AccountKind.Income);
    private static readonly RemoteAccount s_general = Account("429", "General Expenses", AccountKind.Expense);
    private static readonly RemoteAccount s_travel = Account("493", "Travel - National", AccountKind.Expense);
    private static readonly RemoteAccount[] s_chart = [s_card, s_travel, s_general, s_sales, s_euro, s_bank];

    [Fact]
    public void A_bank_account_of_the_sample_becomes_one_of_the_same_currency()
    {
        var choices = Choose(s_chart);

        choices.BankAccountOf(Transaction(-1, "EUR", bankAccount: "Current account EUR")).ShouldBe(s_euro);
        choices.BankAccountOf(Transaction(-1, "GBP", bankAccount: "Current account GBP")).ShouldBe(s_bank);
        choices.BankAccountOf(Transaction(-1, "GBP", bankAccount: "Company card GBP")).ShouldBe(s_card);
        choices.BankAccountOf(Transaction(-1, "EUR", bankAccount: "Company card EUR")).ShouldBe(s_euro, "there is no card in euro");
        choices.BankAccountOf(Transaction(-1, "GBP")).ShouldBe(s_bank);
    }

    [Fact]
    public void A_chart_that_knows_no_currencies_has_one_ordinary_bank_account()
    {
        var ordinary = Account("1930", "Företagskonto", AccountKind.Bank);
        var choices = new ChartChoices("A", "SEK", [Account("1910", "Kassa", AccountKind.Bank), ordinary, s_sales, s_general], [], [Transaction(-1, "EUR", bankAccount: "Current account EUR")]);

        choices.BankAccountOf(Transaction(-1, "EUR", bankAccount: "Current account EUR")).ShouldBe(ordinary);
        choices.Rules.ShouldContain(new MappingRule(MappingKind.BankAccount, "Current account EUR", ordinary.RemoteId));
    }

    [Fact]
    public void A_category_is_mapped_to_the_account_named_like_it_and_others_to_the_defaults()
    {
        var choices = Choose(s_chart);

        choices.PostingAccountOf(Transaction(-1, "GBP", category: "travel")).ShouldBe(s_travel);
        choices.PostingAccountOf(Transaction(1, "GBP", category: "travel")).ShouldBe(s_travel, "a refund");
        choices.PostingAccountOf(Transaction(-1, "GBP", category: "training")).ShouldBe(s_general);
        choices.PostingAccountOf(Transaction(1, "GBP")).ShouldBe(s_sales);
        choices.Rules.ShouldContain(new MappingRule(MappingKind.Category, "training", s_general.RemoteId), "what is not mapped is parked");
    }

    [Fact]
    public void The_rules_say_the_same_as_the_choices()
    {
        var choices = Choose(s_chart);

        choices.Rules.ShouldContain(new MappingRule(MappingKind.Category, "travel", s_travel.RemoteId));
        choices.Rules.ShouldContain(new MappingRule(MappingKind.BankAccount, "Company card GBP", s_card.RemoteId));
        choices.Rules.ShouldContain(new MappingRule(MappingKind.TaxCode, "input-standard", "INPUT2"));
        choices.Rules.ShouldContain(new MappingRule(MappingKind.TaxCode, "exempt", "NONE"));
        choices.Settings.DefaultBankAccount.ShouldBe(s_bank.RemoteId);
        choices.Settings.DefaultExpenseAccount.ShouldBe(s_general.RemoteId);
        choices.Settings.DefaultIncomeAccount.ShouldBe(s_sales.RemoteId);
    }

    [Fact]
    public void A_chart_without_a_bank_account_is_refused() =>
        Should.Throw<DemoException>(() => Choose([s_sales, s_general])).Message.ShouldStartWith("The chart of accounts of Harbour has no bank account.");

    private static ChartChoices Choose(RemoteAccount[] chart) => new(
        "Harbour",
        "GBP",
        chart,
        [new RemoteTaxCode("INPUT2", "20% (VAT on Expenses)", 20, Active: true), new RemoteTaxCode("NONE", "No VAT", 0, Active: true)],
        [
            Transaction(-1, "EUR", category: "training", bankAccount: "Current account EUR") with { TaxCode = "input-standard" },
            Transaction(-1, "EUR") with { TaxCode = "exempt" },
            Transaction(-1, "EUR", bankAccount: "Company card EUR"),
            Transaction(-1, "GBP", bankAccount: "Current account GBP"),
            Transaction(-1, "GBP", bankAccount: "Company card GBP"),
        ]);

    private static RemoteAccount Account(string? code, string name, AccountKind kind, string? currency = null) =>
        new($"id-{code ?? name}", code, name, kind, kind.ToString(), currency, Active: true);

    private static ImportedTransaction Transaction(decimal amount, string currency, string? category = null, string? bankAccount = null) => new()
    {
        Line = 2,
        SourceReference = "TX-1",
        TransactedOn = new DateOnly(2026, 1, 2),
        Description = "Taxi",
        Amount = new Money(amount, currency),
        Category = category,
        BankAccount = bankAccount,
        Status = TransactionStatus.Completed,
        Rates = new Dictionary<string, decimal>(),
        Receipts = [],
    };
}
