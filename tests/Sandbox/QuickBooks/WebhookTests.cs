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

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class WebhookTests
{
    private const string VerifierToken = "a-verifier-token";

    [Fact]
    public async Task Writes_are_announced_as_signed_CloudEvents()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await SubscribeAsync(session, receiver);

        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());
        await session.WriteAsync("Purchase", purchase.Version(sparse: false), "?operation=delete");
        await session.WriteAsync("Attachable", new { Note = "nobody hears of this" });
        await session.WriteAsync("Vendor", new { DisplayName = "Somebody" });

        await session.Sandbox.WaitUntilAsync("three events have arrived", () => Task.FromResult(receiver.Bodies.Sum(body => body.AsArray().Count) == 3));
        var events = receiver.Bodies.SelectMany(body => body.AsArray()).Select(happened => happened!).ToList();
        events.Select(happened => happened["type"]!.GetValue<string>()).ShouldBe(["qbo.purchase.created.v1", "qbo.purchase.deleted.v1", "qbo.vendor.created.v1"]);
        events[0]["intuitentityid"]!.GetValue<string>().ShouldBe(purchase["Id"]!.GetValue<string>());
        events[0]["intuitaccountid"]!.GetValue<string>().ShouldBe(session.Realm);
        events.Select(happened => happened["id"]!.GetValue<string>()).Distinct().Count().ShouldBe(3);
        receiver.ContentTypes.ShouldAllBe(type => type == "application/cloudevents+json");
        receiver.WronglySigned.ShouldBe(0);
    }

    [Fact]
    public async Task The_older_format_names_entity_operation_and_company()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { cloudEvents = false });
        await using var receiver = await Receiver.StartAsync();
        await SubscribeAsync(session, receiver);

        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());

        await session.Sandbox.WaitUntilAsync("the notification has arrived", () => Task.FromResult(!receiver.Bodies.IsEmpty));
        var notification = receiver.Bodies.Single()["eventNotifications"]!.AsArray().ShouldHaveSingleItem()!;
        notification["realmId"]!.GetValue<string>().ShouldBe(session.Realm);
        var entity = notification["dataChangeEvent"]!["entities"]!.AsArray().ShouldHaveSingleItem()!;
        (entity["name"]!.GetValue<string>(), entity["id"]!.GetValue<string>(), entity["operation"]!.GetValue<string>()).ShouldBe(("Purchase", purchase["Id"]!.GetValue<string>(), "Create"));
        entity["lastUpdated"]!.GetValue<string>().ShouldEndWith("-0800");
    }

    [Fact]
    public async Task An_event_can_come_twice_under_one_id()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { repeatWebhooks = true });
        await using var receiver = await Receiver.StartAsync();
        await SubscribeAsync(session, receiver);

        await session.WriteAsync("Purchase", Samples.Purchase());

        await session.Sandbox.WaitUntilAsync("the event has come twice", () => Task.FromResult(receiver.Bodies.Sum(body => body.AsArray().Count) == 2));
        receiver.Bodies.SelectMany(body => body.AsArray()).Select(happened => happened!["id"]!.GetValue<string>()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_payment_a_void_and_a_mail_are_announced_with_the_invoice_they_change()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await SubscribeAsync(session, receiver);

        var invoice = await session.WriteAsync("Invoice", Samples.Sale());
        await session.WriteAsync("Payment", Samples.Payment(300m, (300m, "Invoice", invoice)));
        await session.PostAsync($"invoice/{invoice["Id"]}/send?sendTo=a@b.example", "");
        await session.WriteAsync("Invoice", (await session.ReadAsync("Invoice", invoice["Id"])).Version(sparse: false), "?operation=void");

        await session.Sandbox.WaitUntilAsync("six events have arrived", () => Task.FromResult(receiver.Bodies.Sum(body => body.AsArray().Count) == 6));
        receiver.Bodies.SelectMany(body => body.AsArray()).Select(happened => happened!["type"]!.GetValue<string>())
            .ShouldBe(["qbo.invoice.created.v1", "qbo.payment.created.v1", "qbo.invoice.updated.v1", "qbo.invoice.emailed.v1", "qbo.invoice.voided.v1", "qbo.payment.updated.v1"]);
    }

    [Fact]
    public async Task A_merge_names_the_customer_that_is_gone_and_moves_what_it_had()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { cloudEvents = false });
        var gone = await session.WriteAsync("Customer", new { DisplayName = "Amys Birds", CurrencyRef = new { value = "USD" } });
        var id = gone["Id"]!.GetValue<string>();
        var invoice = await session.WriteAsync("Invoice", Samples.Sale(100m, customer: id));
        await using var receiver = await Receiver.StartAsync();
        await SubscribeAsync(session, receiver);
        var since = (await session.Sandbox.ControlAsync(HttpMethod.Get, "clock"))["now"]!.GetValue<DateTimeOffset>().AddMinutes(-1).ToString("O");

        await session.SetAsync(new { merge = new { type = "Customer", from = id, into = "4" } });

        await session.Sandbox.WaitUntilAsync("the notification has arrived", () => Task.FromResult(!receiver.Bodies.IsEmpty));
        var entity = receiver.Bodies.Single()["eventNotifications"]![0]!["dataChangeEvent"]!["entities"]!.AsArray().ShouldHaveSingleItem()!.AsObject();
        entity.Remove("lastUpdated").ShouldBeTrue();
        entity.ToJsonString().ShouldBe($$"""{"name":"Customer","id":"4","operation":"Merge","deletedId":"{{id}}"}""");
        (await session.GetAsync($"customer/{id}")).Code.ShouldBe("610");
        (await session.ReadAsync("Customer", "4")).Number("Balance").ShouldBe(100m);
        (await session.ReadAsync("Invoice", invoice["Id"]))["CustomerRef"]!["name"]!.GetValue<string>().ShouldBe("Amy's Bird Sanctuary");
        var changed = (await session.GetAsync($"cdc?entities=Customer&changedSince={Uri.EscapeDataString(since)}")).Body["CDCResponse"]![0]!["QueryResponse"]![0]!["Customer"]!.AsArray();
        changed.Last()!["status"]!.GetValue<string>().ShouldBe("Deleted");
    }

    [Fact]
    public async Task An_event_keeps_its_id_when_it_is_delivered_again()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await SubscribeAsync(session, receiver);
        receiver.RefusesNext = 1;

        await session.WriteAsync("Purchase", Samples.Purchase());

        await session.Sandbox.WaitUntilAsync("the event has been delivered again", () => Task.FromResult(receiver.Bodies.Count == 2));
        receiver.Bodies.Select(body => body[0]!["id"]!.GetValue<string>()).Distinct().Count().ShouldBe(1);
    }

    private static Task<JsonNode> SubscribeAsync(QuickBooksSession session, Receiver receiver) =>
        session.Sandbox.ControlAsync(HttpMethod.Post, "webhooks", new { provider = "quickbooks", url = receiver.Url, signingKey = VerifierToken });

    private sealed class Receiver(WebApplication app, string url) : IAsyncDisposable
    {
        private int _refusesNext;
        private int _wronglySigned;

        public string Url => url;

        /// <summary>Everything that came, also what was then refused.</summary>
        public ConcurrentQueue<JsonNode> Bodies { get; } = [];

        public ConcurrentQueue<string?> ContentTypes { get; } = [];

        public int WronglySigned => _wronglySigned;

        public int RefusesNext
        {
            set => Volatile.Write(ref _refusesNext, value);
        }

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
            builder.Logging.ClearProviders();
            var app = builder.Build();
            Receiver? receiver = null;
            app.MapPost("/hook", (Delegate)((HttpContext context) => receiver!.TakeAsync(context)));
            await app.StartAsync(TestContext.Current.CancellationToken);
            receiver = new Receiver(app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/hook");
            return receiver;
        }

        public async ValueTask DisposeAsync() => await app.DisposeAsync();

        private async Task<IResult> TakeAsync(HttpContext context)
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            var expected = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(VerifierToken), buffer.ToArray()));
            if (context.Request.Headers["intuit-signature"] != expected) Interlocked.Increment(ref _wronglySigned);
            ContentTypes.Enqueue(context.Request.ContentType);
            Bodies.Enqueue(JsonNode.Parse(buffer.ToArray())!);
            return Interlocked.Decrement(ref _refusesNext) >= 0 ? Results.StatusCode(500) : Results.Ok();
        }
    }
}
