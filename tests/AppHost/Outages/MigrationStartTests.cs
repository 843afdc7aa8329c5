using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.LocalServers.Processes;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests.Outages;

/// <summary>The migration step, as a process of its own, and the AppHost's own wait for a configured server.</summary>
public sealed class MigrationStartTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> output = [];
    private readonly Lock gate = new();
    private DistributedApplication? servers;
    private PostgresDatabase? database;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private Replica Postgres => servers!.Resources[0].Replicas[0];

    private string Output
    {
        get
        {
            lock (gate)
            {
                return string.Join('\n', output);
            }
        }
    }

    public async ValueTask InitializeAsync()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DataFolder = Path.Combine(folder.FullPath, "data") });
        database = builder.AddPostgres("postgres").WithoutDurability().AddDatabase("ledger");
        servers = builder.Build();
        await servers.StartAsync(Cancelled);
        await Postgres.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (servers is not null)
        {
            await servers.DisposeAsync();
        }

        folder.Dispose();
    }

    [Fact]
    public async Task Migration_started_without_its_server_waits_says_so_once_and_then_migrates()
    {
        var program = RepositoryPrograms.Project("Silo");
        var environment = new Dictionary<string, string?>(program.Environment, StringComparer.Ordinal)
        {
            ["ConnectionStrings__ledger"] = database!.ConnectionString,
            ["ConnectionStrings__ledger-admin"] = database.OwnerConnectionString,
        };
        var migration = SupervisedProcess.RunAsync(program with { Arguments = [.. program.Arguments, "migrate"], Environment = environment }, Take, Cancelled);
        await Eventually.HoldsAsync("the migration says what it waits for", () => Output.Contains("is unavailable since", StringComparison.Ordinal), Cancelled);

        migration.IsCompleted.ShouldBeFalse();
        await Postgres.StartAsync(Cancelled);

        (await migration).ShouldBe(0, Output);
        Output.Split('\n').Length.ShouldBe(3, Output);
        Output.ShouldContain("Check that the server is running and that ConnectionStrings:ledger-admin names its host");
        Output.ShouldContain("is available after");
        Output.ShouldContain("Applied 0001_ledger.sql");
    }

    [Fact]
    public async Task AppHost_waits_for_a_configured_server_and_says_so_once()
    {
        var waiting = PostgresSetup.EnsureExistsAsync(database!.OwnerConnectionString, Take, TimeProvider.System, Cancelled);
        await Eventually.HoldsAsync("the AppHost says what it waits for", () => Output.Length > 0, Cancelled);

        waiting.IsCompleted.ShouldBeFalse();
        await Postgres.StartAsync(Cancelled);
        await waiting;

        Output.Split('\n').Length.ShouldBe(2, Output);
        Output.ShouldContain("Waiting for it. Check that the server is running and that ConnectionStrings:ledger-admin names its host and port.");
        Output.ShouldNotContain("refuses");
    }

    private void Take(string line)
    {
        lock (gate)
        {
            output.Add(line);
        }
    }
}
