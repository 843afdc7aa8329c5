using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Entities;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>A sales form as a PDF of one page with one line of text: enough for a caller to see whose it is.</summary>
internal static class FormPdf
{
    public static Answer<byte[]> Of(CompanyCall call, string entity, string id)
    {
        if (EntityCatalog.Find(entity) is not { } type || !type.Can(EntityOperations.Send)) return Refusals.Unsupported($"pdf of {entity}");
        lock (call.Company.Gate) return call.Company.Find(type.Name, id) is { } form ? Write($"{type.Name} {form.Text("DocNumber") ?? id} {form.Number("TotalAmt"):0.00}") : Refusals.NotFound;
    }

    private static byte[] Write(string text)
    {
        var content = $"BT /F1 12 Tf 72 720 Td ({Escape(text)}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
            $"<< /Length {content.Length} >>\nstream\n{content}\nendstream",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (index, body) in objects.Index())
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{index + 1} 0 obj\n{body}\nendobj\n");
        }

        var table = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets) pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("(", "\\(", StringComparison.Ordinal).Replace(")", "\\)", StringComparison.Ordinal);
}
