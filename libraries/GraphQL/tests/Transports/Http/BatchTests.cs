using System.Net;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Http;

public sealed class BatchTests : IAsyncLifetime
{
    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.MaxBatchSize = 3 });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_operations_of_a_batch_are_executed_in_order_and_answered_in_order()
    {
        var answer = await Answer.PostAsync(server, """
             [ {"query":"mutation { addBook(title: \"Mio\", pages: 180) { id } }"}, {"query":"{ book(id: 4) { title } }"}, {"query":"{ nothing }"} ]
            """);

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Body.ShouldStartWith("""[{"data":{"addBook":{"id":"4"}}},{"data":{"book":{"title":"Mio"}}},{"errors":[""");
        answer.Body.ShouldEndWith("]");
    }

    [Theory]
    [InlineData("[]", "empty")]
    [InlineData("""[{"query":"{hello}"},{"query":"{hello}"},{"query":"{hello}"},{"query":"{hello}"}]""", "more than 3")]
    [InlineData("""[{"query":"{hello}"}""", "not JSON")]
    [InlineData("""[{"query":"{hello}"}] x""", "not JSON")]
    [InlineData("""[{"query":"{hello}"},{"query":1}]""", "\"query\"")]
    [InlineData("""[1]""", "JSON object")]
    public async Task A_malformed_batch_is_refused_as_a_whole(string body, string problem)
    {
        var answer = await Answer.PostAsync(server, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.ShouldContain(problem.Replace("\"", "\\\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_not_answered_as_a_stream() =>
        (await Answer.PostAsync(server, """[{"query":"{hello}"}]""", accept: "text/event-stream")).Status.ShouldBe(HttpStatusCode.NotAcceptable);
}
