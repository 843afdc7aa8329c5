using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Tests.Documents;

public sealed class TransactionRulesTests
{
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

        TransactionRules.Faults(s_good).ShouldBeEmpty();
        TransactionRules.Faults(s_good with
        {
            SourceReference = new string('r', 100),
            Description = new string('d', 4000),
            Amount = new Money(-999_999_999_999_999m, "EUR"),
            Counterparty = longest,
            Category = longest,
            BankAccount = longest,
            TaxCode = longest,
        }).ShouldBeEmpty();
    }

    public static TheoryData<BankTransaction, string> Wrong() => new()
    {
        { s_good with { SourceReference = " " }, "sourceReference is empty. Every transaction needs one." },
        { s_good with { SourceReference = new string('r', 101) }, $"sourceReference '{new string('r', 60)}…' is 101 characters long. Shorten it to 100." },
        { s_good with { Description = "" }, "description is empty. Every transaction needs one." },
        { s_good with { Description = new string('d', 4001) }, $"description '{new string('d', 60)}…' is 4001 characters long. Shorten it to 4000." },
        { s_good with { Description = "Ta\0xi" }, "description 'Ta\uFFFDxi' contains the control character U+0000. Remove it." },
        { s_good with { Amount = new Money(1m, "eur") }, "currency 'eur' is not in upper case. Write it as EUR." },
        { s_good with { Amount = new Money(1m, "") }, "currency is empty. Every transaction needs one." },
        { s_good with { Amount = new Money(0m, "EUR") }, "amount '0' is zero: no money moved. Leave the transaction out." },
        { s_good with { Amount = new Money(1_000_000_000_000_000m, "EUR") }, "amount '1000000000000000' is too large. The largest is 999999999999999." },
        { s_good with { Amount = new Money(12.345m, "EUR") }, "amount '12.345' has too many decimals: EUR has 2. Round it: 12.35." },
        { s_good with { Counterparty = new string('c', 256) }, $"counterparty '{new string('c', 60)}…' is 256 characters long. Shorten it to 255." },
        { s_good with { Category = "tra\u0007vel" }, "category 'tra\uFFFDvel' contains the control character U+0007. Remove it." },
        { s_good with { BankAccount = new string('b', 256) }, $"bankAccount '{new string('b', 60)}…' is 256 characters long. Shorten it to 255." },
        { s_good with { TaxCode = "\0" }, "taxCode '\uFFFD' contains the control character U+0000. Remove it." },
        { s_good with { TaxCode = "x\uD800" }, "taxCode 'x\uFFFD' contains the broken character U+D800. Remove it." },
        { s_good with { Rates = new Dictionary<string, decimal> { ["sek"] = 11m } }, "rates 'sek=11' is not a rate for a currency. Write its three-letter code: SEK." },
        { s_good with { Rates = new Dictionary<string, decimal> { ["SEK"] = 0m } }, "rates 'SEK=0' is not a rate. Write one above zero." },
        { s_good with { Rates = new Dictionary<string, decimal> { ["EUR"] = 1m } }, "rates 'EUR=1' is a rate from the currency to itself. Leave it out." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_a_sentence_that_names_the_field_and_says_what_to_send(BankTransaction transaction, string fault) =>
        TransactionRules.Faults(transaction).ShouldBe([fault]);

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() =>
        TransactionRules.Faults(s_good with { SourceReference = "", Description = "a\0", Amount = new Money(0m, "x") }).Count().ShouldBe(4);
}
