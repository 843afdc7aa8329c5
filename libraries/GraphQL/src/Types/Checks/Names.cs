using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Checks;

/// <summary>Names are spelt as documents can write them and leave two underscores to introspection.</summary>
internal static class Names
{
    public static void Check(SchemaReport report, string name, params IEnumerable<SyntaxNode?> nodes)
    {
        if (name.Length == 0)
        {
            report.Add("Expected name to be a non-empty string.", nodes);
        }
        else if (!char.IsAsciiLetter(name[0]) && name[0] != '_')
        {
            report.Add($"Names must start with [_a-zA-Z] but \"{name}\" does not.", nodes);
        }
        else if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            report.Add($"Names must only contain [_a-zA-Z0-9] but \"{name}\" does not.", nodes);
        }
        else if (name.StartsWith("__", StringComparison.Ordinal))
        {
            report.Add($"Name \"{name}\" must not begin with \"__\", which is reserved by GraphQL introspection.", nodes);
        }
    }
}
