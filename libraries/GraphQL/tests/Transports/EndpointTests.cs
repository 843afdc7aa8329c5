using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Diagnostics;
using OrleansLedger.GraphQL.Tests.Transports.Http;
using OrleansLedger.GraphQL.Tests.Transports.Server;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Tests.Transports;

public sealed class EndpointTests
{
    [Fact]
    public async Task A_wrong_schema_stops_the_start() =>
        await Should.ThrowAsync<SchemaException>(() => LibraryServer.StartAsync(new LibraryServerSettings { Server = s => s.AddType(typeof(MoreHello)) }));

    [Fact]
    public void Mapping_without_a_server_says_what_to_call()
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        Should.Throw<InvalidOperationException>(() => app.MapGraphQL()).Message.ShouldContain("AddGraphQLServer");
    }

    [Fact]
    public async Task Conventions_guard_every_transport()
    {
        await using var server = await LibraryServer.StartAsync(new LibraryServerSettings { Conventions = e => e.RequireHost("elsewhere.example") });

        (await Answer.PostAsync(server, """{"query":"{ hello }"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Answer.GetAsync(server, "", "text/html")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await Answer.PostAsync(server, """{"query":"{ hello }"}""", headers: ("Host", "elsewhere.example"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Open_subscriptions_and_their_events_are_counted()
    {
        long open = 0;
        long events = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == GraphQLDiagnostics.Name && instrument.Name.StartsWith("graphql.server.subscription", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Interlocked.Add(ref instrument.Name == "graphql.server.subscriptions" ? ref open : ref events, value));
        listener.Start();
        await using var server = await LibraryServer.StartAsync();

        (await Answer.PostAsync(server, """{"query":"subscription { count(to: 5) }"}""", "text/event-stream")).Body.ShouldContain("complete");

        // Other tests of this process count too, while they run.
        await Eventually.IsAsync(() => Volatile.Read(ref events) >= 5, () => $"5 events, but {events} were counted");
    }

    /// <summary>A second field of a name that is taken.</summary>
    [QueryType]
    public static class MoreHello
    {
        public static string Hello() => "";
    }
}
