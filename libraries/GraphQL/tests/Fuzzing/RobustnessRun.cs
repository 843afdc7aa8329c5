using System.Collections.Concurrent;
using System.Text.Json;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Tests.Fuzzing.Forest;

namespace OrleansLedger.GraphQL.Tests.Fuzzing;

/// <summary>How a request was answered.</summary>
internal enum FuzzOutcome
{
    Refused,
    Data,
    DataWithErrors,
    Events,
}

/// <summary>The answer is none that a request may have.</summary>
internal sealed class RobustnessException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Puts fuzzed requests to a whole engine and checks what every answer has to be: valid JSON with data or errors, and no failure of the engine's own behind an error.</summary>
internal sealed class RobustnessRun : IAsyncDisposable
{
    private const int MostEvents = 3;

    private readonly ConcurrentQueue<Exception> _failures;
    private readonly ForestServer _server;
    private readonly RequestFuzzer _requests;

    private RobustnessRun(ForestServer server, SchemaModel model, ConcurrentQueue<Exception> failures)
    {
        _server = server;
        _requests = new RequestFuzzer(model);
        _failures = failures;
    }

    public static async Task<RobustnessRun> CreateAsync()
    {
        var failures = new ConcurrentQueue<Exception>();
        var server = new ForestServer(options => options.ErrorFilter = error =>
        {
            if (error.Exception is { } failure and not (ForestException or OperationCanceledException))
            {
                failures.Enqueue(failure);
            }

            return error;
        });
        return new RobustnessRun(server, await server.ReadModelAsync(), failures);
    }

    public FuzzedRequest Make(long number) => _requests.Make(number);

    /// <summary>Executes a request. Checks are this method's own: exceptions say what was wrong.</summary>
    /// <exception cref="RobustnessException">The answer is wrong.</exception>
    public async Task<FuzzOutcome> ExecuteAsync(FuzzedRequest request, CancellationToken cancellationToken)
    {
        var asked = new GraphQLRequest { Query = request.Document, Variables = request.Variables, OperationName = request.OperationName, Services = _server.Services };
        FuzzOutcome outcome;
        try
        {
            await using var result = await _server.Executor.ExecuteAsync(asked, cancellationToken);
            outcome = result is SubscriptionResult subscription ? await TakeAsync(subscription, cancellationToken) : Check((OperationResult)result);
        }
        catch (Exception e) when (e is not (RobustnessException or OperationCanceledException))
        {
            throw new RobustnessException($"The executor threw: {e}", e);
        }

        return _failures.TryDequeue(out var failure) ? throw new RobustnessException($"An error hides a failure of the engine: {failure}", failure) : outcome;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task<FuzzOutcome> TakeAsync(SubscriptionResult subscription, CancellationToken cancellationToken)
    {
        var taken = 0;
        await foreach (var result in subscription.Results.WithCancellation(cancellationToken))
        {
            await using (result)
            {
                Check(result);
            }

            if (++taken == MostEvents)
            {
                break;
            }
        }

        return FuzzOutcome.Events;
    }

    private static FuzzOutcome Check(OperationResult result)
    {
        try
        {
            using var json = JsonDocument.Parse(result.Json, new JsonDocumentOptions { MaxDepth = 1000 });
            return Check(result, json.RootElement);
        }
        catch (JsonException e)
        {
            throw new RobustnessException($"The response is no JSON: {e.Message}", e);
        }
    }

    private static FuzzOutcome Check(OperationResult result, JsonElement response)
    {
        var hasErrors = response.TryGetProperty("errors", out var errors);
        var hasData = response.TryGetProperty("data", out var data);
        foreach (var member in response.EnumerateObject())
        {
            Demand(member.Name is "data" or "errors" or "extensions", response, $"a response has no member \"{member.Name}\"");
        }

        Demand(hasData == result.HasData, response, "the result says of data what the response does not");
        Demand(hasData ? data.ValueKind is JsonValueKind.Object or JsonValueKind.Null : hasErrors, response, "there are neither data nor errors");
        Demand(hasErrors || data.ValueKind == JsonValueKind.Object, response, "data are null without an error");
        if (!hasErrors)
        {
            return FuzzOutcome.Data;
        }

        Demand(errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() == result.Errors.Count && result.Errors.Count > 0, response, "the errors are not those of the result");
        foreach (var error in errors.EnumerateArray())
        {
            Demand(error.GetProperty("message").GetString() is { Length: > 0 }, response, "an error has no message");
        }

        return hasData ? FuzzOutcome.DataWithErrors : FuzzOutcome.Refused;
    }

    private static void Demand(bool isSo, JsonElement response, string otherwise)
    {
        if (!isSo)
        {
            throw new RobustnessException($"The response is wrong: {otherwise}: {response.GetRawText()}");
        }
    }
}
