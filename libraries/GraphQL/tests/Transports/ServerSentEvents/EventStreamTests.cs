using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansLedger.GraphQL.Tests.Transports.Http;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.ServerSentEvents;

public sealed class EventStreamTests : IAsyncLifetime
{
    private const string EventStream = "text/event-stream";
    private const string Complete = "event: complete\ndata:\n\n";

    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_subscription_gives_its_events_and_is_completed()
    {
        var answer = await Answer.PostAsync(server, """{"query":"subscription { count(to: 2) }"}""", EventStream);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.MediaType.ShouldBe("text/event-stream; charset=utf-8");
        answer.Message.Headers.CacheControl!.NoCache.ShouldBeTrue();
        answer.Body.ShouldBe(":\n\nevent: next\ndata: {\"data\":{\"count\":1}}\n\nevent: next\ndata: {\"data\":{\"count\":2}}\n\n" + Complete);
        server.Sources.Open.ShouldBe(0);
    }

    [Theory]
    [InlineData("{ hello }", """{"data":{"hello":"Hello, world!"}}""")]
    [InlineData("{ nothing }", """{"errors":[{"message":"Cannot query field \"nothing\" on type \"Query\".","locations":[{"line":1,"column":3}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}""")]
    public async Task Anything_else_is_one_event(string query, string data) =>
        (await Answer.PostAsync(server, $$"""{"query":"{{query}}"}""", EventStream)).Body.ShouldBe($"event: next\ndata: {data}\n\n{Complete}");

    [Fact]
    public async Task A_subscription_may_come_in_a_url_and_a_mutation_may_not()
    {
        (await Answer.GetAsync(server, $"?query={Uri.EscapeDataString("subscription { count(to: 1) }")}", EventStream)).Body.ShouldEndWith(Complete);
        (await Answer.GetAsync(server, $"?query={Uri.EscapeDataString("mutation { addBook(title: \"x\", pages: 1) { id } }")}", EventStream)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_malformed_request_is_refused_without_a_stream()
    {
        var answer = await Answer.PostAsync(server, "nonsense", EventStream);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.MediaType.ShouldBe("application/json; charset=utf-8");
    }

    [Fact]
    public async Task A_source_that_breaks_ends_the_stream_with_an_error_that_tells_nothing()
    {
        var body = (await Answer.PostAsync(server, """{"query":"subscription { breaking }"}""", EventStream)).Body;
        body.ShouldNotContain("secret");
        body.ShouldEndWith("event: next\ndata: {\"errors\":[{\"message\":\"Unexpected Execution Error\",\"extensions\":{\"code\":\"INTERNAL_SERVER_ERROR\"}}]}\n\n" + Complete);
    }

    [Fact]
    public async Task A_client_that_disappears_leaves_nothing_behind()
    {
        using (var reader = await OpenAsync(server, "subscription { silence }"))
        {
            (await LineAsync(reader)).ShouldBe(":");
            await server.SubscriptionIsOpenAsync();
        }

        await server.SourcesAreClosedAsync();
    }

    [Fact]
    public async Task Comments_come_while_nothing_happens_and_events_after_them()
    {
        await using var lively = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.HeartbeatInterval = TimeSpan.FromMilliseconds(50) });
        using var reader = await OpenAsync(lively, "subscription { live }");
        for (var i = 0; i < 4; i++)
        {
            (await LineAsync(reader)).ShouldBe(":");
            (await LineAsync(reader)).ShouldBe("");
        }

        await lively.SubscriptionIsOpenAsync();
        await lively.SendLiveAsync(7);
        string? line;
        do
        {
            line = await LineAsync(reader);
        }
        while (line is ":" or "");
        line.ShouldBe("event: next");
        (await LineAsync(reader)).ShouldBe("data: {\"data\":{\"live\":7}}");
    }

    [Fact]
    public async Task A_server_that_stops_ends_the_stream_without_completing_it()
    {
        var stopping = await LibraryServer.StartAsync();
        using var reader = await OpenAsync(stopping, "subscription { silence }");
        await stopping.SubscriptionIsOpenAsync();

        stopping.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe(":\n\n");
        await stopping.SourcesAreClosedAsync();
        await stopping.DisposeAsync();
    }

    [Fact]
    public async Task Streams_can_be_switched_off()
    {
        await using var closed = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.EventStreams = false });
        (await Answer.PostAsync(closed, """{"query":"subscription { count(to: 1) }"}""", EventStream)).Status.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    private static Task<string?> LineAsync(StreamReader reader) => reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private static async Task<StreamReader> OpenAsync(LibraryServer server, string query)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new StringContent($$"""{"query":"{{query}}"}""", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", EventStream).ShouldBeTrue();
        var message = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new StreamReader(await message.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }
}
