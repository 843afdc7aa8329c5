using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using OrleansLedger.Bench.Setup;
using OrleansLedger.Demo;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.LocalServers.Hosting;
using OrleansLedger.LocalServers.Postgres;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Documents;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.SyncRecords;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.Bench.Lists;

/// <summary>
/// One tenant with very many sync records on a PostgreSQL of its own. Pages of them, each with its documents, are asked for at a steady rate whether or
/// not the one before has come: half are the first page, half lie anywhere in the list.
/// </summary>
internal sealed class ListBench(int records, BenchScreen screen, TimeProvider time)
{
    private const int PageSize = 50;
    private const int RequestsPerSecond = 50;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(20);

    public async Task<ListFigures> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"orleansledger-bench-{Guid.NewGuid():N}");
        try
        {
            var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DataFolder = folder });
            var server = builder.AddPostgres("postgres");
            var names = server.AddDatabase("ledger");
            await using var application = builder.Build();
            screen.Step("Starting PostgreSQL");
            await application.StartAsync(cancellationToken);
            await new Migrator(names.OwnerConnectionString, names.ConnectionString).MigrateAsync(cancellationToken);
            await using var ledger = NpgsqlDataSource.Create(names.ConnectionString);
            var database = new LedgerDatabase(ledger, time);
            var tenant = await FillAsync(database, names.OwnerConnectionString, cancellationToken);
            var cursors = await CursorsAsync(database, tenant, cancellationToken);
            screen.Step($"{RequestsPerSecond} pages of {PageSize} a second for {s_measured.TotalSeconds:0} seconds");
            await LoadAsync(database, tenant, cursors, s_warmUp, cancellationToken);
            return Figures(await LoadAsync(database, tenant, cursors, s_measured, cancellationToken));
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<TenantId> FillAsync(LedgerDatabase database, string owner, CancellationToken cancellationToken)
    {
        screen.Step($"Making {records} transactions and their sync records");
        var tenant = await TenantStore.CreateAsync(database, "Bench", cancellationToken);
        var connection = await database.InTenantAsync(
            tenant,
            t => ConnectionStore.ConnectAsync(t, "bench", new Company { RemoteId = "company", Name = "Bench", BaseCurrency = "EUR" }, cancellationToken),
            cancellationToken);
        var seed = new RecordSeed(owner);
        await seed.FillAsync(tenant, [connection], records, spread: 1, cancellationToken);
        await seed.SettleAsync(cancellationToken);
        return tenant;
    }

    /// <summary>Places all over the list, got by asking for what changed before an instant.</summary>
    private static async Task<IReadOnlyList<string>> CursorsAsync(LedgerDatabase database, TenantId tenant, CancellationToken cancellationToken)
    {
        var cursors = new List<string>();
        var first = (await PageAsync(null)).Edges[0].Item.UpdatedAt;
        var last = (await database.InTenantAsync(
            tenant, t => SyncRecordList.PageAsync(t, new(), SyncRecordList.NewestFirst, PageRequest.Back(1), cancellationToken), cancellationToken)).Edges[0].Item.UpdatedAt;
        for (var part = 1; part < 100; part++)
        {
            cursors.Add((await PageAsync(last + ((first - last) * (part / 100.0)))).EndCursor!);
        }

        return cursors;

        Task<Page<ListedSyncRecord>> PageAsync(DateTimeOffset? to) => database.InTenantAsync(
            tenant, t => SyncRecordList.PageAsync(t, new() { To = to }, SyncRecordList.NewestFirst, PageRequest.Forward(1), cancellationToken), cancellationToken);
    }

    private async Task<List<(double Milliseconds, int Statements)>> LoadAsync(
        LedgerDatabase database, TenantId tenant, IReadOnlyList<string> cursors, TimeSpan length, CancellationToken cancellationToken)
    {
        using var counter = new StatementCounter();
        var results = new ConcurrentBag<(double, int)>();
        var requests = new List<Task>();
        var every = TimeSpan.FromSeconds(1.0 / RequestsPerSecond);
        var began = time.GetTimestamp();
        for (var i = 0; i < length / every; i++)
        {
            var due = every * i;
            if (due - time.GetElapsedTime(began) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            // A timer may be late by its own grain; a backlog of the benchmark's own is the list's to answer for.
            var sentAt = time.GetElapsedTime(began) - due < every ? time.GetElapsedTime(began) : due;
            var after = i % 2 == 0 ? null : cursors[i / 2 % cursors.Count];
            requests.Add(Task.Run(
                async () =>
                {
                    var statements = await counter.CountAsync(() => ReadAsync(database, tenant, after, cancellationToken));
                    results.Add(((time.GetElapsedTime(began) - sentAt).TotalMilliseconds, statements));
                },
                cancellationToken));
        }

        await Task.WhenAll(requests);
        return [.. results];
    }

    private static Task ReadAsync(LedgerDatabase database, TenantId tenant, string? after, CancellationToken cancellationToken) =>
        database.InTenantAsync(
            tenant,
            async t =>
            {
                var page = await SyncRecordList.PageAsync(t, new(), SyncRecordList.NewestFirst, PageRequest.Forward(PageSize, after), cancellationToken);
                var documents = await BankTransactionList.FindAsync(t, page.Items.Select(r => r.DocumentId).Distinct().ToList(), cancellationToken);
                if (page.Edges.Count == 0 || documents.Count != page.Edges.Count)
                {
                    throw new DemoException($"A page of {page.Edges.Count} records came with {documents.Count} documents; each has one of its own.");
                }
            },
            cancellationToken);

    private ListFigures Figures(List<(double Milliseconds, int Statements)> results)
    {
        var statements = results.Select(r => r.Statements).Distinct().ToList();
        if (statements.Count != 1)
        {
            throw new DemoException($"Pages took different numbers of statements: {string.Join(", ", statements)}. All should take the same.");
        }

        var times = results.Select(r => r.Milliseconds).Order().ToList();
        return new ListFigures(records, PageSize, RequestsPerSecond, times.Count, statements[0], At(0.5), At(0.95), At(0.99), times[^1]);

        double At(double share) => times[Math.Min(times.Count - 1, (int)Math.Ceiling(times.Count * share) - 1)];
    }

    /// <summary>Counts what a piece of work sends, by the driver's own traces.</summary>
    private sealed class StatementCounter : IDisposable
    {
        private readonly ConcurrentDictionary<ActivityTraceId, StrongBox> _sent = new();
        private readonly ActivityListener _listener;

        public StatementCounter()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => string.Equals(source.Name, "Npgsql", StringComparison.Ordinal),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = activity =>
                {
                    if (_sent.TryGetValue(activity.TraceId, out var count)
                        && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text
                        && (text.Contains('\n') || !text.StartsWith("call ledger_act_for", StringComparison.Ordinal)))
                    {
                        Interlocked.Increment(ref count.Value);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public async Task<int> CountAsync(Func<Task> work)
        {
            using var activity = new Activity("page").SetIdFormat(ActivityIdFormat.W3C).Start();
            var count = _sent.GetOrAdd(activity.TraceId, _ => new StrongBox());
            await work();
            _sent.TryRemove(activity.TraceId, out _);
            return count.Value;
        }

        public void Dispose() => _listener.Dispose();

        private sealed class StrongBox
        {
            public int Value;
        }
    }
}
