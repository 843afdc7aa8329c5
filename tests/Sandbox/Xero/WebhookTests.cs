using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansLedger.Sandbox.Tests.Xero;

public sealed class WebhookTests
{
    private const string Key = "a-signing-key";

    [Fact]
    public async Task A_receiver_that_checks_signatures_is_validated_and_hears_of_a_new_contact()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var receiver = await Receiver.StartAsync(checksSignature: true);
        var app = await XeroApp.ConnectAsync(sandbox);
        var subscribed = await sandbox.ControlAsync(HttpMethod.Post, "webhooks", new { provider = "xero", url = receiver.Url, signingKey = Key });
        subscribed["status"]!.GetValue<string>().ShouldBe("active");

        var contact = (await app.SendAsync(HttpMethod.Put, "Contacts", new { Name = "Harbour Cafe" }))["Contacts", 0]["ContactID"]!.GetValue<string>();

        await sandbox.WaitUntilAsync("the contact's event has arrived", () => Task.FromResult(receiver.Events.Count == 1));
        var received = receiver.Events.Single();
        received["resourceId"]!.GetValue<string>().ShouldBe(contact);
        received["eventCategory"]!.GetValue<string>().ShouldBe("CONTACT");
        received["eventType"]!.GetValue<string>().ShouldBe("CREATE");
        received["tenantId"]!.GetValue<string>().ShouldBe(app.TenantId);
    }

    [Fact]
    public async Task Invoices_and_credit_notes_raise_events_and_paying_or_crediting_raises_updates()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var receiver = await Receiver.StartAsync(checksSignature: true);
        var app = await XeroApp.ConnectAsync(sandbox);
        await app.PutAsync("Contacts", new { Name = "Harbour Cafe Ltd" });
        await sandbox.ControlAsync(HttpMethod.Post, "webhooks", new { provider = "xero", url = receiver.Url, signingKey = Key });

        var invoice = (await app.PutAsync("Invoices", XeroApp.Invoice("OL-1")))["Invoices", 0]["InvoiceID"]!.GetValue<string>();
        var note = (await app.PutAsync("CreditNotes", XeroApp.CreditNote("OLC-1", 10m)))["CreditNotes", 0]["CreditNoteID"]!.GetValue<string>();
        await app.SendAsync(HttpMethod.Put, $"CreditNotes/{note}/Allocations", new { Invoice = new { InvoiceID = invoice }, Amount = 12m });
        var payment = (await app.PutAsync("Payments", XeroApp.Payment(invoice, 108m)))["Payments", 0]["PaymentID"];
        await app.SendAsync(HttpMethod.Post, $"Payments/{payment}", new { Status = "DELETED" });
        await app.PutAsync("Items", new { Code = "A" });

        await sandbox.WaitUntilAsync("six events have arrived", () => Task.FromResult(receiver.Events.Count >= 6));
        receiver.Events.Select(one => $"{one["eventCategory"]} {one["eventType"]} {one["data"]?.ToJsonString()}".TrimEnd()).ShouldBe(
        [
            "INVOICE CREATE",
            """CREDITNOTE CREATE {"Type":"ACCRECCREDIT","Status":"AUTHORISED"}""",
            """CREDITNOTE UPDATE {"Type":"ACCRECCREDIT","Status":"PAID"}""",
            "INVOICE UPDATE",
            "INVOICE UPDATE",
            "INVOICE UPDATE",
        ]);
        receiver.Events.First()["resourceUrl"]!.GetValue<string>().ShouldBe($"https://api.xero.com/api.xro/2.0/Invoices/{invoice}");
    }

    [Fact]
    public async Task A_receiver_that_takes_wrong_signatures_is_not_validated()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var receiver = await Receiver.StartAsync(checksSignature: false);

        var subscribed = await sandbox.ControlAsync(HttpMethod.Post, "webhooks", new { provider = "xero", url = receiver.Url, signingKey = Key });

        subscribed["status"]!.GetValue<string>().ShouldBe("unvalidated");
        subscribed["lastProblem"]!.GetValue<string>().ShouldBe("Intent to receive, a wrongly signed call: answered 200 instead of 401");
    }

    [Fact]
    public async Task An_event_that_was_not_taken_is_retried_by_the_sandboxs_clock()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await using var receiver = await Receiver.StartAsync(checksSignature: true);
        var app = await XeroApp.ConnectAsync(sandbox);
        var id = (await sandbox.ControlAsync(HttpMethod.Post, "webhooks", new { provider = "xero", url = receiver.Url, signingKey = Key }))["id"]!.GetValue<string>();
        receiver.IsBroken = true;
        await app.SendAsync(HttpMethod.Put, "Contacts", new { Name = "Harbour Cafe" });
        await sandbox.WaitUntilAsync("the first call and its immediate retry have failed", () => Task.FromResult(receiver.Refused >= 2));
        receiver.IsBroken = false;

        await sandbox.WaitUntilAsync("the retry after a quarter of an hour has arrived", async () =>
        {
            await sandbox.AdvanceAsync(TimeSpan.FromMinutes(15));
            return receiver.Events.Count == 1;
        });

        (await sandbox.ControlAsync(HttpMethod.Get, "webhooks"))[0]!["id"]!.GetValue<string>().ShouldBe(id);
        receiver.Refused.ShouldBe(2);
    }

    private sealed class Receiver(WebApplication app, string url) : IAsyncDisposable
    {
        public string Url => url;

        public ConcurrentQueue<JsonNode> Events { get; } = [];

        public bool IsBroken { get; set; }

        public int Refused { get; private set; }

        public static async Task<Receiver> StartAsync(bool checksSignature)
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var app = builder.Build();
            Receiver? receiver = null;
            app.MapPost("/hook", async (HttpContext context) =>
            {
                using var buffer = new MemoryStream();
                await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
                var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), buffer.ToArray()));
                if (checksSignature && context.Request.Headers["x-xero-signature"] != expected) return Results.Unauthorized();
                if (receiver!.IsBroken)
                {
                    receiver.Refused++;
                    return Results.StatusCode(500);
                }

                foreach (var happened in JsonNode.Parse(buffer.ToArray())!["events"]!.AsArray()) receiver.Events.Enqueue(happened!);
                return Results.Ok();
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            receiver = new Receiver(app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hook");
            return receiver;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
