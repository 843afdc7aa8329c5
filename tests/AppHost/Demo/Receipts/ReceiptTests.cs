using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using OrleansLedger.AppHost.Demo.Receipts;
using OrleansLedger.Domain;

namespace OrleansLedger.AppHost.Tests.Demo.Receipts;

public sealed class ReceiptTests
{
    [Fact]
    public void A_pdf_receipt_shows_its_transaction()
    {
        var file = Encoding.Latin1.GetString(Receipt("kvitto (åäö).pdf").Content());

        var stream = file.Split("stream\n")[1];
        var page = stream[..stream.LastIndexOf("\nend", StringComparison.Ordinal)];
        file.ShouldContain($"/Length {page.Length} ");
        page.ShouldContain("(No. TX-1) Tj");
        page.ShouldContain("(Date 2026-03-31) Tj");
        page.ShouldContain("(From Café Müßiggang) Tj");
        page.ShouldContain(@"(File kvitto \(åäö\).pdf) Tj");
        page.ShouldContain("(TOTAL 20.50 EUR) Tj");
    }

    [Fact]
    public void The_cross_reference_table_of_a_pdf_receipt_points_at_its_objects()
    {
        var file = Encoding.Latin1.GetString(Receipt("a.pdf").Content());

        file.ShouldStartWith("%PDF-1.4\n");
        file.ShouldEndWith("%%EOF\n");
        var table = file.LastIndexOf("\nxref\n", StringComparison.Ordinal) + 1;
        file.ShouldContain($"startxref\n{table}\n");
        var entries = file[table..].Split('\n')[3..10];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i].Length.ShouldBe(19, "an entry has 20 bytes with its line end");
            file[int.Parse(entries[i][..10])..].ShouldStartWith($"{i + 1} 0 obj\n");
        }
    }

    [Fact]
    public void The_checksums_and_rows_of_a_png_receipt_are_whole()
    {
        var file = Receipt("a.png").Content();

        // IEND is the same twelve bytes in every PNG, its checksum included.
        file[^12..].ShouldBe([0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82]);
        var data = file.AsSpan().IndexOf("IDAT"u8) + 4;
        var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(data - 8));
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(file, data, length), CompressionMode.Decompress))
        {
            zlib.CopyTo(rows);
        }

        rows.Length.ShouldBe(240 * (480 + 1));
        rows.ToArray().Distinct().ShouldBe([(byte)0x00, (byte)0xFF, (byte)0x20], "filter bytes, paper and ink");
    }

    [Theory]
    [InlineData("a.pdf")]
    [InlineData("a.png")]
    public void The_same_receipt_has_the_same_bytes_and_another_has_others(string fileName)
    {
        Receipt(fileName).Content().ShouldBe(Receipt(fileName).Content());
        (Receipt(fileName) with { Reference = "TX-2" }).Content().ShouldNotBe(Receipt(fileName).Content());
        (Receipt(fileName) with { Amount = new Money(-20.51m, "EUR") }).Content().ShouldNotBe(Receipt(fileName).Content());
        (Receipt("領" + fileName) with { FileName = "収" + fileName }).Content().ShouldNotBe(Receipt("領" + fileName).Content());
    }

    [Fact]
    public void A_receipt_of_another_kind_is_refused() =>
        Should.Throw<NotSupportedException>(() => Receipt("a.docx").Content()).Message
            .ShouldBe("The demo makes PDF and PNG receipts, and a.docx (TX-1) is neither. Name it .pdf or .png.");

    private static Receipt Receipt(string fileName) => new(fileName, "TX-1", new DateOnly(2026, 3, 31), new Money(-20.50m, "EUR"), "Café Müßiggang");
}
