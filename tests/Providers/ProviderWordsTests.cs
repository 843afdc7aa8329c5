using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests;

public sealed class ProviderWordsTests
{
    [Theory]
    [InlineData("<html><head><title>No</title></head><body><script>alert(1)</script><h1>Bad&nbsp;gateway</h1><p>Try &amp; wait</p></body></html>", "Bad gateway Try & wait")]
    [InlineData("Kontot finns inte.\r\nV\u00E4lj ett annat.", "Kontot finns inte. V\u00E4lj ett annat.")]
    [InlineData("one\rtwo\u2028three", "one two three")]
    [InlineData("5 < 6 and a<b", "5 < 6 and a")]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;Refused", "Refused")]
    [InlineData("<script>alert(1)", "")]
    [InlineData("<!-- hidden -->seen", "seen")]
    [InlineData("a\u202Eb\u200B", "ab")]
    [InlineData(null, "")]
    public void Text_from_a_provider_is_shown_plain(string? text, string plain) => ProviderWords.Plain(text).ShouldBe(plain);

    [Fact]
    public void Long_text_is_shortened()
    {
        var plain = ProviderWords.Plain(new string('a', 5000));

        plain.Length.ShouldBe(ProviderWords.LongestText);
        plain.ShouldEndWith("…");
    }
}
