namespace OrleansLedger.GraphQL.Language;

/// <summary>What a parser accepts from a stranger.</summary>
public sealed record ParserOptions
{
    /// <summary>Tokens a document may have; reading stops at the first one more. Default 15,000.</summary>
    public int MaxTokens { get; init; } = 15_000;

    /// <summary>How deep selections, values and types may be nested. Default 200.</summary>
    public int MaxDepth { get; init; } = 200;

    /// <summary>For texts of one's own, such as a schema.</summary>
    public static ParserOptions Trusted { get; } = new() { MaxTokens = int.MaxValue, MaxDepth = 1_000 };
}
