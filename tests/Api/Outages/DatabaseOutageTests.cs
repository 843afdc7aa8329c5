using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.ServiceDefaults.Startup;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Security;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Outages;

/// <summary>What clients of the Api meet while PostgreSQL is stopped or frozen, and afterwards.</summary>
public sealed class DatabaseOutageTests(OutageServer server) : IClassFixture<OutageServer>
{
    private const string Upsert =
        """mutation { upsertTransactions(input: { transactions: [{ sourceReference: "A", transactedOn: "2026-03-04", description: "Flour", amount: -1, currency: "NZD" }] }) { results { id } } }""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_with_a_wrong_encryption_key_ends_when_the_database_answers_at_last()
    {
        var database = await server.Ledger.CreateDatabaseAsync(Cancelled);
        var settings = RunningApi.Settings(database, new Uri("http://127.0.0.1:1"));
        await using (var dataSource = NpgsqlDataSource.Create(database.AppConnectionString))
        {
            (await new EncryptionCheck(new TokenCipher([settings["Encryption:Keys:0"]!]), dataSource).FindErrorAsync(Cancelled)).ShouldBeNull();
        }

        settings["Encryption:Keys:0"] = $"k1:{Convert.ToBase64String(new byte[32])}";
        await server.Postgres.StopAsync();
        await using var app = RunningApi.Build(settings, TimeProvider.System);
        await app.StartAsync(Cancelled);
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        using (var browser = new HttpClient { BaseAddress = RunningApi.AddressOf(app) })
        {
            using var answer = await browser.GetAsync("/health/ready", Cancelled);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await server.Postgres.StartAsync(Cancelled);
        await stopping.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);

        app.Services.GetRequiredService<StartupChecks>().Error.ShouldNotBeNull().ShouldStartWith("The key 'k1' in Encryption:Keys is not the key of that name");
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task Every_address_answers_503_with_a_code_and_works_again_afterwards(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server);
        var cookie = await SignInAsync(api);
        await api.BeginAsync(outage);

        foreach (var (name, request) in Requests(api, cookie))
        {
            using var answer = await api.Http.SendAsync(request, Cancelled);
            var text = await answer.Content.ReadAsStringAsync(Cancelled);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, $"{name}: {text}");
            answer.Headers.RetryAfter.ShouldNotBeNull(name).Delta.ShouldBe(TimeSpan.FromSeconds(5), name);
            var error = JsonNode.Parse(text)!["errors"]!.AsArray().ShouldHaveSingleItem(name)!;
            error["extensions"]!["code"]!.GetValue<string>().ShouldBe("TEMPORARILY_UNAVAILABLE", name);
            error["message"]!.GetValue<string>().ShouldBe("The database does not answer at the moment. Send the same request again in a few seconds.", name);
            request.Dispose();
        }

        await api.EndAsync();
        foreach (var (name, request) in Requests(api, cookie))
        {
            using var answer = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
            ((int)answer.StatusCode).ShouldBe(name == "download" ? 404 : 200, name);
            request.Dispose();
        }
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task A_redirect_is_answered_with_a_page_that_says_to_reload(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server);
        await api.BeginAsync(outage);

        using var answer = await api.Http.GetAsync("/oauth/xero/callback?state=any&code=any", Cancelled);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("reload this page");
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task The_readiness_check_follows_the_database_and_the_liveness_check_does_not(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server);
        await Eventually.HoldsAsync("ready", async () => await api.StatusAsync("/health/ready") == 200, Cancelled);

        await api.BeginAsync(outage);

        await Eventually.HoldsAsync("not ready", async () => await api.StatusAsync("/health/ready") == 503, Cancelled);
        (await api.StatusAsync("/health/live")).ShouldBe(200);
        await api.EndAsync();
    }

    [Fact]
    public async Task A_mutation_that_is_under_way_when_the_server_freezes_is_answered_503()
    {
        await using var api = await OutageApi.StartAsync(server);
        await using var blocker = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(api.Database.AdminConnectionString) { Pooling = false }.ConnectionString);
        await blocker.OpenAsync(Cancelled);
        await using var hold = await blocker.BeginTransactionAsync(Cancelled);
        await blocker.ExecuteAsync("lock table tenant in exclusive mode", transaction: hold);
        using var request = api.Operation("mutation { createTenant(input: { name: \"Bakery\" }) { tenant { id } } }", key: api.PlatformKey);
        var answering = api.Http.SendAsync(request, Cancelled);
        await Eventually.HoldsAsync(
            "the mutation waits for the table",
            async () => await blocker.ExecuteScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", transaction: hold) == 1,
            Cancelled);

        await api.BeginAsync(Outage.Frozen);

        using var answer = await answering;
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("TEMPORARILY_UNAVAILABLE");
        await api.EndAsync();
        await hold.RollbackAsync(Cancelled);
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task An_api_that_starts_during_an_outage_waits_for_the_database(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server, during: outage);

        (await api.StatusAsync("/health/live")).ShouldBe(200);
        (await api.StatusAsync("/health/ready")).ShouldBe(503);
        using (var request = api.Operation("{ tenants { nodes { id } } }", key: api.PlatformKey))
        using (var answer = await api.Http.SendAsync(request, Cancelled))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await api.EndAsync();
        await api.MakeTenantAsync();
        var connection = await ConnectAsync(api);
        (await api.AskAsync(
            "mutation ($id: ID!) { testConnection(input: { connectionId: $id }) { job { status } errors { __typename } } }", new { id = connection }))["testConnection"]!["job"]!["status"]!
            .GetValue<string>().ShouldBe("AVAILABLE");
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task A_subscription_survives_an_outage_and_misses_nothing(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server);
        var connection = await ConnectAsync(api);
        using var request = api.Operation("subscription { jobsChanged { kind } }", accept: "text/event-stream");
        using var stream = await api.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        stream.EnsureSuccessStatusCode();
        await using var events = SseParser.Create(await stream.Content.ReadAsStreamAsync(Cancelled)).EnumerateAsync(Cancelled).GetAsyncEnumerator(Cancelled);

        await api.BeginAsync(outage);
        await Eventually.HoldsAsync("not ready", async () => await api.StatusAsync("/health/ready") == 503, Cancelled);
        await api.EndAsync();
        await api.AskAsync("mutation ($id: ID!) { refreshToken(input: { connectionId: $id }) { job { id } } }", new { id = connection });

        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.Data.ShouldBe("""{"data":{"jobsChanged":{"kind":"REFRESH_TOKEN"}}}""");
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task A_socket_that_opens_during_an_outage_is_closed_with_1013_so_that_clients_reconnect(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server);
        await api.BeginAsync(outage);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new UriBuilder(api.Http.BaseAddress!) { Scheme = "ws", Path = "/graphql" }.Uri, Cancelled);

        await socket.SendAsync(
            Encoding.UTF8.GetBytes($$$"""{"type":"connection_init","payload":{"authorization":"Bearer {{{api.Key}}}"}}"""), WebSocketMessageType.Text, endOfMessage: true, Cancelled);
        var closed = await socket.ReceiveAsync(new byte[1024], Cancelled);

        closed.MessageType.ShouldBe(WebSocketMessageType.Close);
        ((int)closed.CloseStatus!.Value).ShouldBe(1013);
        closed.CloseStatusDescription.ShouldBe("The database does not answer at the moment. Send the same request again in a few seconds.");
    }

    [Theory]
    [InlineData(Outage.Stopped)]
    [InlineData(Outage.Frozen)]
    public async Task An_operation_over_an_open_socket_is_refused_with_the_code_and_the_socket_stays(Outage outage)
    {
        await using var api = await OutageApi.StartAsync(server);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        await socket.ConnectAsync(new UriBuilder(api.Http.BaseAddress!) { Scheme = "ws", Path = "/graphql" }.Uri, Cancelled);
        await SendAsync(socket, $$$"""{"type":"connection_init","payload":{"authorization":"Bearer {{{api.Key}}}"}}""");
        (await ReceiveAsync(socket))["type"]!.GetValue<string>().ShouldBe("connection_ack");
        await api.BeginAsync(outage);

        await SendAsync(socket, """{"type":"subscribe","id":"1","payload":{"query":"{ connections { nodes { id } } }"}}""");
        var refused = (await ReceiveAsync(socket)).ToJsonString();

        refused.ShouldContain("TEMPORARILY_UNAVAILABLE");
        await api.EndAsync();
        await SendAsync(socket, """{"type":"subscribe","id":"2","payload":{"query":"{ connections { nodes { id } } }"}}""");
        var next = await ReceiveAsync(socket);
        (next["id"]!.GetValue<string>() == "1" ? await ReceiveAsync(socket) : next)["payload"]!["data"]!["connections"]!["nodes"]!.AsArray().ShouldBeEmpty();
    }

    /// <summary>One request to each address that needs the database.</summary>
    private static IEnumerable<(string Name, HttpRequestMessage Request)> Requests(OutageApi api, string cookie)
    {
        yield return ("query", api.Operation("{ connections { nodes { id } } }"));
        yield return ("query, GraphQL's own media type", api.Operation("{ connections { nodes { id } } }", accept: "application/graphql-response+json"));
        yield return ("query of several fields", api.Operation("{ a: connections { nodes { id } } b: jobs { nodes { id } } }"));
        yield return ("query with the key of the settings", api.Operation("{ tenants { nodes { id } } }", key: api.PlatformKey));
        yield return ("mutation", api.Operation(Upsert));
        yield return ("mutation with the key of the settings", api.Operation("mutation { createTenant(input: { name: \"Bakery\" }) { tenant { id } } }", key: api.PlatformKey));
        yield return ("event stream", api.Operation("subscription { jobsChanged { kind } }", accept: "text/event-stream"));
        yield return ("query by GET", With(new HttpRequestMessage(HttpMethod.Get, "/graphql?query=" + Uri.EscapeDataString("{ connections { nodes { id } } }")), api.Key));
        yield return ("upload", With(Upload(), api.Key));
        yield return ("download", With(new HttpRequestMessage(HttpMethod.Get, $"/attachments/{GlobalId.Of(GlobalId.Attachment, Guid.Empty)}"), api.Key));
        yield return ("sign-in", new HttpRequestMessage(HttpMethod.Post, "/session") { Content = JsonContent.Create(new { key = api.Key }) });
        yield return ("session", new HttpRequestMessage(HttpMethod.Get, "/session") { Headers = { { "Cookie", cookie } } });
    }

    private static HttpRequestMessage With(HttpRequestMessage request, string key)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static HttpRequestMessage Upload()
    {
        const string Operations =
            """{"query":"mutation ($f: Upload!) { addAttachment(input: { sourceReference: \"A\", file: $f }) { errors { __typename } } }","variables":{"f":null}}""";
        return new HttpRequestMessage(HttpMethod.Post, "/graphql")
        {
            Headers = { { "GraphQL-Preflight", "1" } },
            Content = new MultipartFormDataContent
            {
                { new StringContent(Operations, Encoding.UTF8, "application/json"), "operations" },
                { new StringContent("""{"0":["variables.f"]}""", Encoding.UTF8, "application/json"), "map" },
                { new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "0", "scan.png" },
            },
        };
    }

    private static async Task<string> SignInAsync(OutageApi api)
    {
        using var signedIn = await api.Http.PostAsJsonAsync("/session", new { key = api.Key }, Cancelled);
        return signedIn.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).Split(';')[0];
    }

    /// <returns>The id of a connection whose company has been read.</returns>
    private static async Task<string> ConnectAsync(OutageApi api)
    {
        var company = new Company { RemoteId = "company-1", Name = "Harbour Cafe", BaseCurrency = "NZD" };
        var connection = await api.Service<LedgerDatabase>().InTenantAsync(
            api.Tenant,
            async t =>
            {
                var id = await ConnectionStore.ConnectAsync(t, "xero", company, Cancelled);
                await ConnectionStore.SetCompanyAsync(t, id, epoch: 0, company, TimeProvider.System.GetUtcNow(), Cancelled);
                return id;
            },
            Cancelled);
        return GlobalId.Of(GlobalId.Connection, connection.Value);
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancelled);

    private static async Task<JsonNode> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        var received = await socket.ReceiveAsync(buffer, Cancelled);
        return JsonNode.Parse(buffer.AsSpan(0, received.Count))!;
    }
}
