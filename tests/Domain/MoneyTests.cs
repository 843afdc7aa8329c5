using System.Globalization;
using System.Text.Json;

namespace OrleansLedger.Domain.Tests;

public sealed class MoneyTests
{
    [Fact]
    public void The_absolute_of_money_out_is_the_same_money_without_its_sign() =>
        new Money(-129.50m, "GBP").Absolute.ShouldBe(new Money(129.50m, "GBP"));

    [Theory]
    [InlineData("-30.0000", "CHF", "-30.00 CHF")]
    [InlineData("30", "CHF", "30.00 CHF")]
    [InlineData("5143.0000", "JPY", "5143 JPY")]
    [InlineData("1.5", "KWD", "1.500 KWD")]
    public void Money_is_shown_with_the_decimals_of_its_currency(string amount, string currency, string shown) =>
        new Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency).Display.ShouldBe(shown);

    [Fact]
    public void Money_survives_JSON_to_the_last_decimal()
    {
        var money = new Money(-1234567890.0001m, "EUR");

        JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(money)).ShouldBe(money);
    }
}
