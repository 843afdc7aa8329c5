using OrleansLedger.Domain;

namespace OrleansLedger.AppHost.Demo.Receipts;

/// <summary>
/// A receipt the demo makes for a transaction: a real file of the kind its name says. The same receipt always has the same bytes, and no two
/// receipts of a run have the same ones, so that a file on the wrong document or there twice is seen.
/// </summary>
internal sealed record Receipt(string FileName, string Reference, DateOnly PaidOn, Money Amount, string? From)
{
    public string ContentType => IsPdf ? "application/pdf" : "image/png";

    private bool IsPdf => Path.GetExtension(FileName).Equals(".pdf", StringComparison.OrdinalIgnoreCase);

    private bool IsPng => Path.GetExtension(FileName).Equals(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>In the file's metadata, whole: on the page long names are cut and some letters have no glyph.</summary>
    private string Title => $"{Reference} {FileName}";

    /// <summary>What stands on it, top to bottom; the first line is the title.</summary>
    public IReadOnlyList<string> Lines =>
    [
        Amount.Amount > 0 ? "CREDIT NOTE" : "RECEIPT",
        $"No. {Reference}",
        $"Date {PaidOn:yyyy-MM-dd}",
        $"From {From ?? "-"}",
        $"File {FileName}",
        $"TOTAL {Amount.Absolute}",
    ];

    /// <exception cref="NotSupportedException">The file is neither a PDF nor a PNG by its name.</exception>
    public byte[] Content() => (IsPdf, IsPng) switch
    {
        (true, _) => PdfWriter.Write(Title, Lines),
        (_, true) => PngWriter.Write(Title, Lines),
        _ => throw new NotSupportedException($"The demo makes PDF and PNG receipts, and {FileName} ({Reference}) is neither. Name it .pdf or .png."),
    };
}
