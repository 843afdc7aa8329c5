using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OrleansLedger.GraphQL.Diagnostics;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation;
using OrleansLedger.GraphQL.Validation.Cost;

namespace OrleansLedger.GraphQL.Execution;

/// <inheritdoc />
internal sealed class RequestExecutor(Schema schema, GraphQLOptions options, TimeProvider time, ILogger<RequestExecutor> logger) : IRequestExecutor
{
    private readonly DocumentCache documents = new(options.DocumentCacheSize);
    private readonly DocumentValidator validator = new(schema, options);
    private readonly OperationExecutor executor = new(schema, options, logger);

    /// <inheritdoc />
    public async ValueTask<ExecutionResult> ExecuteAsync(GraphQLRequest request, CancellationToken cancellationToken)
    {
        using var activity = GraphQLDiagnostics.Source.StartActivity("GraphQL request");
        var began = Stopwatch.GetTimestamp();
        var result = await PrepareAndExecuteAsync(request, activity, cancellationToken);
        GraphQLDiagnostics.Record(activity, result, Stopwatch.GetElapsedTime(began));
        return result;
    }

    private async ValueTask<ExecutionResult> PrepareAndExecuteAsync(GraphQLRequest request, Activity? activity, CancellationToken cancellationToken)
    {
        var prepared = documents.Find(request.Query.Span) ?? Prepare(request.Query);
        if (prepared.Document is not { } document)
        {
            return OperationResult.Refused(prepared.Errors);
        }

        if (document.Find(request.OperationName, out var problem) is not { } operation)
        {
            return OperationResult.Refused(new GraphQLError(problem!) { Code = ErrorCodes.BadRequest });
        }

        GraphQLDiagnostics.Describe(activity, operation.Node);
        if (Refusal(operation.Node.Operation, request.Allowed) is { } refusal)
        {
            return OperationResult.Refused(refusal);
        }

        if (operation.RootType is null)
        {
            return OperationExecutor.NullData([new GraphQLError($"Schema is not configured to execute {operation.Node.Operation.ToString().ToLowerInvariant()} operation.")
            {
                Locations = [document.Node.LocationOf(operation.Node)],
                Code = ErrorCodes.BadRequest,
            }]);
        }

        IReadOnlyList<VariablePlan> declared;
        try
        {
            declared = operation.Variables;
        }
        catch (CoercionFailure failure)
        {
            // The default fits the schema's type, which is all that validation knows, and not the C# type behind it.
            return OperationResult.Refused(Unfit(document.Node, failure));
        }

        var variables = VariableValues.Coerce(declared, document.Node, request.Variables, request.Files, options.Suggestions, out var problems);
        if (problems is not null)
        {
            return OperationResult.Refused(problems);
        }

        var cost = operation.CostWith(variables, options);
        activity?.SetTag("graphql.operation.cost", cost);
        if (cost > options.MaxCost)
        {
            return OperationResult.Refused(TooDear(document.Node, operation.Node, cost));
        }

        OperationPlan plan;
        try
        {
            plan = operation.PlanFor(variables);
        }
        catch (CoercionFailure failure)
        {
            return OperationExecutor.NullData([Unfit(document.Node, failure)]);
        }

        return operation.Node.Operation == OperationKind.Subscription
            ? await SubscribeAsync(request, plan, variables, cancellationToken)
            // What a mutation has begun it ends, or its time is up: that its client has gone leaves nothing half done, nor unknown to whoever records it.
            : await ExecuteAsync(request, plan, variables, request.RootValue, operation.Node.Operation == OperationKind.Mutation ? CancellationToken.None : cancellationToken);
    }

    private static GraphQLError? Refusal(OperationKind kind, AllowedOperations allowed) => kind switch
    {
        OperationKind.Mutation when !allowed.HasFlag(AllowedOperations.Mutation) =>
            new GraphQLError("Can only perform a mutation operation from a POST request.") { Code = ErrorCodes.MethodNotAllowed },
        OperationKind.Subscription when !allowed.HasFlag(AllowedOperations.Subscription) =>
            new GraphQLError("A subscription answers with a stream: send it with \"Accept: text/event-stream\", or over a WebSocket with the subprotocol graphql-transport-ws.") { Code = ErrorCodes.NotAcceptable },
        _ => null,
    };

    private static GraphQLError Unfit(DocumentNode document, CoercionFailure failure) => new(failure.Message)
    {
        Locations = failure.Node is { } node ? [document.LocationOf(node)] : [],
        Code = ErrorCodes.BadUserInput,
    };

    private GraphQLError TooDear(DocumentNode document, OperationDefinitionNode operation, long cost) =>
        new($"The operation costs {(cost >= CostSum.Most ? "over two billion" : cost)}, and {options.MaxCost} is allowed: ask for shorter lists, nest fewer lists in each other, or ask in several requests.")
        {
            Locations = [document.LocationOf(operation)],
            Code = ErrorCodes.TooComplex,
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["cost"] = cost, ["maxCost"] = options.MaxCost },
        };

    private PreparedDocument Prepare(ReadOnlyMemory<byte> text)
    {
        // The text is the caller's buffer; what is kept needs its own.
        var own = text.ToArray();
        PreparedDocument prepared;
        try
        {
            var node = Parser.Parse(own, options.Parser);
            var errors = validator.Validate(node);
            prepared = errors.Count > 0 ? new PreparedDocument(null, errors) : new PreparedDocument(new CompiledDocument(schema, node), []);
        }
        catch (GraphQLSyntaxException e)
        {
            prepared = new PreparedDocument(null, [e.ToError()]);
        }

        documents.Add(own, prepared);
        return prepared;
    }

    private async ValueTask<OperationResult> ExecuteAsync(GraphQLRequest request, OperationPlan plan, VariableValues variables, object? rootValue, CancellationToken cancellationToken)
    {
        // What never awaits cannot be interrupted, so it needs no clock.
        using var timeout = plan.Root.IsAsync && options.ExecutionTimeout is { } limit ? new CancellationTokenSource(limit, time) : null;
        using var linked = timeout is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var state = await BeginAsync(request, plan, variables, linked?.Token ?? cancellationToken);
        try
        {
            return await executor.ExecuteAsync(plan, state, rootValue);
        }
        catch (OperationCanceledException) when (state.CancellationToken.IsCancellationRequested)
        {
            var text = cancellationToken.IsCancellationRequested
                ? "The request was cancelled."
                : $"The operation took longer than {options.ExecutionTimeout!.Value.TotalSeconds:0.###} s and was ended: ask for less at once.";
            return OperationExecutor.NullData([new GraphQLError(text) { Code = ErrorCodes.Cancelled }]);
        }
    }

    private static async ValueTask<RequestState> BeginAsync(GraphQLRequest request, OperationPlan plan, VariableValues variables, CancellationToken cancellationToken)
    {
        var state = new RequestState(request, variables, cancellationToken) { Data = request.Data! };
        if (plan.Requirements.Count > 0)
        {
            state.Authorization = await AuthorizationCheck.EvaluateAsync(plan.Requirements, request.User, request.Services);
        }

        return state;
    }

    private async ValueTask<ExecutionResult> SubscribeAsync(GraphQLRequest request, OperationPlan plan, VariableValues variables, CancellationToken cancellationToken)
    {
        var field = plan.Root.Fields[0];
        var errors = new ErrorCollector(options, logger);
        try
        {
            var state = await BeginAsync(request, plan, variables, cancellationToken);
            ObjectWriter.Authorize(state, field);
            var context = new ResolverContext(state) { Plan = field, Source = request.RootValue, Arguments = field.ArgumentsIn(state) };
            var subscriber = field.Field.Subscriber ?? throw new FieldFailure($"The field \"{field.ParentType.Name}.{field.Field.Name}\" cannot be subscribed to.");
            var events = await subscriber.SubscribeAsync(context, cancellationToken);
            return new SubscriptionResult(RespondAsync(request, plan, variables, events, cancellationToken));
        }
        catch (Exception e)
        {
            errors.Add(field, [field.ResponseName], e);
            return OperationResult.Refused(errors.Errors);
        }
    }

    private async IAsyncEnumerable<OperationResult> RespondAsync(
        GraphQLRequest request, OperationPlan plan, VariableValues variables, IAsyncEnumerable<object?> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        GraphQLDiagnostics.SubscriptionBegan();
        try
        {
            await foreach (var value in events.WithCancellation(cancellationToken))
            {
                var result = await ExecuteAsync(request, plan, variables, value, cancellationToken);
                GraphQLDiagnostics.EventExecuted();
                yield return result;
            }
        }
        finally
        {
            GraphQLDiagnostics.SubscriptionEnded();
        }
    }
}
