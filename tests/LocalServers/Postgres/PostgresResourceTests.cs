using Npgsql;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.Testing;

namespace OrleansLedger.LocalServers.Tests.Postgres;

public sealed class PostgresResourceTests(PostgresFixture running) : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Place => Path.Combine(temporary.FullPath, "data");

    private string PidFile => Path.Combine(Place, "postgres", "data", "postmaster.pid");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_configured_server_is_used_and_none_started()
    {
        var theirs = await running.CreateDatabaseAsync(cancellationToken: Cancelled);

        await using var application = Compose(out var database, configured: theirs.AdminConnectionString);
        await application.StartAsync(Cancelled);

        application.Resources.ShouldAllBe(resource => resource.Replicas.Count == 0);
        (await AskAsync(database.OwnerConnectionString, "select current_database()")).ShouldBe(theirs.Name);
        Directory.Exists(Path.Combine(Place, "postgres")).ShouldBeFalse();
        var login = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        (login.Username, login.Database).ShouldBe((PostgresDatabase.ApplicationRole, theirs.Name));
    }

    [Fact]
    public async Task A_configured_servers_missing_database_is_made()
    {
        var theirs = await running.CreateDatabaseAsync(cancellationToken: Cancelled);
        var missing = new NpgsqlConnectionStringBuilder(theirs.AdminConnectionString) { Database = "Their \"Ledger\"" };

        await using var application = Compose(out var database, configured: missing.ConnectionString);
        await application.StartAsync(Cancelled);

        (await AskAsync(database.OwnerConnectionString, "select current_database()")).ShouldBe("Their \"Ledger\"");
    }

    [Fact]
    public async Task A_configured_server_that_refuses_the_login_is_named_with_the_setting_to_check()
    {
        var theirs = await running.CreateDatabaseAsync(cancellationToken: Cancelled);
        var wrong = new NpgsqlConnectionStringBuilder(theirs.AdminConnectionString) { Password = "wrong" };

        await using var application = Compose(out _, configured: wrong.ConnectionString);

        var failure = await Should.ThrowAsync<StartException>(() => application.StartAsync(Cancelled));
        failure.Message.ShouldContain($"PostgreSQL at 127.0.0.1:{wrong.Port} refuses 'ledger_admin'");
        failure.Message.ShouldContain("ConnectionStrings:ledger-admin");
        failure.Message.ShouldNotContain("Password=");
    }

    [Fact]
    public async Task Data_survive_a_restart_of_the_application()
    {
        await using (var application = Compose(out var database))
        {
            await application.StartAsync(Cancelled);
            await AskAsync(database.OwnerConnectionString, "create table kept as select 42 as answer");
        }

        await using var again = Compose(out var same);
        await again.StartAsync(Cancelled);

        (await AskAsync(same.OwnerConnectionString, "select answer from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task A_killed_server_comes_back_with_its_data()
    {
        await using var application = Compose(out var database);
        await application.StartAsync(Cancelled);
        await AskAsync(database.OwnerConnectionString, "create table kept as select 42 as answer");
        var server = application.Resources[0].Replicas[0];

        await server.KillAsync();
        await server.WaitUntilReadyAsync(Cancelled);

        (await AskAsync(database.OwnerConnectionString, "select answer from kept")).ShouldBe(42);
    }

    [Fact]
    public async Task A_lock_file_whose_process_id_now_belongs_to_another_program_does_not_stand_in_the_way()
    {
        await using (var application = Compose(out _))
        {
            await application.StartAsync(Cancelled);
        }

        // As after a reboot, or in a new container: the number is alive, and not PostgreSQL.
        File.WriteAllText(PidFile, $"{Environment.ProcessId}\n{Path.Combine(Place, "postgres", "data")}\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready\n");

        await using var again = Compose(out var database);
        await again.StartAsync(Cancelled);

        (await AskAsync(database.OwnerConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Files_of_a_version_that_is_not_here_are_refused_with_the_way_out()
    {
        await using (var application = Compose(out _))
        {
            await application.StartAsync(Cancelled);
        }

        File.WriteAllText(Path.Combine(Place, "postgres", "data", "PG_VERSION"), "11\n");

        await using var again = Compose(out _);
        var failure = await Should.ThrowAsync<StartException>(() => again.StartAsync(Cancelled));
        failure.Message.ShouldBe("The data folder was made by PostgreSQL 11, which is not on this machine any more. Install it again, or start anew with --reset (which deletes the data).");
    }

    [Fact]
    public async Task Root_is_told_when_the_servers_account_cannot_reach_the_data()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root runs the server under another account.");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temporary.FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var application = Compose(out _);

        var failure = await Should.ThrowAsync<StartException>(() => application.StartAsync(Cancelled));
        failure.Message.ShouldContain($"runs as 'nobody', which cannot enter {temporary.FullPath}");
        failure.Message.ShouldContain("--data");
    }

    [Fact]
    public async Task Where_the_machine_has_no_server_one_comes_from_npm()
    {
        await using var application = Compose(out var database, server: "npm");

        await application.StartAsync(Cancelled);

        ((string)(await AskAsync(database.OwnerConnectionString, "show server_version"))!).ShouldStartWith("18.");
        (await AskAsync(database.OwnerConnectionString, "select upper('räksmörgås')")).ShouldBe("RÄKSMÖRGÅS");
    }

    private DistributedApplication Compose(out PostgresDatabase database, string? configured = null, string? server = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DataFolder = Place });
        database = builder.AddPostgres("postgres", configured).WithServer(server).AddDatabase("ledger");
        return builder.Build();
    }

    private static async Task<object?> AskAsync(string connectionString, string sql)
    {
        await using var connection = await PostgresSetup.OpenAsync(connectionString, Cancelled);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancelled);
    }
}
