namespace OrleansLedger.Domain.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Räksmörgås 寿司 🍣 שלום", null)]
    [InlineData("first\r\n\tsecond", null)]
    [InlineData("a\0b", '\0')]
    [InlineData("a\u009Fb", '\u009F')]
    public void The_first_character_that_no_text_has_is_found(string text, char? character) => PlainText.Unprintable(text).ShouldBe(character);

    // Not as data of the one above: attributes cannot hold half a character.
    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        PlainText.Unprintable("a\uD83Cb").ShouldBe('\uD83C');
        PlainText.Unprintable("a\uDF63").ShouldBe('\uDF63');
        PlainText.Unprintable("a\uFFFFb").ShouldBe('\uFFFF', "it stands for half a pair");
    }

    [Fact]
    public void What_cannot_be_shown_is_replaced() => PlainText.Printable("a\0b\u0007c\uD83Cd🍣\0").ShouldBe("a\uFFFDb\uFFFDc\uFFFDd🍣\uFFFD");

    [Fact]
    public void What_is_shown_is_cut_and_never_in_the_middle_of_a_character() => PlainText.Shown(new string('a', 59) + "🍣" + "b").ShouldBe(new string('a', 59) + "\uFFFD…");
}
