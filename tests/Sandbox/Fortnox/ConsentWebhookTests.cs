using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansLedger.Sandbox.Tests.Fortnox;

public sealed class ConsentWebhookTests
{
    [Fact]
    public async Task A_consent_given_and_taken_back_is_told_with_the_tenant_that_client_credentials_need()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var calls = new ConcurrentQueue<(JsonNode Body, bool IsSigned)>();
        await using var receiver = await ReceiverAsync(calls);
        var url = receiver.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hook";
        (await sandbox.ControlAsync(HttpMethod.Post, "webhooks", new { provider = "fortnox", url }))["status"]!.GetValue<string>().ShouldBe("active");

        await FortnoxSession.ConnectAsync(sandbox, FortnoxSession.Vastkusten, accountType: "service");
        await WaitForCallsAsync(sandbox, calls, 1);
        var tenant = calls.First().Body["tenantId"]!.GetValue<int>().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "client_credentials" };
        (await FortnoxSession.TokenAsync(sandbox, form, tenant)).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await sandbox.ControlAsync(HttpMethod.Delete, $"companies/fortnox/{FortnoxSession.Vastkusten}/authorizations");
        await WaitForCallsAsync(sandbox, calls, 2);

        calls.Select(call => (call.Body["type"]!.GetValue<string>(), call.Body["clientId"]!.GetValue<string>(), call.Body["tenantId"]!.GetValue<int>(), call.IsSigned))
            .ShouldBe([("consent-created", "sandbox-fortnox", 1182904, false), ("consent-revoked", "sandbox-fortnox", 1182904, false)]);
        (await FortnoxSession.TokenAsync(sandbox, form, tenant)).Json["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }

    private static Task WaitForCallsAsync(SandboxServer sandbox, ConcurrentQueue<(JsonNode Body, bool IsSigned)> calls, int count) =>
        sandbox.WaitUntilAsync($"{count} webhook calls have arrived", () => Task.FromResult(calls.Count >= count));

    private static async Task<WebApplication> ReceiverAsync(ConcurrentQueue<(JsonNode Body, bool IsSigned)> calls)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/hook", async (HttpContext context) =>
        {
            var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
            calls.Enqueue((body, context.Request.Headers.Keys.Any(name => name.Contains("signature", StringComparison.OrdinalIgnoreCase))));
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
