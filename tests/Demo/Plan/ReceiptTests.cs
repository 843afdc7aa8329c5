using System.Text;
using OrleansLedger.Demo.Plan;

namespace OrleansLedger.Demo.Tests.Plan;

public sealed class ReceiptTests
{
    [Theory]
    [InlineData("a.pdf", "application/pdf", "%PDF-")]
    [InlineData("Kvitto åäö.PDF", "application/pdf", "%PDF-")]
    [InlineData("a.png", "image/png", "\u0089PNG\r\n")]
    public void Receipt_is_a_sample_of_the_kind_that_its_name_says(string fileName, string contentType, string signature)
    {
        var receipt = new Receipt(fileName, "TX-1");

        receipt.ContentType.ShouldBe(contentType);
        Encoding.Latin1.GetString(receipt.Content()).ShouldStartWith(signature);
    }

    [Fact]
    public void Same_receipt_has_the_same_bytes_and_another_has_others()
    {
        var receipt = new Receipt("a.pdf", "TX-1");

        receipt.Content().ShouldBe(new Receipt("a.pdf", "TX-1").Content());
        receipt.Content().ShouldNotBe((receipt with { Reference = "TX-5" }).Content());
        receipt.Content().ShouldNotBe((receipt with { FileName = "b.pdf" }).Content());
    }

    [Fact]
    public void Receipt_of_another_kind_is_refused() =>
        Should.Throw<DemoException>(() => new Receipt("a.docx", "TX-1").Content()).Message
            .ShouldBe("The demo has PDF and PNG receipts, and a.docx (TX-1) is neither. Name it .pdf or .png.");
}
