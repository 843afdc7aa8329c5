using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.CodeFirst;

/// <summary>The library's schema, executed without a network.</summary>
internal sealed class LibraryServer
{
    private readonly ServiceProvider services;

    public LibraryServer(Action<GraphQLOptions>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(Shelf);
        collection.AddSingleton(Journal);
        collection.AddAuthorization(o => o.AddPolicy("adult", p => p.RequireClaim("age", "18")));
        var builder = collection.AddGraphQLServer(configure);
        foreach (var type in typeof(LibraryServer).Assembly.GetTypes().Where(t => t.Namespace == typeof(LibraryServer).Namespace && !t.IsNested))
        {
            builder.AddType(type);
        }

        services = collection.BuildServiceProvider();
    }

    public Shelf Shelf { get; } = new();

    public List<int> Journal { get; } = [];

    public Schema Schema => services.GetRequiredService<Schema>();

    public IServiceProvider Services => services;

    public async Task<JsonObject> AskAsync(string document, object? variables = null, ClaimsPrincipal? user = null, CancellationToken? cancellation = null)
    {
        await using var result = await BeginAsync(document, variables, user, cancellation);
        return JsonNode.Parse(((OperationResult)result).Json.Span)!.AsObject();
    }

    /// <summary>The response as text, data alone.</summary>
    public async Task<string> DataAsync(string document, object? variables = null, ClaimsPrincipal? user = null)
    {
        var response = await AskAsync(document, variables, user);
        response["errors"].ShouldBeNull(response.ToJsonString());
        return response["data"]!.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public ValueTask<ExecutionResult> BeginAsync(string document, object? variables = null, ClaimsPrincipal? user = null, CancellationToken? cancellation = null) =>
        services.GetRequiredService<IRequestExecutor>().ExecuteAsync(
            new GraphQLRequest
            {
                Query = Encoding.UTF8.GetBytes(document),
                Variables = variables is null ? default : JsonSerializer.SerializeToElement(variables),
                Services = services,
                User = user ?? new ClaimsPrincipal(),
            },
            cancellation ?? TestContext.Current.CancellationToken);

    public static ClaimsPrincipal Somebody(params IEnumerable<Claim> claims) => new(new ClaimsIdentity([new Claim(ClaimTypes.Name, "Ada"), .. claims], "test"));
}
