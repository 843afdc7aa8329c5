using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Processes;
using OrleansLedger.Testing;

namespace OrleansLedger.AppHost.Tests;

/// <summary>The run command, in processes of its own.</summary>
public sealed partial class RunCommandTests(PostgresFixture postgres, RedisFixture redis) : IDisposable
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });

    private readonly TemporaryFolder temporary = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Place => Path.Combine(temporary.FullPath, "data");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task A_killed_AppHost_leaves_no_process_and_the_next_start_works()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        await using (var host = await AppHostProcess.StartAsync(["--data", Place]))
        {
            await host.IsReadyAsync(Cancelled);
            host.Family.Members().Count.ShouldBeGreaterThan(6, "postgres and its workers, redis, sandbox, two silos, API");

            host.Send(Signal.Kill);

            await host.Exited;
            await host.Family.IsGoneAsync(Cancelled);
        }

        await using var next = await AppHostProcess.StartAsync(["--data", Place]);
        await next.IsReadyAsync(Cancelled);
        (await Client.GetStringAsync(new Uri(next.Url, "/health/live"), Cancelled)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task An_AppHost_asked_to_stop_leaves_no_process_and_a_clean_database(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");

        // A shell starts what it runs in the background deaf to SIGINT; a terminal does not.
        await using var host = await AppHostProcess.StartAsync(["--data", Place], around: ["env", "--default-signal=INT"]);
        await host.IsReadyAsync(Cancelled);

        host.Send(signal == "TERM" ? Signal.Terminate : Signal.Interrupt);

        (await host.Exited).ShouldBe(0);
        await host.Family.IsGoneAsync(Cancelled);
        File.ReadAllText(Path.Combine(Place, "logs", "postgres.log")).ShouldContain("database system is shut down");
    }

    [Fact]
    public async Task A_killed_dotnet_run_takes_the_AppHost_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        await using var host = await AppHostProcess.StartAsync(
            ["--data", Place],
            around: ["sh", "-c", "\"$@\" & echo dotnet run is $!; wait; exec sleep 600", "sh"],
            program: AppHostProcess.DotNetRun);
        await host.IsReadyAsync(Cancelled);

        Signals.Send(int.Parse(DotNetRun.Match(host.Console).Groups["pid"].Value), Signal.Kill);

        await Eventually.HoldsAsync("the AppHost and its parts have ended", () => !host.Family.Members().Any(member => member.Contains("OrleansLedger.")), Cancelled);
        File.ReadAllText(Path.Combine(Place, "logs", "postgres.log")).ShouldContain("database system is shut down");
    }

    [Fact]
    public async Task An_AppHost_killed_while_it_starts_leaves_no_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        await using var host = await AppHostProcess.StartAsync(["--data", Place]);
        await Eventually.HoldsAsync("the first parts run", () => host.Console.Contains('|'), Cancelled);

        host.Send(Signal.Kill);

        await host.Exited;
        await host.Family.IsGoneAsync(Cancelled);
    }

    [Fact]
    public async Task The_secrets_survive_a_restart_and_reset_clears_them()
    {
        var key = Path.Combine(Place, "secrets", "encryption-key");
        await StartAndStopAsync("--data", Place);
        var first = await File.ReadAllTextAsync(key, Cancelled);

        var console = await StartAndStopAsync("--data", Place);
        (await File.ReadAllTextAsync(key, Cancelled)).ShouldBe(first);
        console.ShouldContain($"Platform key  in {Path.Combine(Place, "secrets", "platform-key")}");
        console.ShouldNotContain(await File.ReadAllTextAsync(Path.Combine(Place, "secrets", "platform-key"), Cancelled));

        await StartAndStopAsync("--data", Place, "--reset");
        (await File.ReadAllTextAsync(key, Cancelled)).ShouldNotBe(first);
    }

    [Fact]
    public async Task A_missing_or_wrong_encryption_key_is_named_and_nothing_is_started()
    {
        var key = Path.Combine(Place, "secrets", "encryption-key");
        await StartAndStopAsync("--data", Place);
        File.Delete(key);

        await using (var missing = await AppHostProcess.StartAsync(["--data", Place]))
        {
            (await missing.Exited).ShouldBe(1);
            missing.Console.ShouldContain($"OrleansLedger is not running. {key} is missing, and the database in this folder was encrypted with it.");
            File.Exists(key).ShouldBeFalse("a new key would not help");
        }

        await File.WriteAllTextAsync(key, $"local-1:{Convert.ToBase64String(new byte[32])}", Cancelled);
        await using var wrong = await AppHostProcess.StartAsync(["--data", Place]);
        (await wrong.Exited).ShouldBe(1);
        wrong.Console.ShouldContain("OrleansLedger is not running. migrations failed: It ended with exit code 78.");
        wrong.Console.ShouldContain("The key 'local-1' in Encryption:Keys is not the key of that name that encrypted this database's credentials.");
        wrong.Console.ShouldNotContain("   at ");
        await wrong.Family.IsGoneAsync(Cancelled);
    }

    [Fact]
    public async Task The_platform_key_it_prints_opens_the_API_and_is_kept_with_the_other_secrets()
    {
        await using var host = await AppHostProcess.StartAsync(["--data", Place]);
        await host.IsReadyAsync(Cancelled);
        var (key, _) = await host.BannerAsync(Cancelled);

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Url, "/session"));
        request.Headers.Add("Authorization", $"Bearer {key}");
        using var answer = await Client.SendAsync(request, Cancelled);

        (await answer.Content.ReadAsStringAsync(Cancelled)).ShouldContain("\"role\":\"platform\"");
        host.Console.ShouldContain($"GraphQL       {new Uri(host.Url, "/graphql")}");
        (await File.ReadAllTextAsync(Path.Combine(Place, "secrets", "platform-key"), Cancelled)).ShouldBe(key);
    }

    [Theory]
    [InlineData("--quota-speed 0", "--quota-speed takes a number from 1 to 1000.")]
    [InlineData("--quota-speed 1001", "--quota-speed takes a number from 1 to 1000.")]
    [InlineData("--port 65536", "--port takes a number from 0 to 65535.")]
    public void An_option_that_cannot_be_is_refused(string arguments, string message) =>
        RunCommand.Create().Parse(arguments).Errors.Select(error => error.Message).ShouldBe([message]);

    [Fact]
    public async Task A_second_AppHost_on_the_same_data_is_refused()
    {
        await using var first = await AppHostProcess.StartAsync(["--data", Place]);
        await first.IsReadyAsync(Cancelled);

        await using var second = await AppHostProcess.StartAsync(["--data", Place]);

        (await second.Exited).ShouldBe(1);
        second.Console.ShouldContain("OrleansLedger is not running. Another AppHost (process");
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_option_that_chooses_another()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        await using var host = await AppHostProcess.StartAsync(["--data", Place, "--port", port.ToString()]);

        (await host.Exited).ShouldBe(1);
        host.Console.ShouldContain($"Port {port} is in use by another program, and api needs it. Stop that program, or choose another port with --port");
        await host.Family.IsGoneAsync(Cancelled);
    }

    [Fact]
    public async Task Configured_servers_are_used_and_none_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        var database = await postgres.CreateDatabaseAsync(cancellationToken: Cancelled);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings__ledger-admin"] = database.AdminConnectionString,
            ["ConnectionStrings__redis"] = redis.ConnectionString,
        };

        await using var host = await AppHostProcess.StartAsync(["--data", Place], environment);
        await host.IsReadyAsync(Cancelled);

        host.Family.Members().ShouldNotContain(member => member.Contains("bin/postgres") || member.Contains("GarnetServer"));
    }

    [Fact]
    public async Task A_plain_user_runs_it_too_with_the_data_in_their_home()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Changes the account, which only root may.");
        Assert.SkipUnless(OthersMayRead(typeof(RunCommand).Assembly.Location), "The build output is in a folder that only root may enter.");
        var home = Path.Combine(temporary.FullPath, "home");
        Directory.CreateDirectory(home);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            File.SetUnixFileMode(home, Everyone);
        }

        // Redis is given: the tool's package may lie in root's home.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HOME"] = home,
            ["XDG_DATA_HOME"] = null,
            ["ConnectionStrings__redis"] = redis.ConnectionString,
        };
        await using var host = await AppHostProcess.StartAsync([], environment, ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        await host.IsReadyAsync(Cancelled);

        host.Console.ShouldContain(Path.Combine(home, ".local", "share", "orleansledger"));
    }

    /// <returns>What it wrote to the console.</returns>
    private static async Task<string> StartAndStopAsync(params string[] arguments)
    {
        await using var host = await AppHostProcess.StartAsync(arguments);
        await host.IsReadyAsync(Cancelled);
        host.Send(Signal.Terminate);
        (await host.Exited).ShouldBe(0);
        return host.Console;
    }

    [GeneratedRegex(@"dotnet run is (?<pid>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DotNetRun { get; }

    private static bool OthersMayRead(string path)
    {
        for (var folder = Directory.GetParent(path); folder is not null; folder = folder.Parent)
        {
            if (!OperatingSystem.IsWindows() && !folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }
}
