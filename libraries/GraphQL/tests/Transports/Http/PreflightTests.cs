using System.Net;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Http;

public sealed class PreflightTests : IAsyncLifetime
{
    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("something-new")]
    public async Task A_get_of_a_foreign_page_needs_a_header_that_such_a_page_cannot_add(string site)
    {
        (await Answer.GetAsync(server, "?query=%7Bhello%7D", headers: ("Sec-Fetch-Site", site))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Answer.GetAsync(server, "?query=%7Bhello%7D", headers: [("Sec-Fetch-Site", site), ("GraphQL-Preflight", "")])).Status.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var header in new[] { "GraphQL-Preflight", "Apollo-Require-Preflight", "X-Apollo-Operation-Name" })
        {
            (await Answer.GetAsync(server, "?query=%7Bhello%7D", headers: [("Sec-Fetch-Site", site), (header, "1")])).Status.ShouldBe(HttpStatusCode.OK, header);
        }
    }

    [Theory]
    [InlineData("same-origin")]
    [InlineData("none")]
    public async Task A_get_of_the_servers_own_pages_or_the_users_own_needs_no_header(string site) =>
        (await Answer.GetAsync(server, "?query=%7Bhello%7D", headers: ("Sec-Fetch-Site", site))).Status.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task A_multipart_request_needs_the_header()
    {
        using var form = new MultipartFormDataContent { { new StringContent("""{"query":"{ hello }"}"""), "operations" }, { new StringContent("{}"), "map" } };
        var answer = await Answer.SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form }, "application/json");

        answer.Status.ShouldBe(HttpStatusCode.Forbidden);
        answer.Body.ShouldContain("GraphQL-Preflight");
    }

    [Fact]
    public async Task The_guard_can_be_switched_off_and_its_headers_changed()
    {
        await using var open = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.RequirePreflight = false });
        await using var own = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.PreflightHeaders.Add("X-Own") });

        (await Answer.GetAsync(open, "?query=%7Bhello%7D", headers: ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(HttpStatusCode.OK);
        (await Answer.GetAsync(own, "?query=%7Bhello%7D", headers: [("Sec-Fetch-Site", "cross-site"), ("X-Own", "1")])).Status.ShouldBe(HttpStatusCode.OK);
    }
}
