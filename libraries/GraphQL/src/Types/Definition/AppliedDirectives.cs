using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Types.Definition;

/// <summary>What the standard directives on a definition say.</summary>
internal static class AppliedDirectives
{
    /// <summary>The reason of <c>@deprecated</c>, null without the directive.</summary>
    public static string? DeprecationReason(IReadOnlyList<DirectiveNode> directives) =>
        Find(directives, "deprecated") is { } directive ? Text(directive, "reason") ?? StandardDirectives.DefaultDeprecationReason : null;

    /// <summary>The URL of <c>@specifiedBy</c>, null without the directive.</summary>
    public static string? SpecifiedByUrl(IReadOnlyList<DirectiveNode> directives) => Find(directives, "specifiedBy") is { } directive ? Text(directive, "url") : null;

    /// <summary>Whether <c>@oneOf</c> is there.</summary>
    public static bool IsOneOf(IReadOnlyList<DirectiveNode> directives) => Find(directives, "oneOf") is not null;

    private static DirectiveNode? Find(IReadOnlyList<DirectiveNode> directives, string name) => directives.FirstOrDefault(d => d.Name.Value == name);

    private static string? Text(DirectiveNode directive, string argument) =>
        (directive.Arguments.FirstOrDefault(a => a.Name.Value == argument)?.Value as StringValueNode)?.Value;
}
