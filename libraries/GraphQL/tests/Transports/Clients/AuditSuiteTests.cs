using OrleansLedger.GraphQL.Tests.Transports.Server;

namespace OrleansLedger.GraphQL.Tests.Transports.Clients;

/// <summary>graphql-http's audit suite: what GraphQL over HTTP demands and recommends.</summary>
public sealed class AuditSuiteTests(AuditedServer audited) : IClassFixture<AuditedServer>
{
    /// <summary>The audits by the words they begin with; the list is asserted to be complete.</summary>
    public static TheoryData<string> Audits { get; } = new(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "clients", "audits.txt")));

    [Theory]
    [MemberData(nameof(Audits))]
    public void The_audit_passes(string audit) => audited.Results[audit].ShouldBe("ok");

    [Fact]
    public void Every_audit_of_the_suite_is_listed_here() => audited.Results.Keys.ShouldBe(Audits.Select(a => a.Data), ignoreOrder: true);
}

/// <summary>A server that has been through the audits.</summary>
public sealed class AuditedServer : IAsyncLifetime
{
    internal Dictionary<string, string> Results { get; } = new(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        await using var server = await LibraryServer.StartAsync();
        await using var script = await NodeScript.StartAsync("audits", server.Url);
        while (await script.NextAsync() is var (audit, result) && audit != "done")
        {
            result.ShouldNotBeNull(audit);
            Results.Add(audit, result["status"]?.GetValue<string>() is "ok" ? "ok" : result.ToJsonString());
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
