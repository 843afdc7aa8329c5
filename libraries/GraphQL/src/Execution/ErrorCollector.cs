using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Gathers the errors of one execution and decides what the client may read of them.</summary>
internal sealed partial class ErrorCollector(GraphQLOptions options, ILogger logger)
{
    private List<GraphQLError>? errors;

    public IReadOnlyList<GraphQLError> Errors => errors ?? [];

    /// <summary>Adds what a field threw.</summary>
    public void Add(FieldPlan field, IReadOnlyList<object> path, Exception exception)
    {
        switch (exception)
        {
            case GraphQLException known:
                foreach (var error in known.Errors)
                {
                    Add(error with
                    {
                        Path = error.Path ?? path,
                        Locations = error.Locations.Count > 0 ? error.Locations : field.Locations(),
                        Exception = error.Exception ?? known.InnerException,
                    });
                }

                break;
            case FieldFailure:
                Add(new GraphQLError(exception.Message) { Path = path, Locations = field.Locations(), Code = ErrorCodes.InternalError });
                break;
            case CoercionFailure failure:
                IReadOnlyList<SourceLocation> locations = failure.Node is { } node ? [field.Operation.Document.Node.LocationOf(node)] : field.Locations();
                Add(new GraphQLError(failure.Message) { Path = path, Locations = locations, Code = ErrorCodes.BadUserInput });
                break;
            case var _ when options.ExpectedException?.Invoke(exception) is { } expected:
                Add(expected with { Path = path, Locations = field.Locations() });
                break;
            default:
                LogFieldFailed(logger, $"{field.ParentType.Name}.{field.Field.Name}", exception);
                Add(Masked(exception) with { Path = path, Locations = field.Locations() });
                break;
        }
    }

    /// <summary>Adds an error, past the application's filter.</summary>
    public void Add(GraphQLError error) => (errors ??= []).Add(options.ErrorFilter is { } filter ? filter(error) : error);

    private GraphQLError Masked(Exception exception) => new("Unexpected Execution Error")
    {
        Code = ErrorCodes.InternalError,
        Exception = exception,
        Extensions = options.IncludeExceptionDetails
            ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["message"] = exception.Message, ["stackTrace"] = exception.ToString() }
            : null,
    };

    [LoggerMessage(1, LogLevel.Error, "The resolver of {Field} failed; the client got a masked error.")]
    private static partial void LogFieldFailed(ILogger logger, string field, Exception exception);
}
