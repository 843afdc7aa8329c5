namespace OrleansLedger.Domain.Documents;

/// <summary>What a document's file must be, however it comes in; said as <see cref="TransactionRules"/> does.</summary>
public static class AttachmentRules
{
    public const int LongestFileName = 255;

    public const int LongestContentType = 255;

    /// <summary>A plain name with an extension: providers tell the kind of file by it.</summary>
    public static string? FileName(string name) =>
        name.Length > LongestFileName ? $"is {name.Length} characters long. Shorten the file name to {LongestFileName}."
        : name.AsSpan().ContainsAny('/', '\\') || name.Any(char.IsControl) || PlainText.Unprintable(name) is not null
            ? "is not a plain file name. Leave out the folder and characters that cannot be printed."
        : Path.GetExtension(name).Length < 2 ? "has no extension, which tells what kind of file it is. Name it like invoice.pdf."
        : null;

    public static string? ContentType(string type) =>
        type.Length > LongestContentType || type.Any(character => !char.IsAscii(character) || char.IsControl(character))
            ? "is not a content type. Write one like application/pdf."
            : null;
}
