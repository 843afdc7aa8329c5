using OrleansLedger.Domain.Text;

namespace OrleansLedger.Domain.Tests.Text;

public sealed class CanonicalTextTests
{
    [Theory]
    [InlineData("Cafe\u0301 Nero", "Caf\u00E9 Nero", "a letter and its accent")]
    [InlineData("Caf\u00E9\u200BNe\u200Dro\uFEFF", "Caf\u00E9Nero", "zero-width characters")]
    [InlineData("Caf\u00E9\u00A0 \u2003Nero", "Caf\u00E9 Nero", "no-break and em spaces")]
    [InlineData(" Caf\u00E9\r\n\tNero\u2028\u3000", "Caf\u00E9 Nero", "line ends and space at the ends")]
    [InlineData("e\u200B\u0301", "\u00E9", "a zero-width space between a letter and its accent")]
    [InlineData("\u202EHarbour\u202C", "Harbour", "overrides of the direction")]
    [InlineData("\u1112\u1161\u11AB", "\uD55C", "a Korean syllable in its letters")]
    [InlineData("a\u0323\u0307", "\u1EA1\u0307", "two marks in their canonical order")]
    [InlineData("a\u0307\u0323", "\u1EA1\u0307", "two marks in the other order")]
    [InlineData("\u212B", "\u00C5", "the sign for the unit \u00C5ngstr\u00F6m")]
    [InlineData("\u0958", "\u0915\u093C", "a letter that Unicode keeps decomposed")]
    [InlineData("Harbour Cafe", "Harbour Cafe", "plain text")]
    [InlineData("  \u200B ", "", "nothing that shows")]
    public void Texts_that_look_the_same_have_one_canonical_form(string text, string canonical, string because)
    {
        CanonicalText.Of(text).ShouldBe(canonical, because);
        CanonicalText.Of(canonical).ShouldBe(canonical, because);
    }

    [Theory]
    [InlineData("CAF\u00C9 NERO", "cafe\u0301  nero")]
    [InlineData("\u03A3\u038A\u03A3\u03A5\u03A6\u039F\u03A3", "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2")]
    [InlineData("Hot\uFE0F Pot", "hot pot")]
    [InlineData("\u0416\u0423\u041A", "\u0436\u0443\u043A")]
    public void Texts_that_differ_in_case_or_invisible_characters_have_one_key(string one, string other)
    {
        CanonicalText.Key(one).ShouldBe(CanonicalText.Key(other));
        CanonicalText.Same(one, other).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Cafe Nero", "Caf\u00E9 Nero")]
    [InlineData("Cafe Nero", "CafeNero")]
    public void Texts_that_read_differently_keep_different_keys(string one, string other) => CanonicalText.Same(one, other).ShouldBeFalse();

    [Fact]
    public void Half_a_surrogate_pair_is_kept() => CanonicalText.Of("a\uD800 \u0301b\uDC00").ShouldBe("a\uD800 \u0301b\uDC00");

    [Fact]
    public void The_canonical_form_of_a_canonical_form_is_the_same()
    {
        for (var point = 0; point <= 0x1FFFF; point++)
        {
            if (point is >= 0xD800 and <= 0xDFFF)
            {
                continue;
            }

            var form = CanonicalText.Of($"q{char.ConvertFromUtf32(point)}\u0301\u0323");
            CanonicalText.Of(form).ShouldBe(form, $"U+{point:X4}");
            var key = CanonicalText.Key(form);
            CanonicalText.Key(key).ShouldBe(key, $"U+{point:X4}");
        }
    }
}
