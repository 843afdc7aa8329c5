using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Language;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Validation;

namespace OrleansLedger.GraphQL.Tests.Differential;

/// <summary>This library, answering as the reference does.</summary>
/// <param name="alwaysAsync">Whether every resolver is taken for one that may await, so that the executor goes its asynchronous way all through.</param>
internal sealed class OwnEngine(bool alwaysAsync) : IEngine
{
    private static readonly GraphQLOptions Unlimited = new()
    {
        Parser = ParserOptions.Trusted,
        MaxDepth = int.MaxValue,
        MaxAliases = int.MaxValue,
        MaxDirectives = int.MaxValue,
        MaxRootFields = int.MaxValue,
        MaxCost = int.MaxValue,
        MaxValidationErrors = int.MaxValue,
    };

    private static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    private Schema? schema;
    private bool resolversAwait;

    public Task<JsonObject> SetSchemaAsync(string sdl, CancellationToken cancellation)
    {
        try
        {
            schema = Schema.Parse(sdl, options =>
            {
                options.Resolver = (_, field) => new RootResolver(field, () => resolversAwait);
                options.Subscriber = (_, field) => FieldSubscriber.Of((context, _) => RootValue.SubscribeAsync(context, field));
            });
            return Task.FromResult(new JsonObject { ["ok"] = true });
        }
        catch (GraphQLSyntaxException e)
        {
            return Task.FromResult(Errors([e.ToError()]));
        }
        catch (SchemaException e)
        {
            return Task.FromResult(Errors(e.Errors));
        }
    }

    public Task<JsonObject> ParseAsync(string document, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(new JsonObject { ["ok"] = true, ["printed"] = Printer.Print(Parser.Parse(document, ParserOptions.Trusted)) });
        }
        catch (GraphQLSyntaxException e)
        {
            return Task.FromResult(new JsonObject { ["error"] = Json(e.ToError()) });
        }
    }

    public Task<JsonObject> ValidateAsync(string document, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult(Errors(new DocumentValidator(schema!, Unlimited).Validate(Parser.Parse(document, ParserOptions.Trusted))));
        }
        catch (GraphQLSyntaxException e)
        {
            return Task.FromResult(new JsonObject { ["error"] = Json(e.ToError()) });
        }
    }

    public async Task<JsonObject> ExecuteAsync(ExecuteRequest request, CancellationToken cancellation)
    {
        resolversAwait = alwaysAsync || request.Root?.ToJsonString().Contains("\"$async", StringComparison.Ordinal) == true;
        var executor = new RequestExecutor(schema!, Unlimited, TimeProvider.System, NullLogger<RequestExecutor>.Instance);
        await using var result = await executor.ExecuteAsync(
            new GraphQLRequest
            {
                Query = Encoding.UTF8.GetBytes(request.Document),
                OperationName = request.OperationName,
                Variables = Element(request.Variables),
                RootValue = Element(request.Root),
                Services = NoServices,
            },
            cancellation);
        return new JsonObject { ["result"] = result is SubscriptionResult stream ? await EventsAsync(stream) : JsonNode.Parse(((OperationResult)result).Json.Span) };
    }

    public Task<JsonObject> IntrospectAsync(CancellationToken cancellation) => IntrospectCoreAsync(cancellation);

    public Task<JsonObject> PrintSchemaAsync(CancellationToken cancellation) => Task.FromResult(new JsonObject { ["printed"] = SchemaPrinter.Print(schema!) });

    private static JsonElement Element(JsonNode? node) => node is null ? default : JsonSerializer.SerializeToElement(node);

    private static JsonObject Errors(IEnumerable<GraphQLError> errors) => new() { ["errors"] = new JsonArray([.. errors.Select(Json)]) };

    private static JsonNode Json(GraphQLError error)
    {
        using var writer = new ResponseWriter();
        ErrorWriter.Write(writer, error);
        return JsonNode.Parse(writer.Written)!;
    }

    private static async Task<JsonArray> EventsAsync(SubscriptionResult stream)
    {
        var events = new JsonArray();
        try
        {
            await foreach (var result in stream.Results)
            {
                await using (result)
                {
                    events.Add(JsonNode.Parse(result.Json.Span));
                }
            }
        }
        catch (GraphQLException e)
        {
            events.Add(new JsonObject { ["streamError"] = e.Message });
        }

        return events;
    }

    private async Task<JsonObject> IntrospectCoreAsync(CancellationToken cancellation)
    {
        var answer = await ExecuteAsync(new ExecuteRequest(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Cases", "introspection.graphql"), cancellation), null, null, null), cancellation);
        return answer["result"]!.DeepClone().AsObject();
    }
}

/// <summary>Reads a field from the root's JSON, and makes of it what <c>reference.mjs</c> makes of it.</summary>
internal sealed class RootResolver(string field, Func<bool> isAsync) : FieldResolver
{
    public override bool IsAsync => isAsync();

    /// <summary>Arguments are read when a value that comes later is there.</summary>
    public override bool KeepsContext => isAsync();

    public override object? Resolve(ResolverContext context) => RootValue.Read(context, field);

    public override async ValueTask<object?> ResolveAsync(ResolverContext context) => await RootValue.SettledAsync(RootValue.Read(context, field));
}
