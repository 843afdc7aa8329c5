using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using OrleansLedger.GraphQL.Bench.Servers;

namespace OrleansLedger.GraphQL.Bench.Subscriptions;

/// <summary>How clients are connected.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Each">Subscriptions on one connection.</param>
/// <param name="IsStream">Server-sent events rather than a WebSocket.</param>
internal sealed record Manner(string Name, int Each, bool IsStream)
{
    public static IReadOnlyList<Manner> All { get; } = [new("shared-sockets", 100, false), new("sockets", 1, false), new("streams", 1, true)];
}

/// <summary>What was seen. Bytes are the server's, by subscription; times are from the publication to the last delivery, in milliseconds.</summary>
internal sealed record SubscriptionFigures(
    string Manner,
    int Connections,
    int Subscriptions,
    long Deliveries,
    double HeapEach,
    double WorkingSetEach,
    double HeapEachLeft,
    double LastDeliveryMedian,
    double LastDeliveryMost,
    double Burst,
    double ServerCpu);

/// <summary>Opens many subscriptions at one server, and publishes events to all of them.</summary>
internal sealed class SubscriptionBench(int count, int events, Action<string> progress)
{
    public const string Document = "subscription { ticks(topic: \\\"all\\\") { number text } }";

    /// <summary>Connections being opened at a time.</summary>
    private const int Opening = 64;

    /// <summary>Subscribed and left once before memory is measured: code and pools are no subscription's.</summary>
    private const int WarmUp = 500;

    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(2);

    public async Task<SubscriptionFigures> MeasureAsync(Manner manner, CancellationToken cancellationToken)
    {
        progress($"{manner.Name}: starting");
        await using var server = await RunningServer.StartAsync(ServerCatalog.Find("ours"), cancellationToken);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { Timeout = s_bound };
        await using (await OpenAsync(manner, server, http, Math.Min(WarmUp, count), cancellationToken))
        {
        }

        await SubscribedAsync(server, http, 0, cancellationToken);
        var before = await FootprintAsync(server, http, cancellationToken);
        progress($"{manner.Name}: opening {count} subscriptions");
        SubscriptionFigures figures;
        await using (var clients = await OpenAsync(manner, server, http, count, cancellationToken))
        {
            var open = await FootprintAsync(server, http, cancellationToken);
            var cpu = server.Meter.ReadCpu();
            var times = new List<double>(events);
            for (var number = 1; number <= events; number++)
            {
                progress($"{manner.Name}: event {number} of {events} to {count} subscriptions");
                times.Add(await PublishAsync(server, http, clients.Deliveries, number, 1, cancellationToken));
            }

            progress($"{manner.Name}: {events} events at once");
            var burst = await PublishAsync(server, http, clients.Deliveries, events + 1, events, cancellationToken);
            times.Sort();
            figures = new SubscriptionFigures(
                manner.Name,
                clients.Connections,
                count,
                clients.Deliveries.Count,
                (open.Heap - before.Heap) / (double)count,
                (open.WorkingSet - before.WorkingSet) / (double)count,
                0,
                times[times.Count / 2],
                times[^1],
                burst,
                (server.Meter.ReadCpu() - cpu).TotalSeconds);
            progress($"{manner.Name}: closing");
        }

        // Pools keep what they lent, once. What a second time leaves behind is lost.
        await SubscribedAsync(server, http, 0, cancellationToken);
        var pooled = await FootprintAsync(server, http, cancellationToken);
        progress($"{manner.Name}: opening and closing {count} subscriptions again");
        await using (await OpenAsync(manner, server, http, count, cancellationToken))
        {
        }

        await SubscribedAsync(server, http, 0, cancellationToken);
        var after = await FootprintAsync(server, http, cancellationToken);
        return figures with { HeapEachLeft = (after.Heap - pooled.Heap) / (double)count };
    }

    private static async Task<double> PublishAsync(RunningServer server, HttpClient http, Deliveries deliveries, int first, int number, CancellationToken cancellationToken)
    {
        var delivered = deliveries.Expect(number);
        var began = Stopwatch.GetTimestamp();
        await AskAsync(server, http, $"mutation {{ publish(topic: \\\"all\\\", first: {first}, count: {number}) }}", cancellationToken);
        try
        {
            await delivered.WaitAsync(s_bound, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BenchException($"After {s_bound.TotalSeconds:0} s {deliveries.Count} deliveries have come, and more were expected.");
        }

        return Stopwatch.GetElapsedTime(began, deliveries.LastAt).TotalMilliseconds;
    }

    private static async Task<Clients> OpenAsync(Manner manner, RunningServer server, HttpClient http, int count, CancellationToken cancellationToken)
    {
        var deliveries = new Deliveries(count);
        var subscribers = Enumerable.Range(0, (count + manner.Each - 1) / manner.Each).Select(ISubscriber (at) => manner.IsStream
            ? new StreamSubscriber(http, server.Address, at, deliveries)
            : new SocketSubscriber(server.Address, at * manner.Each, Math.Min(manner.Each, count - (at * manner.Each)), deliveries)).ToList();
        var clients = new Clients(subscribers, deliveries);
        try
        {
            await Parallel.ForEachAsync(subscribers, new ParallelOptions { MaxDegreeOfParallelism = Opening, CancellationToken = cancellationToken }, async (each, token) => await each.StartAsync(token));
            await SubscribedAsync(server, http, count, cancellationToken);
            return clients;
        }
        catch
        {
            await clients.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the server has so many subscriptions.</summary>
    private static async Task SubscribedAsync(RunningServer server, HttpClient http, int expected, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        int found;
        while ((found = (await AskAsync(server, http, "{ subscriptions }", cancellationToken)).GetProperty("subscriptions").GetInt32()) != expected)
        {
            if (Stopwatch.GetElapsedTime(began) > s_bound)
            {
                throw new BenchException($"The server has {found} subscriptions after {s_bound.TotalSeconds:0} s; {expected} were expected.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<(long Heap, long WorkingSet)> FootprintAsync(RunningServer server, HttpClient http, CancellationToken cancellationToken)
    {
        var footprint = (await AskAsync(server, http, "{ footprint { heap workingSet } }", cancellationToken)).GetProperty("footprint");
        return (footprint.GetProperty("heap").GetInt64(), footprint.GetProperty("workingSet").GetInt64());
    }

    private static async Task<JsonElement> AskAsync(RunningServer server, HttpClient http, string document, CancellationToken cancellationToken)
    {
        using var body = new StringContent($$"""{"query":"{{document}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(server.Address, body, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data : throw server.Problem($"answered {answer.GetRawText()} to {document}.");
    }

    private sealed class Clients(IReadOnlyList<ISubscriber> subscribers, Deliveries deliveries) : IAsyncDisposable
    {
        public Deliveries Deliveries => deliveries;

        public int Connections => subscribers.Count;

        public async ValueTask DisposeAsync()
        {
            foreach (var chunk in subscribers.Chunk(Opening))
            {
                await Task.WhenAll(chunk.Select(each => each.DisposeAsync().AsTask()));
            }
        }
    }
}
