using System.Net;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Tests.Xero;

namespace OrleansLedger.Sandbox.Tests.Core;

public sealed class FaultTests
{
    [Fact]
    public async Task A_call_dropped_before_its_effect_leaves_nothing_behind()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { provider = "xero", kind = "drop-before", path = "/BankTransactions", method = "PUT", count = 1 });

        await Should.ThrowAsync<HttpRequestException>(() => app.CreateAsync(XeroApp.Spend("lost")));

        (await DocumentsAsync(sandbox, app)).Count.ShouldBe(0);
        (await app.CreateAsync(XeroApp.Spend("kept"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_call_dropped_after_its_effect_has_taken_place_though_nobody_hears_of_it()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { provider = "xero", kind = "drop-after", path = "/BankTransactions", method = "PUT", count = 1 });

        await Should.ThrowAsync<HttpRequestException>(() => app.CreateAsync(XeroApp.Spend("done")));

        (await DocumentsAsync(sandbox, app)).Single()!["reference"]!.GetValue<string>().ShouldBe("done");
    }

    [Fact]
    public async Task An_error_after_the_effect_is_a_500_with_the_document_stored()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { provider = "xero", kind = "error-after", method = "PUT", count = 1 });

        (await app.CreateAsync(XeroApp.Spend("done"))).Status.ShouldBe(HttpStatusCode.InternalServerError);

        (await DocumentsAsync(sandbox, app)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_status_fault_answers_in_the_providers_own_shape_and_without_effect()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { provider = "xero", kind = "status", status = 503, message = "The Organisation is offline", company = app.TenantId, count = 1 });

        var answer = await app.CreateAsync(XeroApp.Spend("refused"));

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldBe("The Organisation is offline");
        (await DocumentsAsync(sandbox, app)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_throttle_fault_looks_like_a_spent_quota()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { provider = "xero", kind = "throttle", rule = "minute", retryAfterSeconds = 7, path = "Currencies" });

        var refused = await app.GetAsync("Currencies");

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers["Retry-After"].ShouldBe("7");
        refused.Headers["X-Rate-Limit-Problem"].ShouldBe("minute");
    }

    [Fact]
    public async Task A_held_call_waits_until_it_is_released()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var fault = await sandbox.FaultAsync(new { provider = "xero", kind = "hold-after", method = "PUT", count = 1 });

        var call = app.CreateAsync(XeroApp.Spend("held"));
        (await sandbox.ControlAsync(HttpMethod.Get, $"faults/{fault}/hits?atLeast=1&timeoutSeconds=20"))["reached"]!.GetValue<bool>().ShouldBeTrue();
        await WaitForDocumentAsync(sandbox, app);
        call.IsCompleted.ShouldBeFalse();
        await sandbox.ControlAsync(HttpMethod.Post, $"faults/{fault}/release");

        (await call).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_call_held_before_its_effect_has_none_when_the_caller_is_gone()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        var fault = await sandbox.FaultAsync(new { provider = "xero", kind = "hold-before", path = "/BankTransactions", method = "PUT", count = 1 });
        using var caller = new HttpClient { BaseAddress = sandbox.Address };
        caller.DefaultRequestHeaders.Add("Authorization", "Bearer " + app.Tokens["access_token"]!.GetValue<string>());
        caller.DefaultRequestHeaders.Add("Xero-Tenant-Id", app.TenantId);
        using var killed = new CancellationTokenSource();
        using var content = new StringContent(new JsonObject { ["BankTransactions"] = new JsonArray(XeroApp.Spend("never")) }.ToJsonString(), System.Text.Encoding.UTF8, "application/json");

        var call = caller.PutAsync(new Uri("/xero/api.xro/2.0/BankTransactions", UriKind.Relative), content, killed.Token);
        await sandbox.ControlAsync(HttpMethod.Get, $"faults/{fault}/hits?atLeast=1");
        await killed.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);
        await WaitForDroppedCallAsync(sandbox);
        await sandbox.ControlAsync(HttpMethod.Post, $"faults/{fault}/release");

        (await DocumentsAsync(sandbox, app)).Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_fault_with_a_probability_strikes_the_same_calls_for_the_same_seed()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);

        async Task<string> PatternAsync()
        {
            var fault = await sandbox.FaultAsync(new { provider = "xero", kind = "status", status = 500, path = "Currencies", probability = 0.5, seed = 7 });
            var pattern = "";
            for (var call = 0; call < 12; call++) pattern += (await app.GetAsync("Currencies")).Status == HttpStatusCode.OK ? "." : "x";
            await sandbox.ControlAsync(HttpMethod.Delete, $"faults/{fault}");
            return pattern;
        }

        var first = await PatternAsync();
        first.ShouldContain("x");
        first.ShouldContain(".");
        (await PatternAsync()).ShouldBe(first);
    }

    [Fact]
    public async Task A_slow_answer_comes_late_but_whole()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var app = await XeroApp.ConnectAsync(sandbox);
        await sandbox.FaultAsync(new { provider = "xero", kind = "slow", delayMs = 120, path = "Currencies", count = 1 });

        (await app.GetAsync("Currencies"))["Currencies", 0]["Code"]!.GetValue<string>().ShouldBe("GBP");

        (await sandbox.ControlAsync(HttpMethod.Get, "calls?last=1"))[0]!["milliseconds"]!.GetValue<double>().ShouldBeGreaterThanOrEqualTo(100);
    }

    private static async Task<JsonArray> DocumentsAsync(SandboxServer sandbox, XeroApp app) =>
        (await sandbox.ControlAsync(HttpMethod.Get, $"companies/xero/{app.TenantId}/books"))["documents"]!.AsArray();

    private static Task WaitForDocumentAsync(SandboxServer sandbox, XeroApp app) =>
        sandbox.WaitUntilAsync("the held call's document is stored", async () => (await DocumentsAsync(sandbox, app)).Count == 1);

    private static Task WaitForDroppedCallAsync(SandboxServer sandbox) =>
        sandbox.WaitUntilAsync("the sandbox has noticed that the caller is gone", async () => (await sandbox.ControlAsync(HttpMethod.Get, "calls?last=1"))[0]!["status"]!.GetValue<int>() == 0);
}
