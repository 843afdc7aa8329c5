using System.Net;
using System.Text.RegularExpressions;
using OrleansLedger.GraphQL.Tests.Transports.Http;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.GraphiQL;

public sealed partial class GraphiQLPageTests : IAsyncLifetime
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_browser_gets_the_page_and_every_file_it_names_from_this_server()
    {
        var page = await Answer.GetAsync(server, "", Browser);

        page.Status.ShouldBe(HttpStatusCode.OK);
        page.MediaType.ShouldBe("text/html; charset=utf-8");
        page.Message.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self'");
        var files = Address().Matches(page.Body).Select(m => m.Groups["address"].Value).ToList();
        files.Count.ShouldBe(2);
        foreach (var file in files)
        {
            file.ShouldStartWith("?graphiql=");
            var plain = await Answer.GetAsync(server, file, "*/*");
            var compressed = await Answer.GetAsync(server, file, "*/*", ("Accept-Encoding", "gzip, br"));
            plain.Status.ShouldBe(HttpStatusCode.OK);
            plain.Body.Length.ShouldBeGreaterThan(100_000);
            compressed.Message.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
            compressed.Message.Headers.CacheControl!.ToString().ShouldContain("immutable");
        }

        (await Answer.GetAsync(server, "?graphiql=../secret", "*/*")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_can_be_switched_off()
    {
        await using var bare = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.GraphiQL = false });
        (await Answer.GetAsync(bare, "", Browser)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [GeneratedRegex("(?:href|src)=\"(?<address>\\?[^\"]+)\"", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Address();
}
