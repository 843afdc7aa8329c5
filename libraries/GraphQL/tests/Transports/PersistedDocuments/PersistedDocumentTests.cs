using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OrleansLedger.GraphQL.Tests.Transports.Http;
using OrleansLedger.GraphQL.Tests.Transports.Server;
using OrleansLedger.GraphQL.Transports.PersistedDocuments;

namespace OrleansLedger.GraphQL.Tests.Transports.PersistedDocuments;

public sealed class PersistedDocumentTests
{
    private const string Query = "query Stored { hello }";

    private static string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Query)));

    [Fact]
    public async Task A_hash_that_is_not_known_asks_for_the_document_and_is_known_from_then_on()
    {
        await using var server = await LibraryServer.StartAsync(new LibraryServerSettings { Server = s => s.AddAutomaticPersistedQueries() });

        var unknown = await Answer.PostAsync(server, Persisted(Hash));
        unknown.Status.ShouldBe(HttpStatusCode.OK);
        unknown.Body.ShouldBe("""{"errors":[{"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}}]}""");
        (await Answer.PostAsync(server, Persisted(Hash), "application/graphql-response+json")).Status.ShouldBe(HttpStatusCode.BadRequest);

        (await Answer.PostAsync(server, Persisted(Hash, Query))).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        (await Answer.PostAsync(server, Persisted(Hash))).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        (await Answer.GetAsync(server, $"?extensions={Uri.EscapeDataString($$$"""{"persistedQuery":{"version":1,"sha256Hash":"{{{Hash}}}"}}""")}")).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
    }

    [Fact]
    public async Task A_server_that_keeps_no_documents_says_so()
    {
        await using var server = await LibraryServer.StartAsync();

        (await Answer.PostAsync(server, Persisted(Hash))).Body.ShouldBe("""{"errors":[{"message":"PersistedQueryNotSupported","extensions":{"code":"PERSISTED_QUERY_NOT_SUPPORTED"}}]}""");
        (await Answer.PostAsync(server, """{"documentId":"x"}""")).Body.ShouldContain("PERSISTED_QUERY_NOT_SUPPORTED");
    }

    [Fact]
    public async Task A_document_under_another_documents_hash_is_refused_and_not_kept()
    {
        await using var server = await LibraryServer.StartAsync(new LibraryServerSettings { Server = s => s.AddAutomaticPersistedQueries() });

        var answer = await Answer.PostAsync(server, Persisted(Hash, "{ books { title } }"));

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.ShouldContain("provided sha does not match query");
        (await Answer.PostAsync(server, Persisted(Hash))).Body.ShouldContain("PersistedQueryNotFound");
    }

    [Theory]
    [InlineData("""{"version":2,"sha256Hash":"x"}""", "version")]
    [InlineData("""{"sha256Hash":"x"}""", "version")]
    [InlineData("1", "version")]
    [InlineData("""{"version":1}""", "sha256Hash")]
    [InlineData("""{"version":1,"sha256Hash":7}""", "sha256Hash")]
    public async Task A_malformed_extension_is_refused(string extension, string problem)
    {
        await using var server = await LibraryServer.StartAsync(new LibraryServerSettings { Server = s => s.AddAutomaticPersistedQueries() });

        var answer = await Answer.PostAsync(server, $$$"""{"extensions":{"persistedQuery":{{{extension}}}}}""");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body.ShouldContain(problem);
    }

    [Fact]
    public async Task Kept_documents_stay_within_their_room()
    {
        var memory = new DocumentMemory(maxBytes: 100);
        var token = TestContext.Current.CancellationToken;
        await memory.AddAsync("a", new byte[40], token);
        await memory.AddAsync("b", new byte[40], token);
        await memory.AddAsync("c", new byte[40], token);
        await memory.AddAsync("too large", new byte[101], token);

        (await memory.FindAsync("a", token)).ShouldBeNull();
        (await memory.FindAsync("b", token)).ShouldNotBeNull();
        (await memory.FindAsync("c", token)).ShouldNotBeNull();
        (await memory.FindAsync("too large", token)).ShouldBeNull();
    }

    [Fact]
    public async Task Trusted_documents_of_a_folder_are_known_by_name_and_by_hash()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "deeper"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "deeper", "Stored.graphql"), Query, TestContext.Current.CancellationToken);
        await using var server = await LibraryServer.StartAsync(new LibraryServerSettings { Server = s => s.AddTrustedDocuments(folder.Path) });

        foreach (var id in new[] { "Stored", Hash, $"sha256:{Hash}" })
        {
            (await Answer.PostAsync(server, JsonSerializer.Serialize(new { documentId = id }))).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
            (await Answer.GetAsync(server, $"?documentId={id}")).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        }

        (await Answer.PostAsync(server, Persisted(Hash))).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        (await Answer.PostAsync(server, """{"documentId":"Other"}""")).Body.ShouldContain("PERSISTED_QUERY_NOT_FOUND");
        (await Answer.PostAsync(server, """{"documentId":"Stored","query":"{ hello }"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Answer.PostAsync(server, """{"query":"{ hello }"}""")).Body.ShouldContain("data");
    }

    [Theory]
    [InlineData("""{"Stored":"query Stored { hello }"}""")]
    [InlineData("""{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"Stored","name":"Stored","type":"query","body":"query Stored { hello }"}]}""")]
    public async Task Trusted_documents_of_a_manifest_are_the_only_ones_where_that_is_wanted(string manifest)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "manifest.json");
        await File.WriteAllTextAsync(file, manifest, TestContext.Current.CancellationToken);
        await using var server = await LibraryServer.StartAsync(new LibraryServerSettings { Server = s => s.AddTrustedDocuments(file, only: true).AddAutomaticPersistedQueries() });

        (await Answer.PostAsync(server, """{"documentId":"Stored"}""")).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        (await Answer.PostAsync(server, Persisted(Hash))).Body.ShouldBe("""{"data":{"hello":"Hello, world!"}}""");
        (await Answer.PostAsync(server, """{"query":"{ hello }"}""")).Body.ShouldContain("TRUSTED_DOCUMENTS_ONLY");
        (await Answer.PostAsync(server, Persisted(Convert.ToHexStringLower(SHA256.HashData("{ hello }"u8)), "{ hello }"))).Body.ShouldContain("TRUSTED_DOCUMENTS_ONLY");
    }

    [Fact]
    public void Trusted_documents_that_cannot_be_read_stop_the_start()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidOperationException>(() => TrustedDocuments.Load(Path.Combine(folder.Path, "none"))).Message.ShouldContain("There are no trusted documents at");
        Should.Throw<InvalidOperationException>(() => TrustedDocuments.Load(folder.Path)).Message.ShouldContain("holds no documents");
        foreach (var wrong in new[] { "[]", """{"a":1}""", """{"operations":[{"id":"a"}]}""", "{" })
        {
            var file = Path.Combine(folder.Path, "manifest.json");
            File.WriteAllText(file, wrong);
            Should.Throw<InvalidOperationException>(() => TrustedDocuments.Load(file)).Message.ShouldContain("manifest");
        }
    }

    private static string Persisted(string hash, string? query = null) =>
        JsonSerializer.Serialize(new { query, extensions = new { persistedQuery = new { version = 1, sha256Hash = hash } } });

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("graphql-documents-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
