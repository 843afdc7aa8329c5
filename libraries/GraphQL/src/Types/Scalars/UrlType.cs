using System.Diagnostics.CodeAnalysis;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class UrlType : TextScalar<Uri>
{
    public UrlType()
        : base("URL")
    {
        SpecifiedByUrl = "https://www.rfc-editor.org/rfc/rfc3986";
        Description = "The `URL` scalar type represents an absolute URL as RFC 3986 writes it.";
    }

    protected override string Form => "an absolute URL such as \"https://example.com/path\"";

    public override bool TryWriteValue(ResponseWriter writer, Uri value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteString(value.OriginalString);
        error = null;
        return true;
    }

    protected override bool TryParse(string text, [NotNullWhen(true)] out Uri? result)
    {
        // A rooted path is an absolute file URI to .NET on Unix; here the scheme must be written out.
        var hasScheme = text.IndexOf(':', StringComparison.Ordinal) > 0 && char.IsAsciiLetter(text[0]);
        result = null;
        return hasScheme && Uri.TryCreate(text, UriKind.Absolute, out result);
    }
}
