using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Tests.Documents;

public sealed class AttachmentRulesTests
{
    [Theory]
    [InlineData("invoice.pdf")]
    [InlineData("Räkning 寿司 🍣.final.PNG")]
    public void A_plain_name_with_an_extension_can_be_taken(string name) => AttachmentRules.FileName(name).ShouldBeNull();

    [Theory]
    [InlineData("../a.pdf")]
    [InlineData("c:\\a.pdf")]
    [InlineData("a\0.pdf")]
    [InlineData("a\n.pdf")]
    public void A_folder_or_an_unprintable_character_is_refused(string name) =>
        AttachmentRules.FileName(name).ShouldBe("is not a plain file name. Leave out the folder and characters that cannot be printed.");

    [Theory]
    [InlineData("")]
    [InlineData("receipt")]
    [InlineData("receipt.")]
    public void A_name_without_an_extension_is_refused(string name) =>
        AttachmentRules.FileName(name).ShouldBe("has no extension, which tells what kind of file it is. Name it like invoice.pdf.");

    [Fact]
    public void A_name_may_have_255_characters_and_no_more()
    {
        AttachmentRules.FileName(new string('n', 251) + ".pdf").ShouldBeNull();
        AttachmentRules.FileName(new string('n', 252) + ".pdf").ShouldBe("is 256 characters long. Shorten the file name to 255.");
    }

    [Fact]
    public void A_content_type_is_printable_ASCII()
    {
        AttachmentRules.ContentType("application/pdf; name=\"a\"").ShouldBeNull();
        AttachmentRules.ContentType("application/\0pdf").ShouldBe("is not a content type. Write one like application/pdf.");
        AttachmentRules.ContentType(new string('a', 256)).ShouldNotBeNull();
    }
}
