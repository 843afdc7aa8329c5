using System.Diagnostics.CodeAnalysis;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Types.Scalars;

internal sealed class UuidType : TextScalar<Guid>
{
    public UuidType()
        : base("UUID")
    {
        SpecifiedByUrl = "https://www.rfc-editor.org/rfc/rfc9562";
        Description = "The `UUID` scalar type represents a universally unique identifier as RFC 9562 writes it, with hyphens.";
    }

    protected override string Form => "a UUID such as \"0198c3a1-7c00-7000-8000-000000000000\"";

    public override bool TryWriteValue(ResponseWriter writer, Guid value, [NotNullWhen(false)] out string? error)
    {
        writer.WriteQuoted(value);
        error = null;
        return true;
    }

    protected override bool TryParse(string text, out Guid result)
    {
        result = default;
        return text.Length == 36 && Guid.TryParseExact(text, "D", out result);
    }
}
