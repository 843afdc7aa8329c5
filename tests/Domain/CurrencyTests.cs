namespace OrleansLedger.Domain.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 2)]
    [InlineData("SEK", 2)]
    [InlineData("MRU", 2)]
    [InlineData("MGA", 2)]
    [InlineData("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF", 0)]
    [InlineData("BHD IQD JOD KWD LYD OMR TND", 3)]
    [InlineData("CLF UYW", 4)]
    public void A_currency_has_the_decimals_of_ISO_4217(string currencies, int decimals)
    {
        foreach (var currency in currencies.Split(' '))
        {
            Currency.IsKnown(currency).ShouldBeTrue(currency);
            Currency.Decimals(currency).ShouldBe(decimals, currency);
        }
    }

    [Theory]
    [InlineData("EUX")]
    [InlineData("ABC")]
    [InlineData("XXX")]
    [InlineData("eur")]
    [InlineData("")]
    [InlineData(null)]
    public void A_code_that_is_no_currency_of_ISO_4217_is_not_known(string? code) => Currency.IsKnown(code).ShouldBeFalse();

    [Theory]
    [InlineData("BGN")]
    [InlineData("HRK")]
    [InlineData("ANG")]
    public void A_currency_withdrawn_lately_is_known_for_older_transactions(string code) => Currency.IsKnown(code).ShouldBeTrue();

    [Theory]
    [InlineData("EUR", true)]
    [InlineData("eur", false)]
    [InlineData("EU", false)]
    [InlineData("EURO", false)]
    [InlineData("E1R", false)]
    [InlineData("ÅÄÖ", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_currency_is_three_capital_letters(string? currency, bool wellFormed) => Currency.IsWellFormed(currency).ShouldBe(wellFormed);
}
