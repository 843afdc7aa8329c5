using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Live;

/// <summary>What is open when a key is revoked ends by itself, whichever way it was opened. The clock stands still but for the looks at the keys.</summary>
public sealed class RevokedKeyTests(LedgerFixture fixture)
{
    private const string Revoked = "KEY_REVOKED";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Subscriptions() =>
    [
        "subscription { jobsChanged { eventId } }",
        "subscription { connectionChanged { eventId } }",
        "subscription { syncLogged { eventId } }",
        "subscription { jobProgress(jobId: \"JOB\", after: \"0\") { eventId } }",
    ];

    [Theory]
    [MemberData(nameof(Subscriptions))]
    public async Task Every_subscription_over_an_event_stream_is_told_and_completes(string subscription)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, key) = await KeyAsync(api);
        var job = await WaitingJobAsync(api, tenant);
        await using var heard = new GraphClient(api, key.Reveal()).SubscribeAsync(subscription.Replace("JOB", job, StringComparison.Ordinal)).GetAsyncEnumerator(Cancelled);
        var next = heard.MoveNextAsync();
        await OpenAsync(api, 1);

        await RevokeAsync(api, tenant, key);
        api.Clock.Advance(KeyWatch.Interval);

        (await next.AsTask().WaitAsync(s_patience, Cancelled)).ShouldBeTrue();
        CodeOf(heard.Current).ShouldBe(Revoked);
        (await heard.MoveNextAsync()).ShouldBeFalse("the stream is complete");
        api.Service<KeyWatch>().Keys.ShouldBe(0);
    }

    /// <summary>A job of which no event tells.</summary>
    private static async Task<string> WaitingJobAsync(RunningApi api, TenantId tenant)
    {
        var job = Guid.CreateVersion7();
        await using var command = api.Admin.CreateCommand(
            $"""
            insert into connection (id, tenant_id, provider, remote_company_id, company, status) values ('{Guid.CreateVersion7()}', '{tenant}', 'xero', 'company-1', '{"{}"}', 'active');
            insert into job (id, tenant_id, connection_id, kind, priority, status) select '{job}', tenant_id, id, 'test_connection', 0, 'available' from connection
            """);
        await command.ExecuteNonQueryAsync(Cancelled);
        return GlobalId.Of(GlobalId.Job, job);
    }

    [Fact]
    public async Task A_session_ends_with_its_key_and_another_keys_subscription_goes_on()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, key) = await KeyAsync(api);
        var other = await api.CreateKeyAsync(tenant);
        using var signedIn = await api.Browser.PostAsJsonAsync("/session", new { key = key.Reveal() }, Cancelled);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("ledger_session=", StringComparison.Ordinal)).Split(';')[0];
        await using var heard = EventsAsync(api, cookie).GetAsyncEnumerator(Cancelled);
        using var stays = await ConnectAsync(api, other, inHeader: true);
        var next = heard.MoveNextAsync();
        await OpenAsync(api, 2);

        await RevokeAsync(api, tenant, key);
        api.Clock.Advance(KeyWatch.Interval);

        (await next.AsTask().WaitAsync(s_patience, Cancelled)).ShouldBeTrue();
        CodeOf(JsonNode.Parse(heard.Current)!).ShouldBe(Revoked);
        (await heard.MoveNextAsync()).ShouldBeFalse("the stream is complete");
        api.Service<KeyWatch>().Keys.ShouldBe(1);
        await SendAsync(stays, new { id = "1", type = "subscribe", payload = new { query = "{ viewer { name } }" } });
        (await ReceiveAsync(stays))!["type"]!.GetValue<string>().ShouldBe("next", "its key works");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_socket_the_subscription_is_told_and_then_the_socket_is_closed(bool inHeader)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, key) = await KeyAsync(api);
        using var socket = await ConnectAsync(api, key, inHeader);
        await SendAsync(socket, new { id = "1", type = "subscribe", payload = new { query = "subscription { jobsChanged { eventId } }" } });
        await OpenAsync(api, 1);
        await Eventually.HoldsAsync("the subscription is open", () => api.Service<OrleansLedger.Api.Live.EventFeed>().Readers == 1, Cancelled);

        await RevokeAsync(api, tenant, key);
        api.Clock.Advance(KeyWatch.Interval);

        var message = await ReceiveAsync(socket);
        message!["type"]!.GetValue<string>().ShouldBe("error");
        message["payload"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe(Revoked);
        await Eventually.HoldsAsync("the look is over", () => !api.Service<KeyWatch>().IsLooking, Cancelled);
        api.Clock.Advance(KeyWatch.Interval);
        (await ReceiveAsync(socket)).ShouldBeNull("the next look closes the socket");
        ((int?)socket.CloseStatus).ShouldBe(4403);
        socket.CloseStatusDescription.ShouldBe("The key was revoked.");
    }

    [Fact]
    public async Task Many_subscriptions_of_one_key_are_one_key_to_look_at_and_all_end()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (tenant, key) = await KeyAsync(api);
        using var socket = await ConnectAsync(api, key, inHeader: true);
        for (var i = 0; i < 50; i++)
        {
            await SendAsync(socket, new { id = $"{i}", type = "subscribe", payload = new { query = "subscription { jobsChanged { eventId } }" } });
        }

        await Eventually.HoldsAsync("all are open", () => api.Service<KeyWatch>().Holds == 51, Cancelled);
        api.Service<KeyWatch>().Keys.ShouldBe(1);
        await RevokeAsync(api, tenant, key);
        api.Clock.Advance(KeyWatch.Interval);

        var ended = new HashSet<string>(StringComparer.Ordinal);
        while (ended.Count < 50)
        {
            var message = (await ReceiveAsync(socket))!;
            message["payload"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe(Revoked);
            ended.Add(message["id"]!.GetValue<string>()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Who_leaves_is_watched_no_longer()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (_, key) = await KeyAsync(api);
        using (await ConnectAsync(api, key, inHeader: true))
        {
            await OpenAsync(api, 1);
        }

        await OpenAsync(api, 0);
    }

    private static Task OpenAsync(RunningApi api, int keys) => Eventually.HoldsAsync($"{keys} keys are watched", () => api.Service<KeyWatch>().Keys == keys, Cancelled);

    private static async Task<(TenantId Tenant, ApiKeyText Key)> KeyAsync(RunningApi api)
    {
        var tenant = await api.CreateTenantAsync();
        return (tenant, await api.CreateKeyAsync(tenant));
    }

    private static Task RevokeAsync(RunningApi api, TenantId tenant, ApiKeyText key) =>
        api.Service<LedgerDatabase>().InTenantAsync(tenant, t => ApiKeyStore.RevokeAsync(t, key.Id, api.Clock.GetUtcNow(), Cancelled), Cancelled);

    private static string? CodeOf(JsonNode response) => response["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>();

    /// <summary>The events of a subscription that a browser's session opens.</summary>
    private static async IAsyncEnumerable<string> EventsAsync(RunningApi api, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = JsonContent.Create(new { query = "subscription { jobsChanged { eventId } }" }) };
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("X-Ledger-Request", "1");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await api.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(Cancelled);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancelled))
        {
            if (item.EventType == "next")
            {
                yield return item.Data;
            }
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningApi api, ApiKeyText key, bool inHeader)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-transport-ws");
        var bearer = $"Bearer {key.Reveal()}";
        if (inHeader)
        {
            socket.Options.SetRequestHeader("Authorization", bearer);
        }

        await socket.ConnectAsync(new UriBuilder(new Uri(api.Browser.BaseAddress!, "/graphql")) { Scheme = "ws" }.Uri, Cancelled);
        await SendAsync(socket, inHeader ? new { type = "connection_init" } : new { type = "connection_init", payload = new { authorization = bearer } });
        (await ReceiveAsync(socket))!["type"]!.GetValue<string>().ShouldBe("connection_ack");
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, object message) =>
        socket.SendAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, Cancelled);

    /// <summary>The next message that is no ping; null when the socket is closed.</summary>
    private static async Task<JsonNode?> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Cancelled).WaitAsync(s_patience, Cancelled);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            var message = JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!;
            if (message["type"]!.GetValue<string>() != "ping")
            {
                return message;
            }
        }
    }
}
