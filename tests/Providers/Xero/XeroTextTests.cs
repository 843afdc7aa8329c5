using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers.Tests.Xero;

public sealed class XeroTextTests
{
    private const string Key = "OL0123456789ABCDEFGH";

    [Theory]
    [InlineData("inv-2026-001", $"inv-2026-001 {Key}")]
    [InlineData("  two\r\nlines ", $"two lines {Key}")]
    [InlineData("", Key)]
    [InlineData("OLZZZZZZZZZZZZZZZZZZ", Key)]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", $"012345678901234567890123456789012345678901234567890123456789 {Key}")]
    public void A_reference_is_readable_and_carries_the_key(string sourceReference, string expected) =>
        XeroText.Reference(sourceReference, Key).ShouldBe(expected);

    [Theory]
    [InlineData("Nordic Roasters", "Nordic Roasters")]
    [InlineData("  A <b>  c\t", "A b c")]
    [InlineData("<>", null)]
    [InlineData(" \u0000 ", null)]
    [InlineData("O'Brien \"Bob\"", "O'Brien \"Bob\"")]
    public void A_contact_name_keeps_to_the_rules(string counterparty, string? expected) =>
        XeroText.ContactName(counterparty).ShouldBe(expected);

    [Fact]
    public void A_long_contact_name_is_cut_between_characters()
    {
        var name = XeroText.ContactName(new string('x', 254) + "🧾 more").ShouldNotBeNull();

        name.ShouldBe(new string('x', 254));
    }

    [Theory]
    [InlineData("receipt.pdf", "receipt-r7x2k9ab.pdf")]
    [InlineData("Kvitto #12 / Åre & co?.PNG", "Kvitto-12-re-co-r7x2k9ab.png")]
    [InlineData("東京.png", "file-r7x2k9ab.png")]
    [InlineData("..png", "file-r7x2k9ab.png")]
    [InlineData("no extension", "no-extension-r7x2k9ab")]
    [InlineData("a.b.c.JPEG", "a.b.c-r7x2k9ab.jpeg")]
    public void A_file_name_is_plain_and_tagged(string fileName, string expected) =>
        XeroText.FileName(fileName, "r7x2k9ab").ShouldBe(expected);

    [Theory]
    [InlineData("/Date(1735689600000+0000)/", "2025-01-01")]
    [InlineData("/Date(1735689600000)/", "2025-01-01")]
    [InlineData("/Date(-86400000+0000)/", "1969-12-31")]
    [InlineData("2025-01-01T00:00:00", "2025-01-01")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("soon", null)]
    [InlineData("/Date(99999999999999999999)/", null)]
    [InlineData("/Date(253402300800000)/", null)]
    public void Dates_are_read_in_every_form_xero_gives_them(string? text, string? expected) =>
        XeroText.ReadDate(text).ShouldBe(expected is null ? null : DateOnly.Parse(expected));

    [Theory]
    [InlineData("one\rtwo")]
    [InlineData("one\r\ntwo")]
    [InlineData("one\u2028two")]
    [InlineData("one\u0085two")]
    public void Every_kind_of_line_end_becomes_a_line_feed(string text)
    {
        XeroText.Description(text, 100).ShouldBe("one\ntwo");
        XeroText.ContactName(text).ShouldBe("one two");
    }

    [Fact]
    public void What_cannot_travel_in_xml_is_left_out()
    {
        XeroText.Printable("a\u0000b\u001Fc\td\ne\uFFFEf").ShouldBe("abc\td\nef");
        XeroText.Printable("x\uD83D").ShouldBe("x");
        XeroText.Printable("🧾 東京 å").ShouldBe("🧾 東京 å");
    }
}
