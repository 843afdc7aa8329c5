using System.Text;
using OrleansLedger.Domain.Documents;

namespace OrleansLedger.Domain.Tests.Documents;

public sealed class AttachmentRulesTests
{
    private static readonly byte[] s_pdf = [.. "%PDF-1.7\n"u8];
    private static readonly byte[] s_png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0];
    private static readonly byte[] s_jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
    private static readonly byte[] s_zip = [0x50, 0x4B, 3, 4, 20];
    private static readonly byte[] s_exe = [0x4D, 0x5A, 0x90, 0, 3, 0];

    [Theory]
    [InlineData("invoice.pdf")]
    [InlineData("Räkning 寿司 🍣.final.PNG")]
    public void A_plain_name_with_an_extension_is_accepted(string name) => AttachmentRules.FileName(name).ShouldBeNull();

    [Theory]
    [InlineData("../a.pdf")]
    [InlineData("c:\\a.pdf")]
    [InlineData("a\0.pdf")]
    [InlineData("a\n.pdf")]
    public void A_folder_or_an_unprintable_character_is_refused(string name) => AttachmentRules.FileName(name)
        .ShouldBe(new ValueProblem("invalid_file_name", "is not a plain file name. Leave out the folder and characters that cannot be printed."));

    [Theory]
    [InlineData("")]
    [InlineData("receipt")]
    [InlineData("receipt.")]
    public void A_name_without_an_extension_is_refused(string name) => AttachmentRules.FileName(name)
        .ShouldBe(new ValueProblem("invalid_file_name", "has no extension, which identifies the kind of file. Name it like invoice.pdf."));

    [Theory]
    [InlineData("receipt\u202Efdp.exe")]
    [InlineData("receipt\u2066.pdf")]
    public void A_name_that_changes_the_direction_of_text_is_refused(string name) => AttachmentRules.FileName(name)!.Code.ShouldBe("invalid_file_name");

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        AttachmentRules.FileName(new string('n', 251) + ".pdf").ShouldBeNull();
        AttachmentRules.FileName(new string('n', 252) + ".pdf").ShouldBe(new ValueProblem("too_long", "is 256 characters long. Shorten the file name to 255."));
    }

    [Fact]
    public void Blanks_around_a_name_are_removed() => AttachmentRules.Trimmed(" receipt.pdf \u00A0").ShouldBe("receipt.pdf");

    [Fact]
    public void A_content_that_fits_the_extension_is_accepted()
    {
        (string Name, byte[] Content)[] files =
        [
            ("a.pdf", s_pdf), ("a.PDF", [.. "\uFEFF\n"u8, .. s_pdf]), ("a.png", s_png), ("a.jpg", s_jpeg), ("a.jpeg", s_jpeg), ("a.gif", [.. "GIF89a"u8]),
            ("a.tif", [0x49, 0x49, 0x2A, 0]), ("a.xlsx", s_zip), ("a.zip", s_zip), ("a.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]), ("a.doc", [.. "{\\rtf1"u8]),
            ("a.csv", [.. "a,b"u8]), ("a.txt", Encoding.Unicode.GetBytes("MZ and BM are letters")), ("a.txt", [.. "BMW, invoice"u8]), ("a.html", [.. "<p>"u8]),
            ("a.exe", s_exe), ("a.unknown", s_png),
        ];

        foreach (var (name, content) in files)
        {
            AttachmentRules.Content(name, content).ShouldBeNull(name);
        }
    }

    [Fact]
    public void A_content_that_contradicts_the_extension_is_refused()
    {
        AttachmentRules.Content("invoice.pdf", s_exe).ShouldBe(new ValueProblem(
            "file_type_mismatch", "has the extension .pdf, but its content is a Windows program file. Send the .pdf file itself, or name this one invoice.exe."));
        AttachmentRules.Content("photo.jpg", s_png).ShouldBe(new ValueProblem(
            "file_type_mismatch", "has the extension .jpg, but its content is a PNG file. Send the .jpg file itself, or name this one photo.png."));
        AttachmentRules.Content("a.pdf", [1, 2, 3]).ShouldBe(new ValueProblem(
            "file_type_mismatch", "has the extension .pdf, but its content is not PDF. Send the original file, or give it the extension of its content."));
        foreach (var name in new[] { "a.txt", "a.csv", "a.png", "a.docx", "a.xml" })
        {
            AttachmentRules.Content(name, s_exe)!.Code.ShouldBe("file_type_mismatch", name);
        }
    }

    [Fact]
    public void An_empty_content_is_refused() => AttachmentRules.Content("a.pdf", [])!.Code.ShouldBe("empty_file");

    [Theory]
    [InlineData("a.PDF", "application/pdf")]
    [InlineData("a.jpg", "image/jpeg")]
    [InlineData("a.exe", "application/octet-stream")]
    public void The_extension_decides_the_content_type(string name, string type) => AttachmentRules.ContentType(name).ShouldBe(type);
}
