using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Bench.Pages;
using OrleansLedger.Bench.Processes;
using OrleansLedger.Bench.Setup;
using OrleansLedger.Bench.Turns;
using OrleansLedger.Demo;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Jobs;
using OrleansLedger.EndToEnd.Tests.Running;
using OrleansLedger.LocalServers;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Bench.Subscriptions;

/// <summary>
/// Exports while very many clients subscribe to the API's process, half over WebSockets, half over server-sent events, with several keys. The silos are
/// stopped until all have subscribed, so that all are there for the whole export. Measured is how long after the job's end each has heard of it; besides, that those
/// to the log hear every line, and those of other tenants nothing.
/// </summary>
internal sealed class SubscriptionBench(BenchOptions options, LedgerApplication application, EmbeddedLedger client, BenchLedger ledger, BenchScreen screen, TimeProvider time)
{
    private const int KeysOfTenant = 8;
    private const int OtherTenants = 4;

    /// <summary>Of the job's subscriptions on sockets, one in so many has a socket of its own; the others share sockets, so many on each.</summary>
    private const int AloneOneIn = 5;
    private const int OnSharedSocket = 10;

    /// <summary>For so many subscriptions to the job there is one to the log.</summary>
    private const int LogOneFor = 20;

    /// <summary>For so many subscriptions to the job there is one of another tenant.</summary>
    private const int OtherOneFor = 10;

    /// <summary>Clients that connect at a time.</summary>
    private const int OpenedAtOnce = 32;

    /// <summary>What takes longer never comes.</summary>
    private static readonly TimeSpan s_hearWithin = TimeSpan.FromSeconds(30);

    /// <summary>What others should not hear would have come by then.</summary>
    private static readonly TimeSpan s_strayWithin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);

    private readonly LedgerDatabase _database = client.Services.GetRequiredService<LedgerDatabase>();
    private readonly JobRequests _jobs = client.Services.GetRequiredService<JobRequests>();

    public async Task<SubscriptionFigures> RunAsync(int silos, BenchConnection connection, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = int.MaxValue }) { Timeout = Timeout.InfiniteTimeSpan };
        var running = application.Silo.Replicas.Take(silos).ToList();
        foreach (var silo in running)
        {
            await silo.StopAsync();
        }

        var job = (await ledger.ExportAsync([connection], connection.References, cancellationToken))[0];
        var keys = await KeysAsync(connection.Tenant, cancellationToken);
        var id = await IdAsync(keys[0], cancellationToken);
        var others = new List<(TenantId Tenant, IReadOnlyList<string> Keys)>();
        for (var other = 1; other <= OtherTenants; other++)
        {
            var tenant = await client.CreateTenantAsync($"Other {other}", cancellationToken);
            others.Add((tenant, await KeysAsync(tenant, cancellationToken)));
        }

        var audience = Audience.Of(options.Subscriptions, LogOneFor, OtherOneFor, keys, [.. others.SelectMany(other => other.Keys)], id, time);
        var subscribers = Connect(http, audience);
        try
        {
            var machine = MachineLoad.Read();
            var memoryBefore = MemoryMeter.Read(application.Api.Replicas[0]);
            screen.Step($"Opening {audience.Count} subscriptions on {subscribers.Count} connections");
            var began = time.GetTimestamp();
            var opening = await OpenAsync(subscribers, cancellationToken);
            var openSeconds = time.GetElapsedTime(began).TotalSeconds;
            var memoryOpen = MemoryMeter.Read(application.Api.Replicas[0]);

            screen.Step($"Opened in {openSeconds:0.0} s; exporting {connection.References.Count} documents");
            var since = time.GetUtcNow();
            var cpuBefore = CpuMeter.Read(application);
            await Task.WhenAll(running.Select(silo => silo.StartAsync(cancellationToken)));
            await ledger.WaitAsync(job, cancellationToken);
            await HearAsync(audience.OfJob, cancellationToken);
            var cpu = cpuBefore is null ? null : CpuMeter.Read(application)! - cpuBefore;
            var memoryAfter = MemoryMeter.Read(application.Api.Replicas[0]);

            var lines = await LinesAsync(connection.Tenant, since, cancellationToken) * audience.OfLog.Count;
            await UntilAsync(() => audience.OfLog.Sum(each => each.Events) >= lines, s_hearWithin, cancellationToken);
            await Task.Delay(s_strayWithin, time, cancellationToken);
            var strays = audience.OfOthers.Sum(each => each.Events);
            var linesHeard = audience.OfLog.Sum(each => each.Events);
            await ChangeOthersAsync([.. others.Select(other => other.Tenant)], cancellationToken);
            var withOwn = audience.OfOthers.Where(each => each.Topic == Topic.JobsChanged).ToList();
            await UntilAsync(() => withOwn.TrueForAll(each => each.Events > 0), s_hearWithin, cancellationToken);

            var times = await ledger.TimesAsync(job, cancellationToken);
            return new SubscriptionFigures(
                silos,
                connection.References.Count,
                openSeconds,
                Latency.Of(opening),
                (times.FinishedAt!.Value - times.StartedAt!.Value).TotalSeconds,
                HeardFigures.Of("all", audience.OfJob, times.FinishedAt.Value),
                [
                    HeardFigures.Of("WebSocket", audience.OfJobOnSockets, times.FinishedAt.Value),
                    HeardFigures.Of("server-sent events", audience.OfJobOnStreams, times.FinishedAt.Value),
                ],
                audience.OfLog.Count,
                lines,
                linesHeard,
                audience.OfOthers.Count,
                strays,
                withOwn.Count,
                withOwn.Count(each => each.Events > 0),
                memoryBefore,
                memoryOpen,
                memoryAfter,
                cpu?.Api.TotalSeconds,
                machine);
        }
        finally
        {
            await Task.WhenAll(subscribers.Select(subscriber => subscriber.DisposeAsync().AsTask()));
        }
    }

    /// <summary>Half of each group listens on sockets.</summary>
    private List<ISubscriber> Connect(HttpClient http, Audience audience)
    {
        var streams = audience.OnStreams.Select(ISubscriber (listener) => new StreamSubscriber(http, application.GraphQLUrl, listener));
        var alone = audience.OnSockets.Where((_, i) => i % AloneOneIn == 0).Select(listener => (IReadOnlyList<Listener>)[listener]);
        var shared = audience.OnSockets.Where((_, i) => i % AloneOneIn != 0).GroupBy(listener => listener.Key, StringComparer.Ordinal).SelectMany(ofKey => ofKey.Chunk(OnSharedSocket));
        return [.. streams, .. alone.Concat(shared).Select(ISubscriber (listeners) => new SocketSubscriber(application.GraphQLUrl, listeners))];
    }

    private async Task<IReadOnlyList<TimeSpan>> OpenAsync(IReadOnlyList<ISubscriber> subscribers, CancellationToken cancellationToken)
    {
        var took = new TimeSpan[subscribers.Count];
        await Parallel.ForAsync(0, subscribers.Count, new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancellationToken }, async (i, token) =>
        {
            var began = time.GetTimestamp();
            await subscribers[i].OpenAsync(token);
            took[i] = time.GetElapsedTime(began);
        });
        return took;
    }

    private async Task HearAsync(IReadOnlyList<Listener> listeners, CancellationToken cancellationToken)
    {
        await UntilAsync(() => listeners.All(listener => listener.End.IsCompleted), s_hearWithin, cancellationToken);
        foreach (var broken in listeners.Where(listener => listener.End.IsFaulted).GroupBy(listener => listener.End.Exception!.InnerException!.Message, StringComparer.Ordinal))
        {
            screen.Problem($"{broken.Count()} times: {broken.Key}");
        }
    }

    private async Task UntilAsync(Func<bool> done, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!done() && time.GetElapsedTime(began) < atMost)
        {
            await Task.Delay(s_lookEvery, time, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> KeysAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        for (var number = 1; number <= KeysOfTenant; number++)
        {
            keys.Add((await _database.InTenantAsync(
                tenant, t => ApiKeyStore.CreateAsync(t, $"Bench {number}", AccessRole.Viewer, createdBy: null, time.GetUtcNow(), cancellationToken), cancellationToken)).Reveal());
        }

        return keys;
    }

    /// <summary>The job's id as clients know it.</summary>
    private async Task<string> IdAsync(string key, CancellationToken cancellationToken)
    {
        using var asking = new PageClient(application.GraphQLUrl, key);
        var jobs = (await asking.QueryAsync("{ jobs(filter: { statuses: [AVAILABLE], kinds: [EXPORT_TRANSACTIONS] }) { nodes { id } } }", new { }, cancellationToken)).GetProperty("jobs").GetProperty("nodes");
        return jobs.GetArrayLength() == 1 ? jobs[0].GetProperty("id").GetString()! : throw new DemoException($"The API shows {jobs.GetArrayLength()} exports that wait for a silo; there should be the benchmark's alone.");
    }

    private Task<long> LinesAsync(TenantId tenant, DateTimeOffset since, CancellationToken cancellationToken) =>
        _database.InTenantAsync(
            tenant,
            async t =>
            {
                await using var command = new NpgsqlCommand("select count(*) from sync_log where at >= $1", t.Connection, t.Transaction) { Parameters = { new() { Value = since } } };
                return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            },
            cancellationToken);

    /// <summary>Gives each of the other tenants a job of its own.</summary>
    private async Task ChangeOthersAsync(IReadOnlyList<TenantId> tenants, CancellationToken cancellationToken)
    {
        foreach (var tenant in tenants)
        {
            var made = await _database.InTenantAsync(
                tenant,
                t => ConnectionStore.ConnectAsync(t, options.Provider, new Company { RemoteId = "company", Name = "Other", BaseCurrency = "EUR" }, cancellationToken),
                cancellationToken);
            await _jobs.CommandAsync(tenant, made, JobKinds.TestConnection, cancellationToken);
        }
    }
}
