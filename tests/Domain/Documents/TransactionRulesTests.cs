using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Tests.Documents;

public sealed class TransactionRulesTests
{
    private static readonly DateOnly s_today = new(2026, 4, 1);

    private static readonly BankTransaction s_good = new()
    {
        Id = new DocumentId(Guid.Empty),
        TenantId = new TenantId(Guid.Empty),
        SourceReference = "T-1",
        TransactedOn = new DateOnly(2026, 3, 31),
        Description = "Taxi",
        Amount = new Money(-20m, "EUR"),
        Counterparty = "Harbour Cabs",
        Status = TransactionStatus.Completed,
        Rates = new Dictionary<string, decimal> { ["SEK"] = 11.42m },
        Revision = 1,
    };

    [Fact]
    public void A_transaction_at_every_limit_can_be_taken()
    {
        var longest = new string('n', 255);

        TransactionRules.Problems(s_good, s_today).ShouldBeEmpty();
        TransactionRules.Problems(s_good with
        {
            TransactedOn = new DateOnly(2031, 4, 1),
            Rates = new Dictionary<string, decimal> { ["SEK"] = 1m, ["USD"] = 0.000000001m },
            SourceReference = new string('r', 100),
            Description = new string('d', 4000),
            Amount = new Money(-999_999_999_999_999m, "EUR"),
            Counterparty = longest,
            Category = longest,
            BankAccount = longest,
            TaxCode = longest,
        }, s_today).ShouldBeEmpty();
    }

    public static TheoryData<BankTransaction, string, string, string> Wrong() => new()
    {
        { s_good with { SourceReference = " " }, "missing", "sourceReference", "sourceReference is empty. Every transaction needs one." },
        { s_good with { SourceReference = new string('r', 101) }, "too_long", "sourceReference", $"sourceReference '{new string('r', 60)}…' is 101 characters long. Shorten it to 100." },
        { s_good with { TransactedOn = new(1899, 12, 31) }, "invalid_date", "transactedOn", "transactedOn '1899-12-31' is before 1900-01-01. Correct the date." },
        {
            s_good with { TransactedOn = DateOnly.MaxValue }, "invalid_date", "transactedOn",
            "transactedOn '9999-12-31' is more than 5 years ahead. Correct the date; the last one accepted is 2031-04-01."
        },
        { s_good with { Description = "" }, "missing", "description", "description is empty. Every transaction needs one." },
        { s_good with { Description = new string('d', 4001) }, "too_long", "description", $"description '{new string('d', 60)}…' is 4001 characters long. Shorten it to 4000." },
        { s_good with { Description = "Ta\0xi" }, "invalid_character", "description", "description 'Ta\uFFFDxi' contains the control character U+0000. Remove it." },
        { s_good with { Amount = new Money(1m, "eur") }, "invalid_currency", "currency", "currency 'eur' is not in upper case. Write it as EUR." },
        { s_good with { Amount = new Money(1m, "EUX") }, "invalid_currency", "currency", "currency 'EUX' is not a currency of ISO 4217. Write its three-letter code: EUR." },
        { s_good with { Amount = new Money(1m, "") }, "missing", "currency", "currency is empty. Every transaction needs one." },
        { s_good with { Amount = new Money(0m, "EUR") }, "invalid_amount", "amount", "amount '0' is zero: no money moved. Leave the transaction out." },
        { s_good with { Amount = new Money(1_000_000_000_000_000m, "EUR") }, "invalid_amount", "amount", "amount '1000000000000000' is too large. The largest is 999999999999999." },
        { s_good with { Amount = new Money(12.345m, "EUR") }, "invalid_amount", "amount", "amount '12.345' has too many decimals: EUR has 2. Round it: 12.35." },
        {
            s_good with { Amount = new Money(0.004m, "EUR") }, "invalid_amount", "amount",
            "amount '0.004' has too many decimals: EUR has 2. Less than the smallest amount of EUR is no money: leave the transaction out."
        },
        { s_good with { Counterparty = new string('c', 256) }, "too_long", "counterparty", $"counterparty '{new string('c', 60)}…' is 256 characters long. Shorten it to 255." },
        {
            s_good with { Counterparty = "Harbour \u202Efdp" }, "invalid_character", "counterparty",
            "counterparty 'Harbour \uFFFDfdp' contains the character U+202E, which changes the direction of text. Remove it."
        },
        { s_good with { Category = "tra\u0007vel" }, "invalid_character", "category", "category 'tra\uFFFDvel' contains the control character U+0007. Remove it." },
        { s_good with { BankAccount = new string('b', 256) }, "too_long", "bankAccount", $"bankAccount '{new string('b', 60)}…' is 256 characters long. Shorten it to 255." },
        { s_good with { TaxCode = "\0" }, "invalid_character", "taxCode", "taxCode '\uFFFD' contains the control character U+0000. Remove it." },
        { s_good with { TaxCode = "x\uD800" }, "invalid_character", "taxCode", "taxCode 'x\uFFFD' contains a broken character: half of a surrogate pair. Remove it, or send the whole character." },
        { Rated("sek", 11m), "invalid_rate", "rates", "rates 'sek=11' is not a rate for a currency of ISO 4217. Write its three-letter code: SEK." },
        { Rated("SEK", 0m), "invalid_rate", "rates", "rates 'SEK=0' is not a rate. Write one above zero." },
        { Rated("SEK", 1_000_000_001m), "invalid_rate", "rates", "rates 'SEK=1000000001' is not a plausible rate. Write one from 0.000000001 to 1000000000." },
        { Rated("EUR", 1m), "invalid_rate", "rates", "rates 'EUR=1' is a rate from the currency to itself. Leave it out." },
        {
            Rated("SEK", 1.2m) with { Amount = new Money(-900_000_000_000_000m, "EUR") }, "invalid_rate", "rates",
            "rates 'SEK=1.2' makes the amount larger than 999999999999999 SEK. Correct the rate or the amount."
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_value_gives_a_code_the_field_and_what_to_send(BankTransaction transaction, string code, string field, string message) =>
        TransactionRules.Problems(transaction, s_today).ShouldBe([new FieldProblem(code, field, message)]);

    [Fact]
    public void All_wrong_values_are_reported_at_once() =>
        TransactionRules.Problems(s_good with { SourceReference = "", Description = "a\0", Amount = new Money(0m, "x") }, s_today).Count().ShouldBe(4);

    [Theory]
    [InlineData("Amount", "amount")]
    [InlineData("tax_code", "taxCode")]
    [InlineData("LineItems.TaxType", "taxCode")]
    [InlineData("LineItems.AccountCode", "category")]
    [InlineData("CurrencyCode", "currency")]
    [InlineData("date", "transactedOn")]
    [InlineData("FileName", "attachments")]
    [InlineData("Account", null)]
    [InlineData(null, null)]
    public void A_field_of_an_accounting_system_is_named_as_in_the_API(string? remote, string? field) => TransactionFields.Of(remote).ShouldBe(field);

    private static BankTransaction Rated(string currency, decimal rate) => s_good with { Rates = new Dictionary<string, decimal> { [currency] = rate } };
}
