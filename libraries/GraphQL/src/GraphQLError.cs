using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL;

/// <summary>An error of a response, as the specification shapes it.</summary>
/// <param name="Message">What went wrong, for the developer who wrote the request.</param>
public sealed record GraphQLError(string Message)
{
    /// <summary>The places in the document the error is about; empty when it is about none.</summary>
    public IReadOnlyList<SourceLocation> Locations { get; init; } = [];

    /// <summary>Response names (<see cref="string"/>) and list indices (<see cref="int"/>) down to the field that failed; null for errors of the request.</summary>
    public IReadOnlyList<object>? Path { get; init; }

    /// <summary>A word for programs, written as <c>extensions.code</c>; see <see cref="ErrorCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Further members of <c>extensions</c>: anything System.Text.Json can write.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>What was thrown, for logs and error filters; never written to a response.</summary>
    public Exception? Exception { get; init; }
}

/// <summary>The values of <c>extensions.code</c> the engine itself gives.</summary>
public static class ErrorCodes
{
    /// <summary>The document does not follow the grammar.</summary>
    public const string SyntaxError = "GRAPHQL_PARSE_FAILED";

    /// <summary>The document does not fit the schema.</summary>
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";

    /// <summary>A variable's value does not fit its type.</summary>
    public const string BadUserInput = "BAD_USER_INPUT";

    /// <summary>The request itself is malformed.</summary>
    public const string BadRequest = "BAD_REQUEST";

    /// <summary>The operation changes something and came by a method that must not.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>No form of answer that the client accepts suits the operation.</summary>
    public const string NotAcceptable = "NOT_ACCEPTABLE";

    /// <summary>The operation is deeper, wider or dearer than the server allows.</summary>
    public const string TooComplex = "OPERATION_TOO_COMPLEX";

    /// <summary>Nobody is signed in, and the field asks for somebody.</summary>
    public const string NotAuthenticated = "AUTH_NOT_AUTHENTICATED";

    /// <summary>Who is signed in may not do this.</summary>
    public const string NotAuthorized = "AUTH_NOT_AUTHORIZED";

    /// <summary>Something broke in the server. The response says no more than that.</summary>
    public const string InternalError = "INTERNAL_SERVER_ERROR";

    /// <summary>The hash is not known here: send the document with it once.</summary>
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";

    /// <summary>Documents are not kept here: send the document itself, always.</summary>
    public const string PersistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED";

    /// <summary>Something that the server needs is unavailable: the same request can succeed a little later. Over HTTP the status is 503.</summary>
    public const string Unavailable = "TEMPORARILY_UNAVAILABLE";

    /// <summary>More runs on one connection than is allowed.</summary>
    public const string TooManyOperations = "TOO_MANY_OPERATIONS";

    /// <summary>The client went away or the time was up.</summary>
    public const string Cancelled = "OPERATION_CANCELLED";
}

/// <summary>Thrown by a resolver to give the client an error with its own message, code and extensions. Every other exception is masked.</summary>
public sealed class GraphQLException : Exception
{
    /// <summary>One error with a message.</summary>
    public GraphQLException(string message, string? code = null)
        : this(new GraphQLError(message) { Code = code })
    {
    }

    /// <summary>One or more errors as given; path and locations are filled in where they are missing.</summary>
    public GraphQLException(params IReadOnlyList<GraphQLError> errors)
        : base(errors.Count > 0 ? errors[0].Message : "An error without a message.") => Errors = errors;

    /// <summary>The errors for the client.</summary>
    public IReadOnlyList<GraphQLError> Errors { get; }
}

/// <summary>A text that does not follow the grammar.</summary>
public sealed class GraphQLSyntaxException(string description, SourceLocation location) : Exception($"Syntax Error: {description}")
{
    /// <summary>Where the text stops making sense.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>The same as an error of a response.</summary>
    public GraphQLError ToError() => new(Message) { Locations = [Location], Code = ErrorCodes.SyntaxError };
}
