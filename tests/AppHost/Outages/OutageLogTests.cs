using System.Net;
using System.Net.Http;
using System.Text;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests.Outages;

/// <summary>The logs of an outage: one line when it begins and one when it ends.</summary>
[Collection(TheRunningApplication.Name)]
public sealed class OutageLogTests(RunningApplication running)
{
    private const int Requests = 40;
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { UseProxy = false });
    private static readonly string[] s_parts = ["silo-0", "silo-1", "api"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSQL_outage_is_two_log_lines_per_process_and_a_silo_started_in_it_waits()
    {
        // The silo has stopped before the outage, so that all of its lines are of its start in the outage.
        var silo = running.Application.Silo.Replicas[0];
        await silo.StopAsync();
        var before = s_parts.ToDictionary(part => part, running.LengthOf);
        await running.Postgres.StopAsync();
        var restart = silo.StartAsync(Cancelled);
        await Eventually.HoldsAsync("the API is not ready", async () => await ReadinessAsync() != HttpStatusCode.OK, Cancelled);
        for (var n = 0; n < Requests; n++)
        {
            (await ReadinessAsync()).ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await AskAsync();
        foreach (var part in s_parts)
        {
            await running.LogsAsync(part, "is unavailable since ", before[part]);
        }

        restart.IsCompleted.ShouldBeFalse("the silo waits for the database");
        await running.Postgres.StartAsync(Cancelled);
        await restart;
        await running.LogsAsync("silo-0", "is available after", before["silo-0"]);
        await running.LogsAsync("silo-1", "is available again after", before["silo-1"]);
        await running.LogsAsync("api", "is available again after", before["api"]);

        running.LinesOf("silo-0", before["silo-0"]).ShouldContain(line => line.Contains("that ConnectionStrings:ledger names its host", StringComparison.Ordinal));
        foreach (var part in s_parts)
        {
            var lines = running.LinesOf(part, before[part]);
            var all = string.Join(Environment.NewLine, lines);
            lines.ShouldAllBe(line => RunningApplication.Timestamp.IsMatch(line));
            all.ShouldNotContain("   at ", Case.Sensitive, "a stack trace");

            // Begin and end.
            lines.Count(line => line.Contains("PostgreSQL at 127.0.0.1", StringComparison.Ordinal)).ShouldBe(2, all);
            lines.Length.ShouldBeLessThan(8, all);
            all.Length.ShouldBeLessThan(4096, all);
        }
    }

    [Fact]
    public async Task Redis_outage_is_two_log_lines_per_silo()
    {
        var before = s_parts.ToDictionary(part => part, running.LengthOf);
        await running.Redis.StopAsync();
        foreach (var silo in s_parts[..2])
        {
            await running.LogsAsync(silo, "Redis at ", before[silo]);
        }

        await running.Redis.StartAsync(Cancelled);
        foreach (var silo in s_parts[..2])
        {
            await running.LogsAsync(silo, "available again after", before[silo]);
            var lines = running.LinesOf(silo, before[silo]);
            lines.Length.ShouldBe(2, string.Join(Environment.NewLine, lines));
            lines.ShouldAllBe(line => RunningApplication.Timestamp.IsMatch(line) && line.Contains("Redis at 127.0.0.1", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Killed_PostgreSQL_is_ready_again_without_errors_of_the_probe_in_its_log()
    {
        var before = running.LengthOf("postgres");

        await running.Postgres.KillAsync();
        await running.Postgres.WaitUntilReadyAsync(Cancelled);

        var lines = running.LinesOf("postgres", before);
        lines.ShouldContain(line => line.Contains("ready again after", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.Contains("FATAL", StringComparison.Ordinal) && line.Contains("ledger_admin@", StringComparison.Ordinal));
        lines.ShouldAllBe(line => RunningApplication.Timestamp.IsMatch(line));
    }

    private async Task<HttpStatusCode> ReadinessAsync()
    {
        using var health = await s_client.GetAsync(new Uri(running.Application.ApiUrl, "/health/ready"), Cancelled);
        return health.StatusCode;
    }

    /// <summary>Sends a query that fails in the server, with an exception.</summary>
    private async Task AskAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, running.Application.GraphQLUrl)
        {
            Content = new StringContent("""{"query":"{ tenants { nodes { id } } }"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", $"Bearer {running.Application.PlatformKey}");
        using var answer = await s_client.SendAsync(request, Cancelled);
    }
}

/// <summary>Every class with this collection uses the one application, one test after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TheRunningApplication : ICollectionFixture<RunningApplication>
{
    public const string Name = "the application with its logs";
}
