using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Providers.Calls;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Calls;

/// <summary>The product's HTTP client against answers that break the protocol: each is a value, none an exception.</summary>
public sealed class HttpCallsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpCalls().BuildServiceProvider();

    public static TheoryData<string, string> BrokenAnswers => new()
    {
        { "no status line", "hello\r\n\r\n" },
        { "nothing", "" },
        { "a status that is no number", "HTTP/1.1 abc OK\r\n\r\n" },
        { "a chunk size that is no number", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n" },
        { "a chunk that never ends", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc" },
        { "fewer bytes than announced", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc" },
        { "a length that is no number", "HTTP/1.1 200 OK\r\nContent-Length: many\r\nConnection: close\r\n\r\nabc" },
        { "a flood of headers", $"HTTP/1.1 200 OK\r\n{string.Concat(Enumerable.Range(0, 5000).Select(i => $"X-{i}: {new string('a', 100)}\r\n"))}\r\n" },
        { "a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 0\r\n\r\n" },
        { "a redirect to itself", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n" },
        { "an address that is none", "HTTP/1.1 302 Found\r\nLocation: ht!tp://[\r\nContent-Length: 0\r\n\r\n" },
        { "a character set that does not exist", "HTTP/1.1 400 Bad\r\nContent-Type: text/html; charset=klingon\r\nContent-Length: 3\r\n\r\nabc" },
        { "a plain body labelled gzip", "HTTP/1.1 400 Bad\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc" },
        { "a plain body labelled br", "HTTP/1.1 400 Bad\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc" },
        { "an encoding that does not exist", "HTTP/1.1 400 Bad\r\nContent-Encoding: rot13, gzip\r\nContent-Length: 3\r\n\r\nabc" },
        { "a TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002\u0028" },
    };

    [Theory]
    [MemberData(nameof(BrokenAnswers))]
    public async Task An_answer_that_breaks_the_protocol_is_a_value(string what, string answer)
    {
        using var server = new RawServer(answer);

        var got = await SendAsync(server.Address);

        // Either no answer, and then the request may have arrived, or an answer as far as it could be read.
        (got is CallAnswer.Answered or CallAnswer.NoAnswer { MayHaveArrived: true }).ShouldBeTrue($"{what}: {got}");
    }

    [Fact]
    public async Task A_server_without_TLS_behind_an_https_address_gives_no_answer()
    {
        using var server = new RawServer("HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");

        var got = await SendAsync(new UriBuilder(server.Address) { Scheme = "https" }.Uri);

        got.ShouldBeOfType<CallAnswer.NoAnswer>();
    }

    [Fact]
    public async Task A_plain_body_labelled_gzip_is_read_as_it_is()
    {
        using var server = new RawServer("HTTP/1.1 400 Bad\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\n{\"a\":1}\n");

        (await SendAsync(server.Address)).ShouldBeOfType<CallAnswer.Answered>().Text.ShouldBe("{\"a\":1}\n");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_compressed_body_is_decoded(string encoding)
    {
        using var compressed = new MemoryStream();
        await using (Stream encoder = encoding switch
        {
            "gzip" => new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true),
            "deflate" => new System.IO.Compression.ZLibStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true),
            _ => new System.IO.Compression.BrotliStream(compressed, System.IO.Compression.CompressionMode.Compress, leaveOpen: true),
        })
        {
            await encoder.WriteAsync("{\"Voucher\":{}}"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        using var server = new RawServer($"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {compressed.Length}\r\n\r\n{Encoding.Latin1.GetString(compressed.ToArray())}");

        (await SendAsync(server.Address)).ShouldBeOfType<CallAnswer.Answered>().Text.ShouldBe("{\"Voucher\":{}}");
    }

    [Fact]
    public async Task A_token_with_a_line_end_is_no_exception()
    {
        using var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        var got = await Calls().SendAsync(ProviderRequest.Get(server.Address, "test"), "to\r\nken", TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        got.ShouldNotBeNull();
    }

    public void Dispose() => _services.Dispose();

    private HttpCalls Calls() => _services.GetRequiredService<HttpCalls>();

    private Task<CallAnswer> SendAsync(Uri address) => Calls().SendAsync(
        ProviderRequest.Json(HttpMethod.Post, address, "test", "{}"), bearer: "token", TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
}
