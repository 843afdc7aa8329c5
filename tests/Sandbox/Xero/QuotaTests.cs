using System.Net;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class QuotaTests
{
    [Fact]
    public async Task The_sixty_first_call_of_a_minute_is_refused_until_the_window_ends()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await ToTheStartOfAWindowAsync(sandbox, app);
        for (var call = 2; call <= 60; call++) (await app.GetAsync("Currencies")).Status.ShouldBe(HttpStatusCode.OK);

        var refused = await app.GetAsync("Currencies");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers["X-Rate-Limit-Problem"].ShouldBe("minute");
        int.Parse(refused.Headers["Retry-After"]).ShouldBeInRange(1, 60);
        await sandbox.AdvanceAsync(TimeSpan.FromSeconds(int.Parse(refused.Headers["Retry-After"])));
        (await app.GetAsync("Currencies")).Headers["X-MinLimit-Remaining"].ShouldBe("59");
        var window = (await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{app.TenantId}/stats"))["quotas"]!.AsArray().Single(quota => quota!["name"]!.GetValue<string>() == "minute")!["completed"]!.AsArray()[^1]!;
        window["used"]!.GetValue<int>().ShouldBe(60);
        window["limit"]!.GetValue<int>().ShouldBe(60);
        window["refused"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_sixth_call_in_progress_is_refused_without_a_time_to_wait()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var fault = await sandbox.FaultAsync(new { provider = "xero", kind = "hold-after", path = "/Currencies", count = 5 });
        var held = Enumerable.Range(0, 5).Select(_ => app.GetAsync("Currencies")).ToArray();
        (await sandbox.ControlAsync(HttpMethod.Get, $"faults/{fault}/hits?atLeast=5"))["reached"]!.GetValue<bool>().ShouldBeTrue();
        await WaitUntilInProgressAsync(sandbox, app.TenantId, 5);

        var refused = await app.GetAsync("Currencies");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers["X-Rate-Limit-Problem"].ShouldBe("concurrent");
        refused.Headers.ShouldNotContainKey("Retry-After");
        await sandbox.ControlAsync(HttpMethod.Post, $"faults/{fault}/release");
        (await Task.WhenAll(held)).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await app.GetAsync("Currencies")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_days_quota_can_be_made_small_and_comes_back_with_the_next_window()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Patch, $"companies/xero/{app.TenantId}", new { dailyLimit = 2 });
        await app.GetAsync("Currencies");
        await app.GetAsync("Currencies");

        var refused = await app.GetAsync("Currencies");

        refused.Headers["X-Rate-Limit-Problem"].ShouldBe("day");
        await sandbox.AdvanceAsync(TimeSpan.FromSeconds(int.Parse(refused.Headers["Retry-After"])));
        app.Tokens = (await app.RefreshAsync()).Body;
        (await app.GetAsync("Currencies")).Headers["X-DayLimit-Remaining"].ShouldBe("1");
    }

    [Fact]
    public async Task A_time_scale_shortens_the_windows()
    {
        await using var sandbox = await SandboxServer.StartAsync("Sandbox:TimeScale=20");
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.GetAsync("Currencies");

        var minute = (await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{app.TenantId}/stats"))["quotas"]!.AsArray().Single(quota => quota!["name"]!.GetValue<string>() == "minute")!;

        minute["current"]!["seconds"]!.GetValue<double>().ShouldBe(3);
    }

    /// <summary>Windows begin when they please: move the clock until a call finds a fresh one.</summary>
    private static async Task ToTheStartOfAWindowAsync(SandboxServer sandbox, XeroApp app)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var window = (await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{app.TenantId}/stats"))["quotas"]!.AsArray().FirstOrDefault(quota => quota!["name"]!.GetValue<string>() == "minute")?["current"];
            if (window is not null)
            {
                var now = (await sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>();
                await sandbox.AdvanceAsync(window["startAt"]!.GetValue<DateTimeOffset>().AddSeconds(60) - now);
            }

            if ((await app.GetAsync("Currencies")).Headers["X-MinLimit-Remaining"] == "59" && window is not null) return;
        }

        throw new InvalidOperationException("No fresh minute window was found in three attempts.");
    }

    private static Task WaitUntilInProgressAsync(SandboxServer sandbox, string tenantId, int expected) =>
        sandbox.WaitUntilAsync($"{expected} calls are in progress", async () =>
        {
            var stats = await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{tenantId}/stats");
            return stats["quotas"]!.AsArray().Any(quota => quota!["name"]!.GetValue<string>() == "concurrent" && quota["inProgress"]!.GetValue<int>() == expected);
        });
}
