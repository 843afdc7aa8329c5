namespace OrleansLedger.Domain.Documents;

/// <summary>
/// The limits of a document's files, however they come in. Each check gives the problem of a value, as <see cref="TransactionRules"/> does.
/// </summary>
public static class AttachmentRules
{
    public const int LongestFileName = 255;

    /// <summary>The name of a file as it is kept: without white space around it, which would hide the extension from providers.</summary>
    public static string Trimmed(string name) => name.Trim();

    /// <summary>A plain name with an extension: providers identify the kind of a file by the extension.</summary>
    public static ValueProblem? FileName(string name) =>
        name.Length > LongestFileName ? new("too_long", $"is {name.Length} characters long. Shorten the file name to {LongestFileName}.")
        : name.AsSpan().ContainsAny('/', '\\') || name.Any(char.IsControl) || PlainText.Unprintable(name) is not null
            ? new("invalid_file_name", "is not a plain file name. Leave out the folder and characters that cannot be printed.")
        : PlainText.DirectionControl(name) is { } direction
            ? new("invalid_file_name", $"contains the character U+{(int)direction:X4}, which changes the direction of text and hides the extension. Remove it.")
        : Extension(name).Length == 0 ? new("invalid_file_name", "has no extension, which identifies the kind of file. Name it like invoice.pdf.")
        : null;

    /// <summary>Checks that the content is what the extension of the name says.</summary>
    public static ValueProblem? Content(string name, ReadOnlySpan<byte> content)
    {
        var extension = Extension(name);
        if (content.IsEmpty)
        {
            return new("empty_file", "is empty. Send the file again with its content.");
        }

        if (FileFormat.Of(extension) is not { } expected)
        {
            return null;
        }

        var actual = FileFormat.Detect(content);
        if (actual is null ? expected.Count == 0 : expected.Contains(actual))
        {
            return null;
        }

        return new("file_type_mismatch", actual is null
            ? $"has the extension .{extension}, but its content is not {string.Join(" or ", expected.Select(f => f.Name))}. "
                + "Send the original file, or give it the extension of its content."
            : $"has the extension .{extension}, but its content is a {actual.Name} file. Send the .{extension} file itself, or name this one "
                + $"{PlainText.Shown(Path.GetFileNameWithoutExtension(name))}.{actual.Extension}.");
    }

    /// <summary>The content type of a file, which its extension decides; a declared type is often wrong and is not considered.</summary>
    public static string ContentType(string name) => FileFormat.ContentTypeOf(Extension(name));

    private static string Extension(string name) => Path.GetExtension(name).TrimStart('.').ToLowerInvariant();
}
