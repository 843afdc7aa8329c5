using System.Text.Json;
using Npgsql;
using OrleansLedger.Bench.Processes;
using OrleansLedger.Bench.Setup;
using OrleansLedger.Bench.Turns;
using OrleansLedger.Demo;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Domain.Connections;
using OrleansLedger.LocalServers;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Tenants;

namespace OrleansLedger.Bench.Pages;

/// <summary>
/// One tenant with very many sync records among others, in the whole application. Pages of them with their documents and connections are asked of the API's
/// process, over HTTP with an API key, at a steady rate. Then some are asked for one at a time, and their statements counted.
/// </summary>
internal sealed class PageBench(BenchOptions options, BenchScreen screen, TimeProvider time)
{
    private const int PageSize = 50;
    private const int RequestsPerSecond = 50;
    private const int OtherTenants = 4;

    /// <summary>Each of the other tenants has one record for so many of the big one's.</summary>
    private const int OtherOneIn = 20;

    /// <summary>Twice as far apart as would fill the big tenant's time: half of what others have is newer than all of the big one's, as for a tenant that has been idle.</summary>
    private const int OtherSpread = OtherOneIn * 2;

    private const int Cursors = 100;

    /// <summary>Parts of the list after which no cursor lies: a page from there on is full, of whatever kind.</summary>
    private const double DeepestPart = 0.9;

    /// <summary>Statements are counted for pages of these sizes: no more for the larger ones.</summary>
    private static readonly int[] s_sizes = [5, PageSize, 200];

    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(15);
    private static readonly string[] s_providers = ["xero", "quickbooks", "fortnox"];

    public async Task<PageFigures> RunAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"orleansledger-bench-{Guid.NewGuid():N}");
        try
        {
            await using var application = new LedgerApplication(new LedgerApplicationOptions { DataFolder = folder, ApiPort = 0, SiloReplicas = 1, Durable = true, Time = time });
            screen.Step("Starting PostgreSQL, Redis, sandbox, a silo and the API");
            await application.StartAsync(cancellationToken);
            await using var source = NpgsqlDataSource.Create(application.Database.ConnectionString);
            var database = new LedgerDatabase(source, time);
            var tenant = await FillAsync(database, application.Database.OwnerConnectionString, cancellationToken);
            var key = await database.InTenantAsync(tenant, t => ApiKeyStore.CreateAsync(t, "Bench", AccessRole.Viewer, createdBy: null, time.GetUtcNow(), cancellationToken), cancellationToken);
            using var client = new PageClient(application.GraphQLUrl, key.Reveal());
            return await MeasureAsync(application, client, cancellationToken);
        }
        finally
        {
            if (options.Keep)
            {
                screen.Step($"Data and logs are left in {folder}");
            }
            else if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<TenantId> FillAsync(LedgerDatabase database, string owner, CancellationToken cancellationToken)
    {
        var records = options.Records!.Value;
        screen.Step($"Making {records} transactions and their sync records, and {OtherTenants} other tenants with {records / OtherOneIn} each");
        var seed = new RecordSeed(owner);
        var began = time.GetTimestamp();
        var tenant = await AddTenantAsync(records, spread: 1);
        for (var other = 0; other < OtherTenants; other++)
        {
            await AddTenantAsync(records / OtherOneIn, OtherSpread);
        }

        await seed.SettleAsync(cancellationToken);
        screen.Step($"That took {time.GetElapsedTime(began).TotalSeconds:0} s");
        return tenant;

        async Task<TenantId> AddTenantAsync(int count, int spread)
        {
            var made = await TenantStore.CreateAsync(database, "Bench", cancellationToken);
            var connections = await database.InTenantAsync(made, ConnectAsync, cancellationToken);
            await seed.FillAsync(made, connections, count, spread, cancellationToken);
            return made;
        }

        async Task<List<ConnectionId>> ConnectAsync(LedgerTransaction transaction)
        {
            var made = new List<ConnectionId>();
            foreach (var provider in s_providers)
            {
                made.Add(await ConnectionStore.ConnectAsync(transaction, provider, new Company { RemoteId = "company", Name = $"Bench at {provider}", BaseCurrency = "EUR" }, cancellationToken));
            }

            return made;
        }
    }

    private async Task<PageFigures> MeasureAsync(LedgerApplication application, PageClient client, CancellationToken cancellationToken)
    {
        var kinds = await KindsAsync(client, cancellationToken);
        var load = new PageLoad(client, kinds, PageSize, RequestsPerSecond, time);
        screen.Step($"Warming up for {s_warmUp.TotalSeconds:0} s");
        await load.RunAsync(s_warmUp, cancellationToken);

        screen.Step($"{RequestsPerSecond} pages of {PageSize} a second for {options.Seconds} s");
        var machine = MachineLoad.Read();
        var before = CpuMeter.Read(application);
        var samples = await load.RunAsync(TimeSpan.FromSeconds(options.Seconds), cancellationToken);
        var cpu = before is null ? null : CpuMeter.Read(application)! - before;

        screen.Step("Counting the statements of single pages");
        var (statements, others) = await CountAsync(application, client, kinds, cancellationToken);
        var errors = samples.Where(sample => sample.Error is not null).ToList();
        foreach (var group in errors.GroupBy(sample => (sample.Kind.Name, sample.Error)))
        {
            screen.Problem($"{group.Key.Name}: {group.Count()} times: {group.Key.Error}");
        }

        return new PageFigures(
            options.Records!.Value,
            OtherTenants * (options.Records.Value / OtherOneIn),
            PageSize,
            RequestsPerSecond,
            options.Seconds,
            errors.Count,
            (int)samples.Average(sample => sample.Bytes),
            statements,
            others,
            cpu?.Api.TotalMilliseconds / samples.Count,
            cpu?.Postgres.TotalMilliseconds / samples.Count,
            machine,
            Latency.Of(samples.Select(sample => TimeSpan.FromMilliseconds(sample.Late))),
            KindFigures.Of("all", samples),
            [.. kinds.Select(kind => KindFigures.Of(kind.Name, [.. samples.Where(sample => sample.Kind == kind)]))]);
    }

    private static async Task<IReadOnlyList<PageKind>> KindsAsync(PageClient client, CancellationToken cancellationToken)
    {
        const string NewestFirst = """{"field":"UPDATED","direction":"DESC"}""";
        const string LastMadeFirst = """{"field":"CREATED","direction":"DESC"}""";
        var connection = (await client.QueryAsync("{ connections(first: 1) { nodes { id } } }", new { }, cancellationToken))
            .GetProperty("connections").GetProperty("nodes")[0].GetProperty("id").GetString();
        var newest = await CursorsAsync(client, NewestFirst, cancellationToken);
        return
        [
            new PageKind("last changed first", filter: null, orderBy: null, newest),
            new PageKind("last made first", filter: null, LastMadeFirst, await CursorsAsync(client, LastMadeFirst, cancellationToken)),
            new PageKind("of a connection", $$"""{"connectionId":"{{connection}}"}""", orderBy: null, newest),
            new PageKind("synced", """{"states":["SYNCED"]}""", orderBy: null, newest),
            new PageKind("failed", """{"states":["FAILED"]}""", orderBy: null, newest),
            new PageKind("failed, of a connection", $$"""{"states":["FAILED"],"connectionId":"{{connection}}"}""", orderBy: null, newest),
        ];
    }

    /// <summary>Places all over the list, from the newest on, got by asking for what changed within a few seconds.</summary>
    private static async Task<IReadOnlyList<string>> CursorsAsync(PageClient client, string orderBy, CancellationToken cancellationToken)
    {
        var within = TimeSpan.FromSeconds(3);
        var first = await UpdatedAtAsync("last: 1");
        var last = await UpdatedAtAsync("first: 1");
        var order = JsonSerializer.Deserialize<JsonElement>(orderBy);
        var cursors = new List<string>();
        for (var i = 1; i <= Cursors; i++)
        {
            var from = first + ((last - first) * (1 - (DeepestPart * i / Cursors)));
            var page = await client.QueryAsync(
                "query Place($filter: SyncRecordFilterInput, $orderBy: SyncRecordOrderInput) { syncRecords(first: 1, filter: $filter, orderBy: $orderBy) { pageInfo { endCursor } } }",
                new { filter = new { from, to = from + within }, orderBy = order },
                cancellationToken);
            cursors.Add(page.GetProperty("syncRecords").GetProperty("pageInfo").GetProperty("endCursor").GetString() ?? throw new DemoException($"No record was changed within {within} after {from:O}."));
        }

        return cursors;

        async Task<DateTimeOffset> UpdatedAtAsync(string which) =>
            (await client.QueryAsync($$"""{ syncRecords({{which}}) { nodes { updatedAt } } }""", new { }, cancellationToken))
            .GetProperty("syncRecords").GetProperty("nodes")[0].GetProperty("updatedAt").GetDateTimeOffset();
    }

    /// <exception cref="DemoException">Pages took different numbers: something is asked for once for each row.</exception>
    private async Task<(int Statements, int Others)> CountAsync(LedgerApplication application, PageClient client, IReadOnlyList<PageKind> kinds, CancellationToken cancellationToken)
    {
        foreach (var silo in application.Silo.Replicas)
        {
            await silo.StopAsync();
        }

        var random = new Random(4);
        var asked = (from kind in kinds from size in s_sizes select (kind, size)).ToList();
        var log = new StatementLog(application.Database.OwnerConnectionString, Path.Combine(application.DataFolder, "logs", "postgres.log"), time);
        var counted = await log.CountAsync(asked.Select(each => (Func<Task>)(() => client.PostAsync(each.kind.Body(each.size, random), cancellationToken))), cancellationToken);
        var numbers = asked.Zip(counted, (page, sent) => (page.kind.Name, page.size, sent.Statements)).ToList();
        return numbers.Select(each => each.Statements).Distinct().Count() == 1
            ? (counted[0].Statements, counted[0].Others)
            : throw new DemoException($"Pages took different numbers of statements, all should take the same: {string.Join("; ", numbers.Select(each => $"{each.Name} of {each.size}: {each.Statements}"))}.");
    }
}
