using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Tests.Fuzzing.Forest;

/// <summary>A schema with one of everything, whose trees have trees under them without end: for documents from people who mean no good.</summary>
internal sealed class ForestServer : IAsyncDisposable
{
    private const string Introspection = """
        {
          __schema {
            queryType { name } mutationType { name } subscriptionType { name }
            types { name kind isOneOf fields(includeDeprecated: true) { name type { ...T } args { ...A } } inputFields { ...A } enumValues(includeDeprecated: true) { name } possibleTypes { name } }
            directives { name isRepeatable locations args { ...A } }
          }
        }
        fragment A on __InputValue { name defaultValue type { ...T } }
        fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }
        """;

    private readonly ServiceProvider _services;

    public ForestServer(Action<GraphQLOptions>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddAuthorization();
        var builder = collection.AddGraphQLServer(configure);
        foreach (var type in typeof(ForestServer).Assembly.GetTypes().Where(type => type.Namespace == typeof(ForestServer).Namespace && !type.IsNested))
        {
            builder.AddType(type);
        }

        _services = collection.BuildServiceProvider();
        Executor = _services.GetRequiredService<IRequestExecutor>();
    }

    public IServiceProvider Services => _services;

    public IRequestExecutor Executor { get; }

    /// <summary>What is in the schema, as it tells itself.</summary>
    public async Task<SchemaModel> ReadModelAsync()
    {
        await using var result = (OperationResult)await Executor.ExecuteAsync(new GraphQLRequest { Query = System.Text.Encoding.UTF8.GetBytes(Introspection), Services = _services }, CancellationToken.None);
        return SchemaModel.Read(JsonNode.Parse(result.Json.Span)!.AsObject());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
