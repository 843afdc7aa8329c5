using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>What the engine allows a request, and how it answers. Defaults suit a public endpoint.</summary>
public sealed class GraphQLOptions
{
    /// <summary>Token and nesting limits of a document.</summary>
    public ParserOptions Parser { get; set; } = new();

    /// <summary>Fields nested in fields, the root field being 1. Introspection fields do not count. Default 15.</summary>
    public int MaxDepth { get; set; } = 15;

    /// <summary>Aliases in a document. Default 100.</summary>
    public int MaxAliases { get; set; } = 100;

    /// <summary>Directives in a document. Default 100.</summary>
    public int MaxDirectives { get; set; } = 100;

    /// <summary>Root fields of an operation. Default 50.</summary>
    public int MaxRootFields { get; set; } = 50;

    /// <summary>What an operation may cost; see docs on cost analysis in the README. Default 50,000.</summary>
    public int MaxCost { get; set; } = 50_000;

    /// <summary>Items a list is assumed to have when nothing says so. Default 10.</summary>
    public int AssumedListSize { get; set; } = 10;

    /// <summary>Errors of validation that are reported before it stops. Default 100.</summary>
    public int MaxValidationErrors { get; set; } = 100;

    /// <summary>Whether <c>__schema</c> and <c>__type</c> may be asked for. Default true.</summary>
    public bool Introspection { get; set; } = true;

    /// <summary>Whether validation errors suggest names of the schema ("Did you mean"). Switch off together with introspection. Default true.</summary>
    public bool Suggestions { get; set; } = true;

    /// <summary>Whether exceptions' messages and stacks go into <c>extensions</c>. For development only. Default false.</summary>
    public bool IncludeExceptionDetails { get; set; }

    /// <summary>The time one operation may take; null for no limit. Subscriptions: each event. Default 30 s.</summary>
    public TimeSpan? ExecutionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Documents whose plans are kept; the least recently used goes first, also when their texts have more than 4 MiB together. Default 1,000.</summary>
    public int DocumentCacheSize { get; set; } = 1_000;

    /// <summary>
    /// The client's error for an exception that the application expects, such as a database that is unavailable; null for every other exception, which is logged and
    /// masked. Default: none is expected.
    /// </summary>
    public Func<Exception, GraphQLError?>? ExpectedException { get; set; }

    /// <summary>Changes or replaces an error before it is written; null drops nothing and changes nothing.</summary>
    public Func<GraphQLError, GraphQLError>? ErrorFilter { get; set; }
}
