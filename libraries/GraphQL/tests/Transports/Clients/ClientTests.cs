using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Subscriptions;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Clients;

/// <summary>Clients from npm as they are, in Node, against a server on Kestrel.</summary>
public sealed class ClientTests
{
    [Fact]
    public async Task Graphql_ws_queries_mutates_subscribes_and_comes_back_after_a_restart()
    {
        var settings = new LibraryServerSettings { Endpoint = e => e.Sockets.OnConnect = SignInByPayload };
        await using var server = new RestartingServer(await LibraryServer.StartAsync(settings));
        await using var client = await NodeScript.StartAsync("graphql-ws", server.Current.Url);

        Same(await client.StepAsync("query"), """[{"data":{"hello":"Hello, world!"}}]""");
        Same(await client.StepAsync("variables"), """[{"data":{"hello":"Hello, Göteborg 🏃!"}}]""");
        Same(await client.StepAsync("mutation"), """[{"data":{"addBook":{"title":"Mio","pages":180}}}]""");
        Same(await client.StepAsync("error"), """[{"errors":[{"message":"The shelf is locked.","locations":[{"line":1,"column":9}],"path":["fail"],"extensions":{"code":"SHELF_LOCKED"}}],"data":{"hello":"Hello, world!","fail":null}}]""");
        Same(await client.StepAsync("invalid"), """{"failed":[{"message":"Cannot query field \"nothing\" on type \"Query\".","code":"GRAPHQL_VALIDATION_FAILED"}]}""");
        Same(await client.StepAsync("subscription"), """[{"data":{"count":1}},{"data":{"count":2}},{"data":{"count":3}}]""");
        Same(await client.StepAsync("user"), """[{"data":{"me":"Astrid"}}]""");
        Same(await client.StepAsync("acknowledged"), """{"welcome":"Astrid"}""");
        await ComesBackAsync(server, client, settings);
    }

    [Fact]
    public async Task Graphql_sse_queries_mutates_subscribes_and_comes_back_after_a_restart()
    {
        await using var server = new RestartingServer(await LibraryServer.StartAsync());
        await using var client = await NodeScript.StartAsync("graphql-sse", server.Current.Url);

        Same(await client.StepAsync("query"), """[{"data":{"hello":"Hello, world!"}}]""");
        Same(await client.StepAsync("variables"), """[{"data":{"hello":"Hello, Göteborg 🏃!"}}]""");
        Same(await client.StepAsync("mutation"), """[{"data":{"addBook":{"title":"Mio","pages":180}}}]""");
        Same(await client.StepAsync("error"), """[{"errors":[{"message":"The shelf is locked.","locations":[{"line":1,"column":9}],"path":["fail"],"extensions":{"code":"SHELF_LOCKED"}}],"data":{"hello":"Hello, world!","fail":null}}]""");
        Same(await client.StepAsync("invalid"), """[{"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".","locations":[{"line":1,"column":3}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}]""");
        Same(await client.StepAsync("subscription"), """[{"data":{"count":1}},{"data":{"count":2}},{"data":{"count":3}}]""");
        await ComesBackAsync(server, client);
    }

    [Fact]
    public async Task Apollo_Client_queries_mutates_uploads_persists_subscribes_and_comes_back_after_a_restart()
    {
        var settings = new LibraryServerSettings { Server = s => s.AddAutomaticPersistedQueries() };
        await using var server = new RestartingServer(await LibraryServer.StartAsync(settings));
        await using var client = await NodeScript.StartAsync("apollo-client", server.Current.Url);

        Same(await client.StepAsync("query"), """{"data":{"hello":"Hello, world!"},"errors":[]}""");
        Same(await client.StepAsync("variables"), """{"data":{"hello":"Hello, Göteborg 🏃!"},"errors":[]}""");
        Same(await client.StepAsync("mutation"), """{"data":{"addBook":{"title":"Mio","pages":180,"__typename":"Book"}},"errors":[]}""");
        Same(await client.StepAsync("error"), """{"data":{"hello":"Hello, world!","fail":null},"errors":[{"message":"The shelf is locked.","code":"SHELF_LOCKED"}]}""");
        Same(await client.StepAsync("invalid"), """{"data":null,"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".","code":"GRAPHQL_VALIDATION_FAILED"}]}""");
        Same(await client.StepAsync("upload"), """{"data":{"upload":"å.txt: innehåll"},"errors":[]}""");
        Same(await client.StepAsync("uploads"), """{"data":{"uploadMany":["a.txt: 1","b.txt: 2"]},"errors":[]}""");
        Same(await client.StepAsync("persisted"), """{"data":{"hello":"Hello, world!"},"errors":[]}""");
        Same(await client.StepAsync("persisted again"), """{"data":{"hello":"Hello, world!"},"errors":[]}""");
        Same(await client.StepAsync("persisted requests"), """[{"query":false,"hash":true,"status":400},{"query":true,"hash":true,"status":200},{"query":false,"hash":true,"status":200}]""");
        Same(await client.StepAsync("subscription"), "[1,2,3]");
        await ComesBackAsync(server, client, settings);
    }

    [Fact]
    public async Task Urql_queries_mutates_uploads_subscribes_and_comes_back_after_a_restart()
    {
        await using var server = new RestartingServer(await LibraryServer.StartAsync());
        await using var client = await NodeScript.StartAsync("urql", server.Current.Url);

        Same(await client.StepAsync("query"), """{"data":{"hello":"Hello, world!"},"errors":[]}""");
        Same(await client.StepAsync("query by GET"), """{"data":{"hello":"Hello, GET!"},"errors":[]}""");
        Same(await client.StepAsync("variables"), """{"data":{"hello":"Hello, Göteborg 🏃!"},"errors":[]}""");
        Same(await client.StepAsync("mutation"), """{"data":{"addBook":{"title":"Mio","pages":180}},"errors":[]}""");
        Same(await client.StepAsync("error"), """{"data":{"hello":"Hello, world!","fail":null},"errors":[{"message":"The shelf is locked.","code":"SHELF_LOCKED"}]}""");
        Same(await client.StepAsync("invalid"), """{"data":null,"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".","code":"GRAPHQL_VALIDATION_FAILED"}]}""");
        Same(await client.StepAsync("upload"), """{"data":{"upload":"å.txt: innehåll"},"errors":[]}""");
        Same(await client.StepAsync("subscription"), "[1,2,3]");
        await ComesBackAsync(server, client);
    }

    [Fact]
    public async Task Graphql_request_queries_and_mutates_and_a_form_uploads()
    {
        await using var server = await LibraryServer.StartAsync();
        await using var client = await NodeScript.StartAsync("graphql-request", server.Url);

        Same(await client.StepAsync("query"), """{"data":{"hello":"Hello, world!"},"errors":[],"status":200}""");
        Same(await client.StepAsync("variables"), """{"data":{"hello":"Hello, Göteborg 🏃!"},"errors":[],"status":200}""");
        Same(await client.StepAsync("mutation"), """{"data":{"addBook":{"title":"Mio","pages":180}},"errors":[],"status":200}""");
        Same(await client.StepAsync("error"), """{"data":{"hello":"Hello, world!","fail":null},"errors":[{"message":"The shelf is locked.","code":"SHELF_LOCKED"}],"status":200}""");
        Same(await client.StepAsync("invalid"), """{"data":null,"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".","code":"GRAPHQL_VALIDATION_FAILED"}],"status":400}""");
        Same(await client.StepAsync("upload"), """{"data":{"upload":"å.txt: innehåll"}}""");
        await client.StepAsync("done");
    }

    private static void Same(JsonNode? actual, string expected) => (actual?.ToJsonString() ?? "null").ShouldBe(JsonNode.Parse(expected)!.ToJsonString());

    private static ValueTask SignInByPayload(GraphQL.Transports.WebSockets.SocketConnectContext connecting)
    {
        var name = connecting.Payload.GetProperty("name").GetString()!;
        connecting.User = LibraryServer.Named(name);
        connecting.AckPayload = new { welcome = name };
        return ValueTask.CompletedTask;
    }

    /// <summary>The script subscribes to numbers; the server is killed and started again under its feet, and the numbers go on.</summary>
    private static async Task ComesBackAsync(RestartingServer server, NodeScript client, LibraryServerSettings? settings = null)
    {
        await server.Current.SubscriptionIsOpenAsync();
        await server.Current.SendLiveAsync(1);
        (await client.StepAsync("live"))!.GetValue<int>().ShouldBe(1);

        await server.RestartAsync(settings);
        await server.Current.SubscriptionIsOpenAsync();
        await server.Current.SendLiveAsync(2);

        (await client.StepAsync("live"))!.GetValue<int>().ShouldBe(2);
        await client.GoOnAsync();
        await client.StepAsync("done");
    }

    private sealed class RestartingServer(LibraryServer first) : IAsyncDisposable
    {
        public LibraryServer Current { get; private set; } = first;

        public async Task RestartAsync(LibraryServerSettings? settings)
        {
            var port = Current.Root.Port;
            await Current.DisposeAsync();
            Current = await LibraryServer.StartAsync((settings ?? new LibraryServerSettings()) with { Port = port });
        }

        public ValueTask DisposeAsync() => Current.DisposeAsync();
    }
}
