using System.Globalization;
using System.Text;

namespace OrleansLedger.AppHost.Demo.Receipts;

/// <summary>
/// Writes a one-page PDF 1.4 with the standard font Helvetica, which every reader has: no font file is needed on the machine. Characters
/// outside Western European print as question marks.
/// </summary>
/// <remarks>ISO 32000-1, 7.5 (file structure), 9.6.2.2 (standard fonts)</remarks>
internal static class PdfWriter
{
    /// <summary>A6 in points.</summary>
    private const int Width = 298;
    private const int Height = 420;
    private const int LongestLine = 44;

    public static byte[] Write(string title, IReadOnlyList<string> lines)
    {
        var page = Page(lines);
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
            $"<< /Title <FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(title))}> >>",
        ];

        // The second line's high bytes tell transfer programs that the file is binary. One character is one byte throughout: offsets are positions.
        var file = new StringBuilder("%PDF-1.4\n%âãÏÓ\n");
        var table = new StringBuilder($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:D10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }

        var startOfTable = file.Length;
        file.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R /Info {objects.Length} 0 R >>\nstartxref\n{startOfTable}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    private static string Page(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder($"0.8 w 24 24 {Width - 48} {Height - 48} re S\nBT\n/F2 20 Tf\n40 350 Td\n({Escaped(lines[0])}) Tj\n/F1 10 Tf\n0 -14 Td\n");
        foreach (var line in lines.Skip(1).Take(lines.Count - 2))
        {
            text.Append(CultureInfo.InvariantCulture, $"0 -20 Td\n({Escaped(line)}) Tj\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"/F2 14 Tf\n0 -44 Td\n({Escaped(lines[^1])}) Tj\nET").ToString();
    }

    private static string Escaped(string line)
    {
        var escaped = new StringBuilder();
        foreach (var rune in line.EnumerateRunes().Take(LongestLine))
        {
            var character = rune.Value is (>= 0x20 and < 0x7F) or (>= 0xA1 and <= 0xFF) ? (char)rune.Value : '?';
            if (character is '(' or ')' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
