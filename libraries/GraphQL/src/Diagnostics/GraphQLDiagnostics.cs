using System.Diagnostics;
using System.Diagnostics.Metrics;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;

namespace OrleansLedger.GraphQL.Diagnostics;

/// <summary>What the engine tells OpenTelemetry, by the semantic conventions for GraphQL servers.</summary>
public static class GraphQLDiagnostics
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "OrleansLedger.GraphQL";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("graphql.server.request.duration", "s", "Time from a request's text to its response, or to a subscription's beginning.");

    private static readonly Counter<long> ErrorCount = Meter.CreateCounter<long>("graphql.server.errors", "{error}", "Errors in responses, by code.");

    private static readonly UpDownCounter<long> OpenSubscriptions = Meter.CreateUpDownCounter<long>("graphql.server.subscriptions", "{subscription}", "Subscriptions that are open.");

    private static readonly Counter<long> SubscriptionEvents = Meter.CreateCounter<long>("graphql.server.subscription.events", "{event}", "Events of subscriptions that were executed.");

    internal static ActivitySource Source { get; } = new(Name);

    internal static void Describe(Activity? activity, OperationDefinitionNode operation)
    {
        if (activity is null)
        {
            return;
        }

        var kind = operation.Operation.ToString().ToLowerInvariant();
        activity.SetTag("graphql.operation.type", kind);
        if (operation.Name is { } name)
        {
            activity.SetTag("graphql.operation.name", name.Value);
            activity.DisplayName = $"{kind} {name.Value}";
        }
        else
        {
            activity.DisplayName = kind;
        }
    }

    internal static void Record(Activity? activity, ExecutionResult result, TimeSpan elapsed)
    {
        var errors = (result as OperationResult)?.Errors ?? [];
        if (Duration.Enabled)
        {
            Duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", errors.Count == 0 ? "ok" : "error"));
        }

        foreach (var error in errors)
        {
            ErrorCount.Add(1, new KeyValuePair<string, object?>("code", error.Code ?? "none"));
            activity?.AddEvent(new ActivityEvent("graphql.error", tags: new ActivityTagsCollection { ["message"] = error.Message, ["code"] = error.Code }));
        }

        if (errors.Count > 0)
        {
            activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    internal static void SubscriptionBegan() => OpenSubscriptions.Add(1);

    internal static void SubscriptionEnded() => OpenSubscriptions.Add(-1);

    internal static void EventExecuted() => SubscriptionEvents.Add(1);
}
