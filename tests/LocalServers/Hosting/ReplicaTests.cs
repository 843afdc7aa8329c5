using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Logs;
using OrleansLedger.LocalServers.Processes;
using OrleansLedger.Testing;

namespace OrleansLedger.LocalServers.Tests.Hosting;

public sealed class ReplicaTests : IDisposable
{
    private readonly StringWriter console = new();
    private readonly Logbook logs;

    public ReplicaTests() => logs = new Logbook(TextWriter.Synchronized(console), colours: false, folder: null, TimeProvider.System);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        logs.Dispose();
        console.Dispose();
    }

    [Fact]
    public async Task A_part_that_is_killed_is_started_again_and_the_console_says_so()
    {
        var replica = Create("exec sleep 600");
        await replica.StartAsync(Cancelled);
        var first = replica.Pid;

        await replica.KillAsync();
        await replica.WaitUntilReadyAsync(Cancelled);

        replica.Pid.ShouldNotBe(first);
        replica.Starts.ShouldBe(2);
        console.ToString().ShouldMatch(@"part\s+\| \S+Z It was killed \(SIGKILL\) after \d+\.\d s; starting it again in 0\.5 s");
        await replica.StopAsync();
    }

    [Fact]
    public async Task Restarted_part_reports_that_it_is_ready_again()
    {
        var replica = Create("exec sleep 600");
        await replica.StartAsync(Cancelled);
        console.ToString().ShouldNotContain("ready");

        await replica.KillAsync();
        await replica.WaitUntilReadyAsync(Cancelled);

        console.ToString().ShouldMatch(@"Z ready again after \d+\.\d s");
        await replica.StopAsync();
    }

    [Fact]
    public async Task Slow_part_reports_once_that_it_is_not_ready_and_then_that_it_is()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UnixEpoch);
        var probes = 0;
        var replica = new Replica("part", port: null, logs.For("part"), time, _ => Task.FromResult(new Launch("sleep", "600")), _ => Probe());
        var started = replica.StartAsync(Cancelled);
        await Eventually.HoldsAsync("the part is ready", () => { time.Advance(TimeSpan.FromMilliseconds(100)); return started.IsCompleted; }, Cancelled);
        await started;

        var lines = console.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2, console.ToString());
        lines[0].ShouldMatch(@"not ready after \d+ s: no database$");
        lines[1].ShouldMatch(@"ready after \d+\.\d s$");
        await replica.StopAsync();

        Task<string?> Probe()
        {
            time.Advance(TimeSpan.FromSeconds(11));
            return Task.FromResult(++probes < 4 ? "no database" : null);
        }
    }

    [Fact]
    public async Task A_part_that_is_told_to_stop_stays_stopped_until_started()
    {
        var replica = Create("exec sleep 600");
        await replica.StartAsync(Cancelled);

        await replica.StopAsync();

        replica.Pid.ShouldBeNull();
        (await Should.ThrowAsync<StartException>(() => replica.WaitUntilReadyAsync(Cancelled))).Message.ShouldBe("part was stopped.");
        await replica.StartAsync(Cancelled);
        replica.Pid.ShouldNotBeNull();
        replica.Starts.ShouldBe(2);
        await replica.StopAsync();
    }

    [Fact]
    public async Task A_part_that_never_starts_is_given_up_with_its_last_words()
    {
        var replica = Create("echo 'Encryption:Keys:0 is missing'; exit 4", ready: false);

        var failure = await Should.ThrowAsync<StartException>(() => replica.StartAsync(Cancelled));

        failure.Message.ShouldContain("part does not start: It ended with exit code 4, 5 times in a row.");
        failure.Message.ShouldContain("Encryption:Keys:0 is missing");
        replica.Starts.ShouldBe(5);
    }

    [Fact]
    public async Task A_part_is_ready_when_its_probe_says_so_and_not_before()
    {
        var answers = new Queue<string?>(["not yet", "not yet", null]);
        var replica = new Replica("part", port: null, logs.For("part"), new SwiftTime(), _ => Task.FromResult(new Launch("sleep", "600")), _ => Task.FromResult(answers.Dequeue()));

        await replica.StartAsync(Cancelled);

        answers.ShouldBeEmpty();
        await replica.StopAsync();
    }

    [Fact]
    public async Task A_frozen_part_does_nothing_until_thawed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads a process's state from /proc.");
        var replica = Create("exec sleep 600");
        await replica.StartAsync(Cancelled);

        replica.Freeze();
        await Eventually.HoldsAsync("the process is stopped", () => State(replica) == 'T', Cancelled);

        replica.Thaw();
        await Eventually.HoldsAsync("the process goes on", () => State(replica) == 'S', Cancelled);
        await replica.StopAsync();
    }

    private static char State(Replica replica) => File.ReadAllText($"/proc/{replica.Pid}/stat").Split(") ")[1][0];

    private Replica Create(string script, bool ready = true) => new(
        "part",
        port: null,
        logs.For("part"),
        new SwiftTime(),
        _ => Task.FromResult(new Launch("sh", "-c", script)),
        _ => Task.FromResult(ready ? null : "no"));
}
