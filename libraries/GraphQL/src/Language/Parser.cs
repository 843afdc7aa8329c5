namespace OrleansLedger.GraphQL.Language;

/// <summary>Reads GraphQL documents, as the specification of September 2025 defines them. Texts are UTF-8; strings are converted.</summary>
public static class Parser
{
    private static readonly ParserOptions Defaults = new();

    /// <summary>Reads a document of operations, fragments, type definitions, or all of them.</summary>
    /// <param name="utf8">The text. The tree refers to it: it must not be changed afterwards.</param>
    /// <param name="options">Limits; without them those of a text from a stranger.</param>
    /// <exception cref="GraphQLSyntaxException">The text does not follow the grammar, is not UTF-8, or is beyond a limit.</exception>
    public static DocumentNode Parse(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var reader = new SyntaxReader(utf8.Span, options ?? Defaults);
        try
        {
            return reader.ReadDocument(utf8);
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, ParserOptions?)" />
    /// <param name="text">The text.</param>
    /// <param name="options">Limits; without them those of a text from a stranger.</param>
    public static DocumentNode Parse(string text, ParserOptions? options = null) => Parse(Utf8Text.FromString(text), options);

    /// <summary>Reads a single value, such as <c>{ from: 1, to: $end }</c>.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, ParserOptions?)" path="/exception" />
    public static ValueNode ParseValue(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var reader = new SyntaxReader(utf8.Span, options ?? Defaults);
        try
        {
            return reader.ReadLoneValue();
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <inheritdoc cref="ParseValue(ReadOnlyMemory{byte}, ParserOptions?)" />
    public static ValueNode ParseValue(string text, ParserOptions? options = null) => ParseValue(Utf8Text.FromString(text), options);

    /// <summary>Reads a single reference to a type, such as <c>[Int!]</c>.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, ParserOptions?)" path="/exception" />
    public static TypeNode ParseType(ReadOnlyMemory<byte> utf8, ParserOptions? options = null)
    {
        var reader = new SyntaxReader(utf8.Span, options ?? Defaults);
        try
        {
            return reader.ReadLoneType();
        }
        finally
        {
            reader.Dispose();
        }
    }

    /// <inheritdoc cref="ParseType(ReadOnlyMemory{byte}, ParserOptions?)" />
    public static TypeNode ParseType(string text, ParserOptions? options = null) => ParseType(Utf8Text.FromString(text), options);
}
