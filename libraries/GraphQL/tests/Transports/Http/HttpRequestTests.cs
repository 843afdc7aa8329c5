using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Http;

public sealed class HttpRequestTests : IAsyncLifetime
{
    private const string GraphQLResponse = "application/graphql-response+json";

    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_posted_query_is_answered_with_its_data_and_its_length()
    {
        var answer = await Answer.PostAsync(server, """{"query":"{ hello }"}""");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.MediaType.ShouldBe("application/json; charset=utf-8");
        answer.Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        answer.Message.Content.Headers.ContentLength.ShouldBe(34);
    }

    [Fact]
    public async Task A_query_in_a_url_is_answered_with_its_data()
    {
        var variables = Uri.EscapeDataString("""{"name":"Malmö & 🏃"}""");
        var answer = await Answer.GetAsync(server, $"?query={Uri.EscapeDataString("query Q($name:String!){hello(name:$name)} query R{__typename}")}&operationName=Q&variables={variables}&extensions=%7B%7D&other=1");

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldBe("""{"data":{"hello":"Hello, Malmö & 🏃!"}}""");
        answer.Message.Headers.Vary.ShouldBe(["Accept"]);
    }

    [Fact]
    public async Task Escapes_in_a_query_mean_what_they_stand_for()
    {
        var answer = await Answer.PostAsync(server, """{"query":"{\n\thello(name: \"\u00e5\\u00e4\ud83c\udfc3\")\n}","variables":null,"operationName":"","unknown":[{}]}""");

        answer.Body.ShouldBe("""{"data":{"hello":"Hello, åä🏃!"}}""");
    }

    [Fact]
    public async Task A_body_in_many_pieces_is_read_as_one()
    {
        var name = new string('n', 200_000);
        using var content = new StreamContent(new PiecewiseStream(Encoding.UTF8.GetBytes($$"""{"variables":{"name":"{{name}}"},"query":"query($name:String!){hello(name:$name)}"}""")));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await Answer.SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content, Headers = { TransferEncodingChunked = true } }, "application/json");

        answer.Body.ShouldBe($$$"""{"data":{"hello":"Hello, {{{name}}}!"}}""");
    }

    [Fact]
    public async Task A_large_answer_arrives_whole()
    {
        var answer = await Answer.PostAsync(server, """{"query":"{ blob(size: 3000000) }"}""");

        answer.Body.Length.ShouldBe(3_000_000 + """{"data":{"blob":""}}""".Length);
        answer.Message.Content.Headers.ContentLength.ShouldBe(answer.Body.Length);
    }

    [Fact]
    public async Task A_mutation_by_get_is_refused_and_not_executed()
    {
        var answer = await Answer.GetAsync(server, $"?query={Uri.EscapeDataString("mutation { addBook(title: \"x\", pages: 1) { id } }")}");

        answer.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Message.Content.Headers.Allow.ShouldBe(["POST"]);
        CodeOf(answer).ShouldBe("METHOD_NOT_ALLOWED");
        (await Answer.PostAsync(server, """{"query":"{ books { title } }"}""")).Body.ShouldNotContain("\"x\"");
    }

    [Fact]
    public async Task A_subscription_that_would_be_answered_once_is_told_how_to_be_sent_and_never_begins()
    {
        var answer = await Answer.PostAsync(server, """{"query":"subscription { count(to: 3) }"}""");

        answer.Status.ShouldBe(HttpStatusCode.NotAcceptable);
        MessageOf(answer).ShouldContain("text/event-stream");
        server.Sources.Total.ShouldBe(0);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_refused_with_those_that_are_allowed(string method)
    {
        var answer = await Answer.SendAsync(server, new HttpRequestMessage(new HttpMethod(method), "/graphql"), "application/json");

        answer.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Message.Content.Headers.Allow.ShouldBe(["GET", "POST"]);
        MessageOf(answer).ShouldContain(method);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/graphql")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task Other_bodies_than_json_in_utf8_are_refused(string type)
    {
        using var content = new ByteArrayContent("""{"query":"{ hello }"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();
        var answer = await Answer.SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content }, "application/json");

        answer.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        MessageOf(answer).ShouldContain("Content-Type: application/json");
    }

    [Fact]
    public async Task A_body_without_a_type_is_refused()
    {
        var answer = await Answer.SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = new ByteArrayContent("{}"u8.ToArray()) }, "application/json");

        answer.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        MessageOf(answer).ShouldContain("no type");
    }

    [Fact]
    public async Task What_cannot_be_given_in_any_accepted_form_is_refused()
    {
        var answer = await Answer.PostAsync(server, """{"query":"{ hello }"}""", accept: "text/html, image/png");

        answer.Status.ShouldBe(HttpStatusCode.NotAcceptable);
        MessageOf(answer).ShouldContain("application/graphql-response+json");
    }

    [Theory]
    [InlineData("", "no body")]
    [InlineData("NONSENSE", "not JSON")]
    [InlineData("""{"query":""", "not JSON")]
    [InlineData("""{"query":"{ hello }"} x""", "not JSON")]
    [InlineData("""{"query":"{ hello }",}""", "not JSON")]
    [InlineData("\"text\"", "JSON object")]
    [InlineData("null", "JSON object")]
    [InlineData("""[{"query":"{ hello }"}]""", "batches")]
    [InlineData("{}", "no document")]
    [InlineData("""{"query":null}""", "no document")]
    [InlineData("""{"query":""}""", "no document")]
    [InlineData("""{"query":1}""", "\"query\"")]
    [InlineData("""{"query":"\ud83c"}""", "surrogate")]
    [InlineData("""{"query":"{ hello }","operationName":{}}""", "\"operationName\"")]
    [InlineData("""{"query":"{ hello }","operationName":"\udfc3"}""", "surrogate")]
    [InlineData("""{"query":"{ hello }","variables":"x"}""", "\"variables\"")]
    [InlineData("""{"query":"{ hello }","variables":[]}""", "\"variables\"")]
    [InlineData("""{"query":"query($n:String!){hello(name:$n)}","variables":{"n":"\ud83c"}}""", "surrogate")]
    [InlineData("""{"query":"{ hello }","variables":{"\udfc3":1}}""", "surrogate")]
    [InlineData("""{"query":"{ hello }","extensions":1}""", "\"extensions\"")]
    [InlineData("""{"query":"{ hello }","documentId":1}""", "\"documentId\"")]
    public async Task A_malformed_request_is_refused_with_400_whatever_the_client_accepts(string body, string problem)
    {
        foreach (var accept in new[] { "application/json", GraphQLResponse })
        {
            var answer = await Answer.PostAsync(server, body, accept);

            answer.Status.ShouldBe(HttpStatusCode.BadRequest, body);
            answer.MediaType.ShouldBe($"{accept}; charset=utf-8");
            MessageOf(answer).ShouldContain(problem);
            answer.Message.Headers.CacheControl!.NoStore.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("""a\ud83cb""", "a\uFFFFb")]
    [InlineData("""\udfc3\ud83c""", "\uFFFF\uFFFF")]
    [InlineData("""\\ud83c \ud83c\udfc3 \u00e9""", "\\ud83c \ud83c\udfc3 \u00e9")]
    [InlineData("""\ud83c\ud83c\udfc3""", "\uFFFF\ud83c\udfc3")]
    public async Task Half_a_surrogate_pair_is_replaced_where_the_endpoint_asks_for_it(string escaped, string text)
    {
        await using var replacing = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.LoneSurrogateReplacement = '\uFFFF' });

        var answer = await Answer.PostAsync(replacing, $$$"""{"query":"query($n:String!){hello(name:$n)}","variables":{"n":"{{{escaped}}}"}}""");

        JsonDocument.Parse(answer.Body).RootElement.GetProperty("data").GetProperty("hello").GetString().ShouldBe($"Hello, {text}!");
        var name = await Answer.PostAsync(replacing, """{"query":"{ hello }","variables":{"\udfc3":1}}""");
        name.Status.ShouldBe(HttpStatusCode.BadRequest, "the name of a member has no place to report it by");
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        using var content = new ByteArrayContent([.. """{"query":"{ hello(name: \" """u8, 0xC3, 0x28, .. """\") }"}"""u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await Answer.SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content }, "application/json");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        MessageOf(answer).ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData("?query=%7Bhello%7D&variables=x", "not JSON")]
    [InlineData("?query=%7Bhello%7D&variables=%7B%7D+x", "not JSON")]
    [InlineData("?query=%7Bhello%7D&variables=%7B%22a%22:%22%5Cud83c%22%7D", "surrogate")]
    [InlineData("?query=%7Bhello%7D&variables=%5B%5D", "must be a JSON object")]
    [InlineData("?query=%7Bhello%7D&extensions=1", "must be a JSON object")]
    [InlineData("?variables=%7B%7D", "no document")]
    [InlineData("", "no document")]
    public async Task A_malformed_url_is_refused_with_400(string query, string problem)
    {
        var answer = await Answer.GetAsync(server, query);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        MessageOf(answer).ShouldContain(problem);
    }

    [Theory]
    [InlineData("{ nothing }")]
    [InlineData("{")]
    [InlineData("query($x: Int!) { hello }")]
    public async Task A_request_that_is_not_executed_has_200_as_json_and_400_as_a_graphql_response(string query)
    {
        var body = JsonSerializer.Serialize(new { query });

        (await Answer.PostAsync(server, body)).Status.ShouldBe(HttpStatusCode.OK);
        (await Answer.PostAsync(server, body, GraphQLResponse)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{ hello fail }", """{"hello":"Hello, world!","fail":null}""")]
    [InlineData("{ mustFail }", "null")]
    public async Task An_executed_request_has_200_whatever_failed(string query, string data)
    {
        var answer = await Answer.PostAsync(server, JsonSerializer.Serialize(new { query }), GraphQLResponse);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        JsonDocument.Parse(answer.Body).RootElement.GetProperty("data").GetRawText().ShouldBe(data);
    }

    [Fact]
    public async Task A_failure_of_the_servers_tells_the_client_nothing()
    {
        var answer = await Answer.PostAsync(server, """{"query":"{ break }"}""");

        answer.Body.ShouldNotContain("secret");
        CodeOf(answer).ShouldBe("INTERNAL_SERVER_ERROR");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_before_it_is_read()
    {
        await using var small = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.MaxRequestSize = 1_000 });
        var body = JsonSerializer.Serialize(new { query = "{ hello }", extensions = new { filler = new string('x', 2_000) } });

        var sized = await Answer.PostAsync(small, body);
        using var pieces = new StreamContent(new PiecewiseStream(Encoding.UTF8.GetBytes(body)));
        pieces.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var chunked = await Answer.SendAsync(small, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = pieces, Headers = { TransferEncodingChunked = true } }, "application/json");
        var url = await Answer.GetAsync(small, $"?query={new string('x', 2_000)}");

        sized.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        MessageOf(sized).ShouldContain("1000 bytes");
        chunked.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        url.Status.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    [Fact]
    public async Task The_user_and_the_services_are_those_of_the_http_request()
    {
        (await Answer.PostAsync(server, """{"query":"{ me }"}""", headers: ("X-User", "Astrid"))).Body.ShouldBe("""{"data":{"me":"Astrid"}}""");
        CodeOf(await Answer.PostAsync(server, """{"query":"{ me }"}""")).ShouldBe("AUTH_NOT_AUTHENTICATED");
        var scopes = JsonDocument.Parse((await Answer.PostAsync(server, """{"query":"{ a: scopeId b: scopeId }"}""")).Body).RootElement.GetProperty("data");
        scopes.GetProperty("a").GetString().ShouldBe(scopes.GetProperty("b").GetString());
        (await Answer.PostAsync(server, """{"query":"{ scopeId }"}""")).Body.ShouldNotContain(scopes.GetProperty("a").GetString()!);
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_what_it_asked_for()
    {
        using var leaving = new CancellationTokenSource();
        var asked = server.Http.PostAsync("/graphql", new StringContent("""{"query":"{ wait }"}""", Encoding.UTF8, "application/json"), leaving.Token);
        await server.Gate.Reached.WaitAsync(TestContext.Current.CancellationToken);

        await leaving.CancelAsync();

        await server.Gate.Cancelled.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    [Fact]
    public async Task Get_can_be_switched_off()
    {
        await using var strict = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.AllowGet = false });
        var answer = await Answer.GetAsync(strict, "?query=%7Bhello%7D");

        answer.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Message.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    private static string MessageOf(Answer answer) => FirstError(answer).GetProperty("message").GetString()!;

    private static string? CodeOf(Answer answer) => FirstError(answer).GetProperty("extensions").GetProperty("code").GetString();

    private static JsonElement FirstError(Answer answer) => JsonDocument.Parse(answer.Body).RootElement.GetProperty("errors")[0];

    /// <summary>Gives a few bytes at a time, so that the server gets them in many pieces.</summary>
    private sealed class PiecewiseStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 700)], cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => CopyInPiecesAsync(destination, cancellationToken);

        private async Task CopyInPiecesAsync(Stream destination, CancellationToken cancellationToken)
        {
            var buffer = new byte[700];
            while (await ReadAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }
    }
}
