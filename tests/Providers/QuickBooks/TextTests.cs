using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

public sealed class TextTests
{
    [Theory]
    [InlineData("Café “Łódź” – 5 €", true, "Café \"Lódz\" - 5 EUR")]
    [InlineData("東京 cafe", true, "?? cafe")]
    [InlineData("東京 🧾", false, "東京 🧾")]
    [InlineData("one\r\ntwo\tthree\u0007", false, "one two three")]
    public void A_us_company_gets_latin_1_and_others_everything(string text, bool latin1Only, string fitted) =>
        QuickBooksText.Fit(text, 4000, latin1Only).ShouldBe(fitted);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_longest_note_fits_and_keeps_its_key(bool latin1Only)
    {
        var note = QuickBooksText.Note(new string('r', 100), string.Concat(Enumerable.Repeat("🧾", 4500)), Samples.Key, latin1Only);

        note.Length.ShouldBeLessThanOrEqualTo(4000);
        QuickBooksText.KeyOf(note).ShouldBe(Samples.Key);
        note.ShouldSatisfyAllConditions(() => char.IsHighSurrogate(note[note.IndexOf(latin1Only ? "..." : "…", StringComparison.Ordinal) - 1]).ShouldBeFalse());
    }

    [Theory]
    [InlineData("  Acme:\tEurope \n Ltd ", "Acme Europe Ltd")]
    [InlineData(" :\t", null)]
    public void Names_lose_what_quickbooks_forbids(string text, string? name) => QuickBooksText.Name(text).ShouldBe(name);

    [Fact]
    public void Names_that_latin_1_cannot_tell_apart_stay_apart()
    {
        var tokyo = QuickBooksText.NameFor("東京", latin1Only: true);
        var osaka = QuickBooksText.NameFor("大阪", latin1Only: true);

        tokyo.ShouldNotBe(osaka);
        QuickBooksText.NameFor("東京", latin1Only: true).ShouldBe(tokyo);
        QuickBooksText.NameFor("東京", latin1Only: false).ShouldBe("東京");
        QuickBooksText.NameFor("Nordic Roasters", latin1Only: true).ShouldBe("Nordic Roasters");
    }

    [Theory]
    [InlineData("receipt.PDF", "receipt-r7x2k9ab.pdf")]
    [InlineData("Kvitto #12 / Åre.png", "Kvitto _12 _ _re-r7x2k9ab.png")]
    [InlineData("..png", "file-r7x2k9ab.png")]
    [InlineData("no extension", "no extension-r7x2k9ab")]
    [InlineData("a\"b\r\nc.pdf", "a_b c-r7x2k9ab.pdf")]
    public void File_names_are_plain_and_carry_the_tag(string fileName, string expected) => QuickBooksText.FileName(fileName, "r7x2k9ab").ShouldBe(expected);

    [Fact]
    public void Quotes_in_a_query_are_escaped() => QuickBooksText.QuotedList(["O'Brien", "a\\b"]).ShouldBe("('O\\'Brien', 'a\\\\b')");
}
