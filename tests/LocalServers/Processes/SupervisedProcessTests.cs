using System.Collections.Concurrent;
using OrleansLedger.LocalServers.Processes;
using OrleansLedger.Testing;

namespace OrleansLedger.LocalServers.Tests.Processes;

public sealed class SupervisedProcessTests
{
    private readonly ConcurrentQueue<string> output = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_programs_exit_code_and_both_its_streams_arrive()
    {
        var code = await SupervisedProcess.RunAsync(Shell("echo out; echo err >&2; exit 7"), output.Enqueue, Cancelled);

        code.ShouldBe(7);
        output.ShouldBe(["out", "err"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_ends_with_127()
    {
        var code = await SupervisedProcess.RunAsync(new Launch("/no/such/program"), output.Enqueue, Cancelled);

        code.ShouldBe(127);
    }

    [Fact]
    public async Task A_variable_whose_name_no_shell_can_spell_reaches_the_program()
    {
        var launch = new Launch("env")
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["ConnectionStrings__ledger-admin"] = "Password=a b'c\"d$e",
                ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
                ["PLAIN"] = "yes",
            },
        };

        await SupervisedProcess.RunAsync(launch, output.Enqueue, Cancelled);

        output.ShouldContain("ConnectionStrings__ledger-admin=Password=a b'c\"d$e");
        output.ShouldContain("Logging__LogLevel__Microsoft.AspNetCore=Warning");
        output.ShouldContain("PLAIN=yes");
        output.ShouldNotContain(line => line.StartsWith("APPHOST_CARRIED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_variable_set_to_null_is_kept_from_the_program()
    {
        var launch = new Launch("env") { Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PATH"] = null } };

        await SupervisedProcess.RunAsync(launch, output.Enqueue, Cancelled);

        output.ShouldNotContain(Environment.GetEnvironmentVariable("PATH"));
    }

    [Fact]
    public async Task A_program_that_ignores_the_request_to_stop_is_killed()
    {
        await using var process = await SupervisedProcess.StartAsync(
            Shell("trap '' TERM; echo deaf; while :; do sleep 1; done") with { StopWithin = TimeSpan.FromSeconds(0.2) },
            output.Enqueue);
        await Eventually.HoldsAsync("the program ignores SIGTERM", () => output.Contains("deaf"), Cancelled);

        await process.StopAsync();

        (await process.Exited).ShouldBe(128 + 9);
    }

    [Fact]
    public async Task A_frozen_program_can_be_stopped_in_good_order()
    {
        await using var process = await SupervisedProcess.StartAsync(Shell("trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done"), output.Enqueue);
        await Eventually.HoldsAsync("the program is up", () => output.Contains("up"), Cancelled);
        process.Send(Signal.Freeze);

        await process.StopAsync();

        (await process.Exited).ShouldBe(3);
    }

    [Fact]
    public async Task What_a_program_started_ends_with_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks for processes in /proc.");
        var family = new ProcessFamily();

        await SupervisedProcess.RunAsync(Shell("sleep 600 & exit 0") with { Environment = family.Mark }, output.Enqueue, Cancelled);

        await family.IsGoneAsync(Cancelled);
    }

    private static Launch Shell(string script) => new("sh", "-c", script);
}
