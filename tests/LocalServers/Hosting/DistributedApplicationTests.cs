using System.Net;
using System.Net.Http;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.Testing;

namespace OrleansLedger.LocalServers.Tests.Hosting;

public sealed class DistributedApplicationTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly ProcessFamily family = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_part_starts_only_when_what_it_waits_for_has_completed()
    {
        var mark = Path.Combine(temporary.FullPath, "migrated");
        var builder = Builder();
        var migrations = Add(builder, "migrations", $"sleep 0.5; touch {mark}");
        var part = Add(builder, "part", $"test -e {mark} || exit 9; exec sleep 600").WaitForCompletion(migrations);
        await using var application = builder.Build();

        await application.StartAsync(Cancelled);

        part.Replicas[0].Starts.ShouldBe(1);
        part.Replicas[0].Pid.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_part_that_fails_is_named_and_nothing_is_left_running()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        var builder = Builder();
        Add(builder, "bystander", "exec sleep 600");
        var migrations = Add(builder, "migrations", "echo column is missing; exit 3");
        Add(builder, "silo", "exec sleep 600").WaitForCompletion(migrations);
        await using var application = builder.Build();

        var failure = await Should.ThrowAsync<StartException>(() => application.StartAsync(Cancelled));

        failure.Message.ShouldContain("migrations failed: It ended with exit code 3. Its log is ");
        failure.Message.ShouldContain("column is missing");
        await family.IsGoneAsync(Cancelled);
    }

    [Fact]
    public async Task An_npm_app_serves_on_the_port_it_is_given_and_ends_with_all_it_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        var builder = Builder();
        var web = Add(builder, "web", "node server.js").WithReplicas(2).WithHttpEndpoint().WithHealthCheck("/").WithEnvironment("GREETING", "hej");
        var other = Add(builder, "other", "node server.js").WithHttpEndpoint().WithHealthCheck("/").WithReference(web).WaitFor(web);
        await using (var application = builder.Build())
        {
            await application.StartAsync(Cancelled);

            var first = await AskAsync(web.Replicas[0].Url);
            var second = await AskAsync(web.Replicas[1].Url);
            first.ShouldContain("GREETING=hej");
            second.ShouldContain($"PORT={web.Replicas[1].Port}");
            web.Replicas[0].Port.ShouldNotBe(web.Replicas[1].Port);
            var third = await AskAsync(other.Url);
            third.ShouldContain($"services__web__http__0={web.Replicas[0].Url}");
            third.ShouldContain($"services__web__http__1={web.Replicas[1].Url}");
        }

        await family.IsGoneAsync(Cancelled);
    }

    private static async Task<string> AskAsync(Uri url)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await client.GetAsync(url, Cancelled);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private DistributedApplicationBuilder Builder() =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DataFolder = Path.Combine(temporary.FullPath, "data") });

    private ExecutableResource Add(DistributedApplicationBuilder builder, string name, string start)
    {
        var part = builder.AddNpmApp(name, Package(start));
        foreach (var (variable, value) in family.Mark)
        {
            part.WithEnvironment(variable, value);
        }

        return part;
    }

    /// <summary>An npm package whose <c>start</c> script is this; its server.js answers with its environment.</summary>
    private string Package(string start)
    {
        var folder = Directory.CreateDirectory(Path.Combine(temporary.FullPath, Guid.CreateVersion7().ToString("N"))).FullName;
        File.WriteAllText(Path.Combine(folder, "package.json"), $$"""{ "name": "part", "version": "1.0.0", "scripts": { "start": "{{start}}" } }""");
        File.WriteAllText(Path.Combine(folder, "package-lock.json"), """{ "name": "part", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "part", "version": "1.0.0" } } }""");
        File.WriteAllText(Path.Combine(folder, "server.js"), """
            require('http').createServer((_, answer) => answer.end(Object.entries(process.env).map(v => v.join('=')).join('\n')))
                .listen(Number(process.env.PORT), '127.0.0.1');
            """);
        return folder;
    }
}
