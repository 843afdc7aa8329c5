using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Bench.Compare;
using OrleansLedger.GraphQL.Bench.Server.Data;
using OrleansLedger.GraphQL.Bench.Server.Schema;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Bench.Allocations;

/// <summary>The benchmark server's engine in this process, without HTTP.</summary>
internal sealed class ScenarioEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IRequestExecutor _executor;

    /// <param name="configure">Beyond what the server sets.</param>
    public ScenarioEngine(Action<GraphQLOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Store>();
        services.AddSingleton<CountedTopics>();
        services.AddGraphQLServer(options =>
        {
            options.MaxCost = 1_000_000;
            configure?.Invoke(options);
        }).AddTypes(typeof(Query).Assembly);
        _services = services.BuildServiceProvider();
        _executor = _services.GetRequiredService<IRequestExecutor>();
    }

    /// <summary>Executes a request in a service scope of its own, as an endpoint does.</summary>
    /// <returns>The answer's length in bytes.</returns>
    public async Task<int> ExecuteAsync(EngineRequest request)
    {
        await using var scope = _services.CreateAsyncScope();
        await using var result = (OperationResult)await _executor.ExecuteAsync(request.In(scope.ServiceProvider), CancellationToken.None);
        return result.Json.Length;
    }

    /// <summary>The answer as text.</summary>
    public async Task<string> AnswerAsync(EngineRequest request)
    {
        await using var result = (OperationResult)await _executor.ExecuteAsync(request.In(_services), CancellationToken.None);
        return Encoding.UTF8.GetString(result.Json.Span);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}

/// <summary>A request, read from JSON already.</summary>
internal sealed record EngineRequest(byte[] Query, JsonElement Variables, string? OperationName)
{
    public static EngineRequest Of(Scenario scenario)
    {
        var body = JsonSerializer.Deserialize<JsonElement>(scenario.Body);
        return new EngineRequest(Encoding.UTF8.GetBytes(body.GetProperty("query").GetString()!), body.GetProperty("variables"), body.GetProperty("operationName").GetString());
    }

    public GraphQLRequest In(IServiceProvider services) => new() { Query = Query, Variables = Variables, OperationName = OperationName, Services = services };
}
