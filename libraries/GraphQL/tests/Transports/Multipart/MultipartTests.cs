using System.Net;
using System.Text;
using OrleansLedger.GraphQL.Tests.Transports.Http;
using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Multipart;

public sealed class MultipartTests : IAsyncLifetime
{
    private const string One = """{"query":"mutation($file:Upload!){upload(file:$file)}","variables":{"file":null}}""";
    private const string Many = """{"query":"mutation($files:[Upload!]!){uploadMany(files:$files)}","variables":{"files":[null,null]}}""";

    private LibraryServer server = null!;

    public async ValueTask InitializeAsync() => server = await LibraryServer.StartAsync(new LibraryServerSettings
    {
        Endpoint = e =>
        {
            e.MaxBatchSize = 5;
            e.MaxRequestSize = 10_000;
            e.Uploads.MaxFiles = 2;
            e.Uploads.MaxFileSize = 200_000;
            e.Uploads.MaxRequestSize = 300_000;
        },
    });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_file_reaches_the_variable_it_is_mapped_to() =>
        (await SendAsync(One, """{"0":["variables.file"]}""", ("0", "å.txt", "innehåll"))).Body.ShouldBe("""{"data":{"upload":"å.txt: innehåll"}}""");

    [Fact]
    public async Task Files_reach_the_places_of_a_list() =>
        (await SendAsync(Many, """{"a":["variables.files.1"],"b":["variables.files.0"]}""", ("a", "a.txt", "1"), ("b", "b.txt", "2"))).Body.ShouldBe("""{"data":{"uploadMany":["b.txt: 2","a.txt: 1"]}}""");

    [Fact]
    public async Task One_file_may_stand_in_many_places() =>
        (await SendAsync(Many, """{"a":["variables.files.0","variables.files.1"]}""", ("a", "a.txt", "1"))).Body.ShouldBe("""{"data":{"uploadMany":["a.txt: 1","a.txt: 1"]}}""");

    [Fact]
    public async Task A_file_larger_than_the_memory_it_gets_arrives_whole()
    {
        var text = new string('x', 150_000);
        (await SendAsync(One, """{"0":["variables.file"]}""", ("0", "a.txt", text))).Body.ShouldBe($$$"""{"data":{"upload":"a.txt: {{{text}}}"}}""");
    }

    [Fact]
    public async Task Files_reach_the_operations_of_a_batch() =>
        (await SendAsync($"[{One},{One}]", """{"0":["0.variables.file"],"1":["1.variables.file"]}""", ("0", "a.txt", "1"), ("1", "b.txt", "2"))).Body
            .ShouldBe("""[{"data":{"upload":"a.txt: 1"}},{"data":{"upload":"b.txt: 2"}}]""");

    [Theory]
    [InlineData(null, "{}", "no part \\\"operations\\\"")]
    [InlineData(One, null, "no part \\\"map\\\"")]
    [InlineData("{", "{}", "\\\"operations\\\" of the multipart request is not JSON")]
    [InlineData(One, "{", "\\\"map\\\" of the multipart request is not JSON")]
    [InlineData(One, "[]", "must be a JSON object")]
    [InlineData(One, """{"0":"variables.file"}""", "must be a JSON object")]
    [InlineData(One, """{"0":[1]}""", "must be a JSON object")]
    [InlineData(One, """{"1":["variables.file"]}""", "has no such part")]
    [InlineData(One, "{}", "does not say where the file \\\"0\\\" belongs")]
    [InlineData(One, """{"0":["query"]}""", "must lead to a variable")]
    [InlineData(One, """{"0":["variables.other"]}""", "leads nowhere")]
    [InlineData(One, """{"0":["variables.file.0"]}""", "leads nowhere")]
    [InlineData(Many, """{"0":["variables.files.2"]}""", "leads nowhere")]
    [InlineData(Many, """{"0":["variables.files.-1"]}""", "leads nowhere")]
    [InlineData(One, """{"0":["variables.file","variables.file"]}""", "two files at")]
    [InlineData("""{"query":"{hello}","variables":{"file":1}}""", """{"0":["variables.file"]}""", "leads to a value")]
    [InlineData("[" + One + "]", """{"0":["variables.file"]}""", "0.variables.file")]
    public async Task A_malformed_request_is_refused_with_what_is_wrong(string? operations, string? map, string problem)
    {
        var answer = await SendAsync(operations, map, ("0", "a.txt", "1"));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.ShouldContain(problem);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_refused()
    {
        using var content = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x").ShouldBeTrue();
        (await PostAsync(content)).Status.ShouldBe(HttpStatusCode.BadRequest);

        using var unbounded = new ByteArrayContent([]);
        unbounded.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data").ShouldBeTrue();
        (await PostAsync(unbounded)).Body.ShouldContain("boundary");
    }

    [Fact]
    public async Task More_files_larger_files_and_larger_requests_than_allowed_are_refused()
    {
        var many = await SendAsync(Many, "{}", ("0", "a", "1"), ("1", "b", "2"), ("2", "c", "3"));
        var large = await SendAsync(One, "{}", ("0", "a", new string('x', 200_001)));
        var together = await SendAsync(Many, "{}", ("0", "a", new string('x', 190_000)), ("1", "b", new string('x', 190_000)));
        var operations = await SendAsync(new string(' ', 20_000), "{}");

        foreach (var answer in new[] { many, large, together, operations })
        {
            answer.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        }

        many.Body.ShouldContain("more than 2 files");
        large.Body.ShouldContain("larger than 200000 bytes");
        together.Body.ShouldContain("300000");
        operations.Body.ShouldContain("\\\"operations\\\" is larger");
    }

    [Fact]
    public async Task Uploads_can_be_switched_off()
    {
        await using var closed = await LibraryServer.StartAsync(new LibraryServerSettings { Endpoint = e => e.Uploads.Enabled = false });
        using var form = new MultipartFormDataContent { { new StringContent(One), "operations" } };
        (await Answer.SendAsync(closed, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form }, "application/json", ("GraphQL-Preflight", "1"))).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private Task<Answer> SendAsync(string? operations, string? map, params (string Name, string FileName, string Text)[] files)
    {
        var form = new MultipartFormDataContent();
        if (operations is not null)
        {
            form.Add(new StringContent(operations), "operations");
        }

        if (map is not null)
        {
            form.Add(new StringContent(map), "map");
        }

        foreach (var (name, fileName, text) in files)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), name, fileName);
        }

        return PostAsync(form);
    }

    private Task<Answer> PostAsync(HttpContent content) =>
        Answer.SendAsync(server, new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content }, "application/json", ("GraphQL-Preflight", "1"));
}
