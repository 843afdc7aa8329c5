using System.Text.RegularExpressions;
using OrleansLedger.Providers.Fortnox;

namespace OrleansLedger.Providers.Tests.Fortnox;

public sealed partial class TextForFortnox
{
    [Theory]
    [InlineData("Räksmörgås på Östermalm, 2 st à 149:-", "Räksmörgås på Östermalm, 2 st à 149:-")]
    [InlineData("Кофе 東京の店 ΑΒΓ", "Кофе 東京の店 ΑΒΓ")]
    [InlineData("50 % of €12.00 (net) = 6 + 6 @ shop #4 & co; a/b\\c!", "50 % of €12.00 (net) = 6 + 6 @ shop #4 & co; a/b\\c!")]
    public void What_Fortnox_takes_stays_as_it_is(string text, string shown) => FortnoxText.Line(text, 200).ShouldBe(shown);

    [Theory]
    [InlineData("Lunch 🍜 med kund", "Lunch ? med kund")]
    [InlineData("Family 👨‍👩‍👧", "Family ???")]
    [InlineData("Heart ❤️", "Heart ?")]
    [InlineData("O'Brien \"Bob\" «x»", "O’Brien ’Bob’ ’x’")]
    [InlineData("[a] {b} <c> | ~", "(a) (b) (c) / -")]
    [InlineData("one — two… 3×4", "one – two... 3*4")]
    [InlineData("٣ pcs", "3 pcs")]
    public void What_Fortnox_refuses_is_shown_by_something_visible(string text, string shown) => FortnoxText.Line(text, 200).ShouldBe(shown);

    [Fact]
    public void Letters_with_combining_accents_become_letters() => FortnoxText.Line("Cafe\u0301 A\u030askog", 200).ShouldBe("Café Åskog");

    [Fact]
    public void Line_ends_tabs_and_control_characters_become_single_spaces() => FortnoxText.Line(" a\r\nb\tc\0d  e ", 200).ShouldBe("a b c d e");

    [Fact]
    public void A_text_that_is_too_long_ends_in_three_dots_and_cuts_no_character_in_half()
    {
        FortnoxText.Line(new string('å', 4000), 200).ShouldBe(new string('å', 197) + "...");
        FortnoxText.Line(new string('å', 196) + "\U00020BB7\U00020BB7\U00020BB7", 200).ShouldBe(new string('å', 196) + "...");
        FortnoxText.Line(new string('å', 200), 200).Length.ShouldBe(200);
    }

    [Fact]
    public void Every_character_of_the_basic_plane_comes_out_inside_the_documented_class()
    {
        for (var character = 1; character < 0x10000; character++)
        {
            if (!char.IsSurrogate((char)character))
            {
                DocumentedClass().IsMatch(FortnoxText.Line($"a{(char)character}b", 200)).ShouldBeTrue($"U+{character:X4}");
            }
        }
    }

    /// <summary>As the provider's page prints it.</summary>
    [GeneratedRegex(@"^[\p{L}’\\\u0308\u030aa-zA-Z0-9 –:\.`´’,;\^¤#%§£$€¢¥©™°&\/\(\)=\+\-\*_\!?²³®½\@\u00a0\n\r]*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DocumentedClass();
}
