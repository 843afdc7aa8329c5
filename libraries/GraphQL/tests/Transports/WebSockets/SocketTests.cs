using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.WebSockets;

public sealed class SocketTests : IAsyncLifetime
{
    private const string Hello = """{"data":{"hello":"Hello, world!"}}""";

    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_query_is_answered_once_and_completed()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        client.Socket.SubProtocol.ShouldBe("graphql-transport-ws");

        await client.SendAsync("""{"type":"subscribe","id":"ett \"1\"","payload":{"query":"query($n:String!){hello(name:$n)}","variables":{"n":"å"},"operationName":null}}""");

        (await client.NextAsync()).ShouldBe("""{"type":"next","id":"ett \"1\"","payload":{"data":{"hello":"Hello, å!"}}}""");
        (await client.NextAsync()).ShouldBe("""{"type":"complete","id":"ett \"1\""}""");
    }

    [Fact]
    public async Task A_subscription_gives_its_events_and_is_completed_when_its_source_ends()
    {
        await using var client = await SocketClient.ConnectAsync(server);

        await client.SubscribeAsync("1", "subscription { count(to: 2) }");

        (await client.NextAsync()).ShouldBe("""{"type":"next","id":"1","payload":{"data":{"count":1}}}""");
        (await client.NextAsync()).ShouldBe("""{"type":"next","id":"1","payload":{"data":{"count":2}}}""");
        (await client.NextAsync()).ShouldBe("""{"type":"complete","id":"1"}""");
        server.Sources.Open.ShouldBe(0);
    }

    [Theory]
    [InlineData("{ nothing }", "Cannot query field")]
    [InlineData("{", "Syntax Error")]
    [InlineData("", "no document")]
    public async Task What_cannot_be_executed_is_an_error_that_ends_the_operation(string query, string problem)
    {
        await using var client = await SocketClient.ConnectAsync(server);

        await client.SubscribeAsync("1", query);

        var message = await client.NextAsync();
        message.ShouldStartWith("""{"type":"error","id":"1","payload":[{"message":""");
        message.ShouldContain(problem);
        await client.SubscribeAsync("1", "{ hello }");
        (await client.NextAsync()).ShouldBe($$$"""{"type":"next","id":"1","payload":{{{Hello}}}}""");
    }

    [Fact]
    public async Task A_payload_that_is_no_request_is_an_error_of_the_operation_alone()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SendAsync("""{"type":"subscribe","id":"1","payload":{"query":1}}""");
        (await client.NextAsync()).ShouldContain("must be a string");
        await client.SubscribeAsync("2", "{ hello }");
        (await client.NextAsync()).ShouldContain(Hello);
    }

    [Fact]
    public async Task Errors_of_fields_come_with_the_data()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "{ hello fail }");
        (await client.NextAsync()).ShouldContain("SHELF_LOCKED");
        (await client.NextAsync()).ShouldBe("""{"type":"complete","id":"1"}""");
    }

    [Fact]
    public async Task A_source_that_breaks_ends_its_subscription_with_an_error_that_tells_nothing()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { breaking }");
        (await client.NextAsync()).ShouldContain("""{"breaking":1}""");
        (await client.NextAsync()).ShouldBe("""{"type":"error","id":"1","payload":[{"message":"Unexpected Execution Error","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""");
        await client.SubscribeAsync("2", "{ hello }");
        (await client.NextAsync()).ShouldContain(Hello);
    }

    [Fact]
    public async Task Many_operations_run_on_one_socket_at_a_time()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("waits", "{ wait }");
        await server.Gate.Reached.WaitAsync(TestContext.Current.CancellationToken);
        await client.SubscribeAsync("2", "{ hello }");
        (await client.NextAsync()).ShouldContain("\"2\"");
        (await client.NextAsync()).ShouldContain("complete");
        server.Gate.Open();
        (await client.NextAsync()).ShouldBe("""{"type":"next","id":"waits","payload":{"data":{"wait":"passed"}}}""");
    }

    [Fact]
    public async Task Every_operation_has_a_scope_of_services_of_its_own()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "{ scopeId }");
        var first = await client.NextAsync();
        await client.NextAsync();
        await client.SubscribeAsync("1", "{ scopeId }");
        (await client.NextAsync()).ShouldNotBe(first);
    }

    [Fact]
    public async Task Completing_a_subscription_disposes_its_source_and_frees_its_id()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { silence }");
        await server.SubscriptionIsOpenAsync();

        await client.SendAsync("""{"type":"complete","id":"1"}""");

        await server.SourcesAreClosedAsync();
        await client.SubscribeAsync("1", "{ hello }");
        (await client.NextAsync()).ShouldContain(Hello);
    }

    [Fact]
    public async Task A_client_that_disappears_leaves_nothing_behind()
    {
        var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { silence }");
        await client.SubscribeAsync("2", "subscription { live }");
        await client.SubscribeAsync("3", "{ wait }");
        await Eventually.IsAsync(() => server.Sources.Open == 2, () => $"two sources, but there are {server.Sources.Open}");
        await server.Gate.Reached.WaitAsync(TestContext.Current.CancellationToken);

        await client.DisposeAsync();

        await server.SourcesAreClosedAsync();
        await server.Gate.Cancelled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_client_that_says_goodbye_gets_an_answer_and_leaves_nothing_behind()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { silence }");
        await server.SubscriptionIsOpenAsync();

        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);

        client.Socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
        await server.SourcesAreClosedAsync();
    }

    [Fact]
    public async Task Events_are_taken_only_as_fast_as_the_client_reads_them()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { flood(size: 100000) }");
        (await client.NextAsync()).ShouldContain("flood");

        // Whatever the socket's buffers hold is taken, and then no more.
        var taken = await StandsStillAsync(() => server.Sources.LastTaken);
        taken.ShouldBeLessThan(500);

        for (var i = 0; i < 200; i++)
        {
            await client.NextAsync();
        }

        await Eventually.IsAsync(() => server.Sources.LastTaken > taken, () => "more events taken after the client has read some");
    }

    [Theory]
    [InlineData("nonsense", "4400 Invalid message: not JSON")]
    [InlineData("[]", "4400 Invalid message: not a JSON object")]
    [InlineData("""{"type":"start","id":"1"}""", "4400 Invalid message: unknown type")]
    [InlineData("""{"id":"1"}""", "4400 Invalid message: unknown type")]
    [InlineData("""{"type":1}""", "4400 Invalid message: unknown type")]
    [InlineData("""{"type":"subscribe","payload":{"query":"{ hello }"}}""", "4400 Invalid message: no id")]
    [InlineData("""{"type":"subscribe","id":7,"payload":{"query":"{ hello }"}}""", "4400 Invalid message: no id")]
    [InlineData("""{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}""", "4400 Invalid message: no id")]
    [InlineData("""{"type":"subscribe","id":"1"}""", "4400 Invalid message: no payload")]
    [InlineData("""{"type":"complete"}""", "4400 Invalid message: no id")]
    [InlineData("""{"type":"ping","payload":1}""", "4400 Invalid message: the payload is not an object")]
    [InlineData("""{"type":"subscribe","id":"\ud83c","payload":{}}""", "4400 Invalid message: not JSON")]
    [InlineData("", "4400 Invalid message: not JSON")]
    [InlineData("""{"type":"connection_init"}""", "4429 Too many initialisation requests")]
    public async Task A_message_that_makes_no_sense_closes_the_socket(string message, string closed)
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SendAsync(message);
        (await client.NextAsync()).ShouldBe(closed);
    }

    [Fact]
    public async Task A_binary_message_closes_the_socket()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.Socket.SendAsync("""{"type":"ping"}"""u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        (await client.NextAsync()).ShouldBe("4400 Invalid message: binary");
    }

    [Fact]
    public async Task An_operation_before_the_acknowledgement_closes_the_socket()
    {
        await using var client = await SocketClient.OpenAsync(server);
        await client.SubscribeAsync("1", "{ hello }");
        (await client.NextAsync()).ShouldBe("4401 Unauthorized");
    }

    [Fact]
    public async Task A_second_operation_with_the_id_of_a_running_one_closes_the_socket()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { silence }");
        await client.SubscribeAsync("1", "{ hello }");
        (await client.NextAsync()).ShouldBe("4409 Subscriber for 1 already exists");
        await server.SourcesAreClosedAsync();
    }

    [Fact]
    public async Task A_client_that_never_initialises_is_closed()
    {
        await using var impatient = await StartAsync(s => s.InitTimeout = TimeSpan.FromMilliseconds(100));
        await using var client = await SocketClient.OpenAsync(impatient);
        (await client.NextAsync()).ShouldBe("4408 Connection initialisation timeout");
    }

    [Fact]
    public async Task A_ping_is_answered_with_its_payload()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SendAsync("""{"type":"ping","payload":{"a": 1}}""");
        (await client.NextAsync()).ShouldBe("""{"type":"pong","payload":{"a": 1}}""");
        await client.SendAsync("""{"type":"ping"}""");
        (await client.NextAsync()).ShouldBe("""{"type":"pong"}""");
        await client.SendAsync("""{"type":"pong"}""");
        await client.SubscribeAsync("1", "{ hello }");
        (await client.NextAsync()).ShouldContain(Hello);
    }

    [Fact]
    public async Task A_silent_client_is_pinged_kept_when_it_answers_and_cut_off_when_it_does_not()
    {
        await using var lively = await StartAsync(s => s.KeepAliveInterval = TimeSpan.FromMilliseconds(200));
        await using var client = await SocketClient.ConnectAsync(lively);
        await client.SubscribeAsync("1", "subscription { silence }");
        for (var i = 0; i < 5; i++)
        {
            (await client.NextAsync()).ShouldBe("""{"type":"ping"}""");
            await client.SendAsync("""{"type":"pong"}""");
        }

        await lively.SubscriptionIsOpenAsync();
        await lively.SourcesAreClosedAsync();
        await Should.ThrowAsync<WebSocketException>(async () =>
        {
            while (true)
            {
                (await client.NextAsync()).ShouldBe("""{"type":"ping"}""");
            }
        });
    }

    [Fact]
    public async Task More_operations_than_allowed_are_refused_one_by_one()
    {
        await using var small = await StartAsync(s => s.MaxOperations = 1);
        await using var client = await SocketClient.ConnectAsync(small);
        await client.SubscribeAsync("1", "subscription { silence }");
        await client.SubscribeAsync("2", "{ hello }");
        (await client.NextAsync()).ShouldContain("TOO_MANY_OPERATIONS");
        await client.SendAsync("""{"type":"complete","id":"1"}""");
        await client.SubscribeAsync("3", "{ hello }");
        (await client.NextAsync()).ShouldContain(Hello);
    }

    [Fact]
    public async Task A_message_that_is_too_large_closes_the_socket()
    {
        await using var small = await StartAsync(s => s.MaxMessageSize = 10_000);
        await using var client = await SocketClient.ConnectAsync(small);
        await client.SubscribeAsync("1", $"{{ hello(name: \\\"{new string('x', 9_000)}\\\") }}");
        (await client.NextAsync()).ShouldContain("xxx");
        (await client.NextAsync()).ShouldContain("complete");
        await client.SubscribeAsync("2", $"{{ hello(name: \\\"{new string('x', 100_000)}\\\") }}");
        (await client.NextAsync()).ShouldBe("1009 A message may have 10000 bytes");
    }

    [Fact]
    public async Task The_application_says_who_connects_and_what_they_are_told()
    {
        await using var own = await StartAsync(s => s.OnConnect = connecting =>
        {
            connecting.User = LibraryServer.Named(connecting.Payload.GetProperty("name").GetString()!);
            connecting.AckPayload = new { Greeting = "hej" };
            return ValueTask.CompletedTask;
        });
        await using var client = await SocketClient.OpenAsync(own);
        await client.SendAsync("""{"type":"connection_init","payload":{"name":"Astrid"}}""");
        (await client.NextAsync()).ShouldBe("""{"type":"connection_ack","payload":{"greeting":"hej"}}""");
        await client.SubscribeAsync("1", "{ me }");
        (await client.NextAsync()).ShouldContain("Astrid");
    }

    [Fact]
    public async Task The_application_may_refuse_a_client()
    {
        await using var closed = await StartAsync(s => s.OnConnect = connecting =>
        {
            connecting.Refuse(new string('å', 100));
            return ValueTask.CompletedTask;
        });
        await using var client = await SocketClient.OpenAsync(closed);
        await client.SendAsync("""{"type":"connection_init"}""");
        (await client.NextAsync()).ShouldBe($"4403 {new string('å', 61)}");
    }

    [Fact]
    public async Task A_hook_that_fails_closes_the_socket_and_tells_nothing()
    {
        await using var broken = await StartAsync(s => s.OnConnect = _ => throw new InvalidOperationException("a secret"));
        await using var client = await SocketClient.OpenAsync(broken);
        await client.SendAsync("""{"type":"connection_init"}""");
        (await client.NextAsync()).ShouldBe("4500 Internal server error");
    }

    [Fact]
    public async Task Without_a_hook_the_user_is_the_http_requests()
    {
        await using var client = await SocketClient.OpenAsync(server, headers: ("X-User", "Astrid"));
        await client.SendAsync("""{"type":"connection_init"}""");
        await client.NextAsync();
        await client.SubscribeAsync("1", "{ me }");
        (await client.NextAsync()).ShouldContain("Astrid");
    }

    [Fact]
    public async Task A_subscription_of_somebody_who_may_not_never_begins()
    {
        await using var client = await SocketClient.ConnectAsync(server);
        await client.SubscribeAsync("1", "subscription { private }");
        (await client.NextAsync()).ShouldContain("AUTH_NOT_AUTHENTICATED");
        server.Sources.Total.ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("graphql-ws")]
    public async Task Another_subprotocol_is_refused(string? subprotocol)
    {
        await using var client = await OpenOrNullAsync(subprotocol);
        if (client is not null)
        {
            (await client.NextAsync()).ShouldBe("4406 Subprotocol not acceptable: offer graphql-transport-ws");
        }
    }

    [Fact]
    public async Task A_foreign_page_may_not_open_a_socket_unless_its_origin_is_allowed()
    {
        await using var open = await StartAsync(s => s.AllowedOrigins.Add("https://app.example.com"));

        (await StatusOfAsync(server, "https://app.example.com")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOfAsync(open, "https://other.example.com")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOfAsync(open, "null")).ShouldBe(HttpStatusCode.Forbidden);
        (await StatusOfAsync(open, "https://app.example.com")).ShouldBe(HttpStatusCode.SwitchingProtocols);
        (await StatusOfAsync(server, server.Root.GetLeftPart(UriPartial.Authority))).ShouldBe(HttpStatusCode.SwitchingProtocols);
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        var stopping = await LibraryServer.StartAsync();
        await using var client = await SocketClient.ConnectAsync(stopping);
        await client.SubscribeAsync("1", "subscription { silence }");
        await stopping.SubscriptionIsOpenAsync();

        stopping.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await client.NextAsync()).ShouldBe("1001 The server stops");
        await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        await stopping.SourcesAreClosedAsync();
        await stopping.DisposeAsync();
    }

    private static Task<LibraryServer> StartAsync(Action<GraphQL.Transports.WebSockets.GraphQLSocketOptions> configure) =>
        LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => configure(e.Sockets) });

    private static async Task<HttpStatusCode> StatusOfAsync(LibraryServer server, string origin)
    {
        using var socket = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        socket.Options.AddSubProtocol("graphql-transport-ws");
        socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(server.SocketUrl, TestContext.Current.CancellationToken);
        }
        catch (WebSocketException)
        {
            // The status says it.
        }

        return socket.HttpStatusCode;
    }

    /// <summary>.NET's own client gives up where a subprotocol that it offered is not taken; others wait for the close frame.</summary>
    private async Task<SocketClient?> OpenOrNullAsync(string? subprotocol)
    {
        try
        {
            return await SocketClient.OpenAsync(server, subprotocol);
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>Waits until a number has not changed for as long as it took to look at it twenty times.</summary>
    private static async Task<int> StandsStillAsync(Func<int> number)
    {
        var (last, still) = (-1, 0);
        await Eventually.IsAsync(
            () =>
            {
                var now = number();
                (last, still) = (now, now == last ? still + 1 : 0);
                return still == 20;
            },
            () => $"a number that stands still, but it is {last} and grows");
        return last;
    }
}
