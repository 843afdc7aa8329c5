namespace OrleansLedger.Sandbox.Tests.Core;

public sealed class ControlApiTests
{
    [Fact]
    public async Task Advancing_the_clock_moves_the_time_of_the_sandbox()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var before = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>();

        await sandbox.AdvanceAsync(TimeSpan.FromDays(3));

        var after = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>();
        (after - before).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromDays(3));
    }

    [Fact]
    public async Task A_fault_for_a_provider_that_does_not_exist_is_refused_with_the_known_ones()
    {
        await using var sandbox = await SandboxServer.StartAsync();

        var refused = await Should.ThrowAsync<InvalidOperationException>(() => sandbox.FaultAsync(new { provider = "sage", kind = "drop-after" }));

        refused.Message.ShouldContain("There is no provider 'sage'.");
    }
}
