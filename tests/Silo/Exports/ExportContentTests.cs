using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Silo.Exports;
using static OrleansLedger.Silo.Tests.Exports.BooksOfOne;

namespace OrleansLedger.Silo.Tests.Exports;

/// <summary>What tells a changed entry from an unchanged one.</summary>
public sealed class ExportContentTests
{
    private static readonly BankTransaction s_document = Transaction(-26.40m, "GBP");

    [Fact]
    public void What_was_entered_before_there_was_more_to_say_does_not_look_changed() =>
        Convert.ToHexStringLower(Content().Hash()).ShouldBe("b6add05f556e8835ef978ca51aad701737ce5fb8d44387a24cfb61dc789cd6c0");

    [Fact]
    public void A_converted_amount_is_told_from_the_same_amount_that_was_not_and_by_its_rate()
    {
        var converted = Content() with { Original = new OriginalAmount(new Money(-30m, "CHF"), 0.88m) };

        converted.Hash().ShouldNotBe(Content().Hash());
        (converted with { Original = new OriginalAmount(new Money(-30m, "CHF"), 0.8801m) }).Hash().ShouldNotBe(converted.Hash());
        (converted with { Original = new OriginalAmount(new Money(-30.01m, "CHF"), 0.88m) }).Hash().ShouldNotBe(converted.Hash());
        (converted with { Original = new OriginalAmount(new Money(-30.0000m, "CHF"), 0.880m) }).Hash().ShouldBe(converted.Hash(), "the same amount and rate, with zeros");
        ExportContent.FromJson(converted.ToJson()).Hash().ShouldBe(converted.Hash());
    }

    [Fact]
    public void The_category_counts_where_the_text_names_it()
    {
        var full = Content() with { LineDetail = LineDetail.Full };
        var moved = s_document with { Category = "office" };

        (full with { Document = moved }).Hash().ShouldNotBe(full.Hash());
        (Content() with { Document = moved }).Hash().ShouldBe(Content().Hash());
        ExportContent.FromJson(full.ToJson()).Hash().ShouldBe(full.Hash());
    }

    private static ExportContent Content() => new(s_document, Bank, Expenses, TaxCode: null, ExchangeRate: null, "contact");
}
