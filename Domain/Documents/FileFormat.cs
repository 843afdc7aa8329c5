namespace OrleansLedger.Domain.Documents;

/// <summary>A format that files can be recognised by, from their first bytes.</summary>
/// <param name="Name">For people.</param>
/// <param name="Extension">The usual one, without the dot.</param>
internal sealed record FileFormat(string Name, string Extension)
{
    /// <summary>PDF readers accept the header anywhere in the first 1,024 bytes.</summary>
    private const int PdfHeaderWithin = 1024;

    private static readonly FileFormat s_pdf = new("PDF", "pdf");
    private static readonly FileFormat s_png = new("PNG", "png");
    private static readonly FileFormat s_jpeg = new("JPEG", "jpg");
    private static readonly FileFormat s_gif = new("GIF", "gif");
    private static readonly FileFormat s_tiff = new("TIFF", "tif");
    private static readonly FileFormat s_bmp = new("BMP", "bmp");
    private static readonly FileFormat s_webp = new("WebP", "webp");
    private static readonly FileFormat s_heif = new("HEIF", "heic");
    private static readonly FileFormat s_rtf = new("RTF", "rtf");
    private static readonly FileFormat s_postScript = new("PostScript", "eps");
    private static readonly FileFormat s_zip = new("ZIP", "zip");
    private static readonly FileFormat s_ole = new("Microsoft Office 97", "doc");
    private static readonly FileFormat s_rar = new("RAR", "rar");
    private static readonly FileFormat s_sevenZip = new("7z", "7z");
    private static readonly FileFormat s_gzip = new("gzip", "gz");
    private static readonly FileFormat s_windowsProgram = new("Windows program", "exe");
    private static readonly FileFormat s_program = new("program", "bin");

    /// <summary>
    /// The content type of an extension, and the formats that its content may have; none for text, which has no signature.
    /// </summary>
    private static readonly Dictionary<string, (string ContentType, FileFormat[] Formats)> s_extensions = new(StringComparer.Ordinal)
    {
        ["ai"] = ("application/postscript", [s_postScript, s_pdf]),
        ["bmp"] = ("image/bmp", [s_bmp]),
        ["csv"] = ("text/csv", []),
        ["doc"] = ("application/msword", [s_ole, s_rtf]),
        ["docx"] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [s_zip]),
        ["eps"] = ("application/postscript", [s_postScript]),
        ["gif"] = ("image/gif", [s_gif]),
        ["heic"] = ("image/heic", [s_heif]),
        ["heif"] = ("image/heif", [s_heif]),
        ["htm"] = ("text/html", []),
        ["html"] = ("text/html", []),
        ["jpeg"] = ("image/jpeg", [s_jpeg]),
        ["jpg"] = ("image/jpeg", [s_jpeg]),
        ["json"] = ("application/json", []),
        ["odf"] = ("application/vnd.oasis.opendocument.formula", [s_zip]),
        ["ods"] = ("application/vnd.oasis.opendocument.spreadsheet", [s_zip]),
        ["odt"] = ("application/vnd.oasis.opendocument.text", [s_zip]),
        ["pdf"] = ("application/pdf", [s_pdf]),
        ["png"] = ("image/png", [s_png]),
        ["ppt"] = ("application/vnd.ms-powerpoint", [s_ole]),
        ["pptx"] = ("application/vnd.openxmlformats-officedocument.presentationml.presentation", [s_zip]),
        ["rar"] = ("application/vnd.rar", [s_rar]),
        ["rtf"] = ("application/rtf", [s_rtf]),
        ["tif"] = ("image/tiff", [s_tiff]),
        ["tiff"] = ("image/tiff", [s_tiff]),
        ["txt"] = ("text/plain", []),
        ["webp"] = ("image/webp", [s_webp]),
        ["xls"] = ("application/vnd.ms-excel", [s_ole]),
        ["xlsx"] = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [s_zip]),
        ["xml"] = ("application/xml", []),
        ["zip"] = ("application/zip", [s_zip]),
    };

    /// <summary>
    /// The content type of an extension, in lower case without the dot; <c>application/octet-stream</c> where the extension is not known.
    /// </summary>
    public static string ContentTypeOf(string extension) => s_extensions.TryGetValue(extension, out var known) ? known.ContentType : "application/octet-stream";

    /// <summary>The formats that content with an extension may have; none for text; null where the extension is not known.</summary>
    public static IReadOnlyList<FileFormat>? Of(string extension) => s_extensions.TryGetValue(extension, out var known) ? known.Formats : null;

    /// <summary>The format of a content; null where it is none of these, as text is.</summary>
    public static FileFormat? Detect(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] => s_png,
        [0xFF, 0xD8, 0xFF, ..] => s_jpeg,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => s_gif,
        [(byte)'I', (byte)'I', 0x2A, 0x00, ..] or [(byte)'M', (byte)'M', 0x00, 0x2A, ..] => s_tiff,
        // Two letters alone may begin a text; the four reserved bytes are zero in a bitmap.
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => s_bmp,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => s_webp,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', (byte)'e' or (byte)'i', ..] => s_heif,
        [(byte)'{', (byte)'\\', (byte)'r', (byte)'t', (byte)'f', ..] => s_rtf,
        [(byte)'%', (byte)'!', (byte)'P', (byte)'S', ..] or [0xC5, 0xD0, 0xD3, 0xC6, ..] => s_postScript,
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] or [(byte)'P', (byte)'K', 7, 8, ..] => s_zip,
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => s_ole,
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 0x07, ..] => s_rar,
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => s_sevenZip,
        [0x1F, 0x8B, ..] => s_gzip,
        [(byte)'M', (byte)'Z', ..] when content[..Math.Min(content.Length, 64)].Contains((byte)0) => s_windowsProgram,
        [0x7F, (byte)'E', (byte)'L', (byte)'F', ..] or [0xCA, 0xFE, 0xBA, 0xBE, ..] => s_program,
        [0xFE, 0xED, 0xFA, 0xCE or 0xCF, ..] or [0xCE or 0xCF, 0xFA, 0xED, 0xFE, ..] => s_program,
        _ when content[..Math.Min(content.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8) >= 0 => s_pdf,
        _ => null,
    };
}
