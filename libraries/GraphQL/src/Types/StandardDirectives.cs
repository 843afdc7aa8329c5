using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.Types;

/// <summary>The directives of the specification. Every schema has them.</summary>
public static class StandardDirectives
{
    /// <summary>The reason of an <c>@deprecated</c> that gives none.</summary>
    public const string DefaultDeprecationReason = "No longer supported";

    private static readonly GraphQLType RequiredBoolean = new NonNullType(ScalarTypes.Boolean);
    private static readonly GraphQLType RequiredString = new NonNullType(ScalarTypes.String);

    /// <summary><c>@include(if:)</c></summary>
    public static DirectiveType Include { get; } = new("include")
    {
        Description = "Directs the executor to include this field or fragment only when the `if` argument is true.",
        Locations = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
        Arguments = new([new InputValue("if", RequiredBoolean) { Description = "Included when true." }]),
    };

    /// <summary><c>@skip(if:)</c></summary>
    public static DirectiveType Skip { get; } = new("skip")
    {
        Description = "Directs the executor to skip this field or fragment when the `if` argument is true.",
        Locations = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
        Arguments = new([new InputValue("if", RequiredBoolean) { Description = "Skipped when true." }]),
    };

    /// <summary><c>@deprecated(reason:)</c></summary>
    public static DirectiveType Deprecated { get; } = new("deprecated")
    {
        Description = "Marks an element of a GraphQL schema as no longer supported.",
        Locations = ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE", "DIRECTIVE_DEFINITION"],
        Arguments = new(
        [
            new InputValue("reason", RequiredString)
            {
                Description = "Explains why this element was deprecated, usually also including a suggestion for how to access supported similar data. Formatted using the Markdown syntax, as specified by [CommonMark](https://commonmark.org/).",
                DefaultValue = new StringValueNode(default, DefaultDeprecationReason, block: false),
            },
        ]),
    };

    /// <summary><c>@specifiedBy(url:)</c></summary>
    public static DirectiveType SpecifiedBy { get; } = new("specifiedBy")
    {
        Description = "Exposes a URL that specifies the behavior of this scalar.",
        Locations = ["SCALAR"],
        Arguments = new([new InputValue("url", RequiredString) { Description = "The URL that specifies the behavior of this scalar." }]),
    };

    /// <summary><c>@oneOf</c></summary>
    public static DirectiveType OneOf { get; } = new("oneOf")
    {
        Description = "Indicates exactly one field must be supplied and this field must not be `null`.",
        Locations = ["INPUT_OBJECT"],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DirectiveType> All { get; } = [Include, Skip, Deprecated, SpecifiedBy, OneOf];

    /// <summary>Whether a directive has the name of one of these: the standard one, or the one a schema declares in its place.</summary>
    internal static bool IsStandard(DirectiveType directive) => All.Any(d => d.Name == directive.Name);
}
