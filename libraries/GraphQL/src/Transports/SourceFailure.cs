using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>A source stream that broke.</summary>
internal static partial class SourceFailure
{
    /// <summary>What the client is told: the application's own errors as they are, everything else masked.</summary>
    public static IReadOnlyList<GraphQLError> ErrorsOf(Exception exception, GraphQLOptions options, ILogger logger)
    {
        IReadOnlyList<GraphQLError> errors;
        if (exception is GraphQLException known)
        {
            errors = known.Errors;
        }
        else if (options.ExpectedException?.Invoke(exception) is { } expected)
        {
            errors = [expected];
        }
        else
        {
            LogSourceFailed(logger, exception);
            errors = [new GraphQLError("Unexpected Execution Error")
            {
                Code = ErrorCodes.InternalError,
                Exception = exception,
                Extensions = options.IncludeExceptionDetails ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["message"] = exception.Message, ["stackTrace"] = exception.ToString() } : null,
            }];
        }

        return options.ErrorFilter is { } filter ? [.. errors.Select(filter)] : errors;
    }

    [LoggerMessage(11, LogLevel.Error, "The source stream of a subscription failed; the client got a masked error and the subscription ended.")]
    private static partial void LogSourceFailed(ILogger logger, Exception exception);
}
