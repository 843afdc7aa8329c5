using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Http;

public sealed class HttpRequestTests : IAsyncLifetime
{
    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_posted_query_is_answered_with_its_data()
    {
        var answer = await server.Http.PostAsync("/graphql", new StringContent("""{"query":"{ hello }"}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
    }
}
