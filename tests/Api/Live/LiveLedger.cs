using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansLedger.Api.Live;
using OrleansLedger.Domain;
using OrleansLedger.ServiceDefaults.Redis;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Live;

/// <summary>A feed over a migrated database of its own, and somebody who makes events in it.</summary>
internal sealed class LiveLedger : IAsyncDisposable
{
    private readonly LedgerRedis _redis;

    private LiveLedger(TestDatabase names, string redis, TimeProvider clock, LiveOptions options)
    {
        Name = names.Name;
        Application = NpgsqlDataSource.Create(names.AppConnectionString);
        Admin = NpgsqlDataSource.Create(names.AdminConnectionString);
        _redis = new LedgerRedis(redis, NullLogger<LedgerRedis>.Instance);
        Database = new LedgerDatabase(Application, TimeProvider.System, new EventSignal(_redis.Publish));
        Feed = new EventFeed(Database, _redis, Options.Create(options), clock, NullLogger<EventFeed>.Instance);
    }

    public string Name { get; }

    public NpgsqlDataSource Application { get; }

    public NpgsqlDataSource Admin { get; }

    public LedgerDatabase Database { get; }

    public EventFeed Feed { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="redis">Nobody there unless told: the feed finds events by looking.</param>
    /// <param name="clock">The feed's; the system's unless told.</param>
    public static async Task<LiveLedger> CreateAsync(LedgerFixture fixture, LiveOptions? options = null, string redis = "127.0.0.1:1", TimeProvider? clock = null) =>
        new(await fixture.CreateDatabaseAsync(Cancelled), redis, clock ?? TimeProvider.System, options ?? new LiveOptions { LookEvery = TimeSpan.FromMilliseconds(20) });

    public Task<TenantId> CreateTenantAsync(string name = "Harbour Cafe") => TenantStore.CreateAsync(Database, name, Cancelled);

    /// <summary>Makes an event in a transaction of its own.</summary>
    public Task AppendAsync(TenantId tenant, string text, string kind = EventKinds.SyncLog, Guid? subject = null) =>
        Database.InTenantAsync(
            tenant,
            t =>
            {
                t.Events.Add(kind, subject ?? Guid.NewGuid(), text);
                return Task.CompletedTask;
            },
            Cancelled);

    public async Task AppendAsync(TenantId tenant, int from, int to, string kind = EventKinds.SyncLog, Guid? subject = null)
    {
        for (var i = from; i <= to; i++)
        {
            await AppendAsync(tenant, $"{i}", kind, subject);
        }
    }

    /// <summary>Subscribes; the place in the stream is taken when this returns.</summary>
    public async Task<Listener> ListenAsync(TenantId tenant, EventFilter? filter = null, long? after = null) =>
        new(await Feed.OpenAsync(tenant, filter ?? new EventFilter(), after, Cancelled));

    public Task<List<LedgerEvent>> StoredAsync(TenantId tenant) =>
        Database.InTenantAsync(tenant, t => EventStore.SinceAsync(t, 0, 100_000, Cancelled), Cancelled);

    public async Task<T> AdminAsync<T>(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancelled))!;
    }

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        _redis.Dispose();
        await Application.DisposeAsync();
        await Admin.DisposeAsync();
    }
}

/// <summary>A subscriber that takes events when the test tells it to.</summary>
internal sealed class Listener(EventSubscription subscription) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly IAsyncEnumerator<LedgerEvent> _events = subscription.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    private Task<bool>? _next;

    public long After => subscription.After;

    /// <summary>Takes that many.</summary>
    /// <exception cref="TimeoutException">They do not come within 30 s.</exception>
    public async Task<List<LedgerEvent>> TakeAsync(int count)
    {
        var taken = new List<LedgerEvent>();
        while (taken.Count < count)
        {
            if (!await IsNextThereAsync(s_patience))
            {
                throw new TimeoutException($"Waited {s_patience.TotalSeconds:0} s for event {taken.Count + 1} of {count}, in vain.");
            }

            await _next!;
            _next = null;
            taken.Add(_events.Current);
        }

        return taken;
    }

    public async Task<List<string>> TextsAsync(int count) => (await TakeAsync(count)).ConvertAll(e => e.Payload.Trim('"'));

    /// <summary>True as soon as the next event is there; it stays to be taken.</summary>
    public async Task<bool> IsNextThereAsync(TimeSpan within)
    {
        _next ??= _events.MoveNextAsync().AsTask();
        return await Task.WhenAny(_next, Task.Delay(within, TestContext.Current.CancellationToken)) == _next;
    }

    public async ValueTask DisposeAsync()
    {
        await subscription.DisposeAsync();
        if (_next is null or { IsCompleted: true })
        {
            await _events.DisposeAsync();
        }
    }
}
