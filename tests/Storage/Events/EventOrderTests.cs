using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Events;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Events;

/// <summary>Who has seen an event has seen all before it: no transaction commits a lower sequence later.</summary>
public sealed class EventOrderTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_takes_its_sequences_only_after_the_one_before_it_has_committed()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await using var first = await OpenTransaction.BeginAsync(ledger, tenant);
        var lower = await first.AppendAsync();

        await using var second = await OpenTransaction.BeginAsync(ledger, tenant);
        var waiting = second.AppendAsync();
        await UntilOneWaitsForALockAsync(ledger);
        waiting.IsCompleted.ShouldBeFalse();
        (await ReadAsync(ledger, tenant)).ShouldBeEmpty("nothing is visible that something lower could still follow");

        await first.CommitAsync();
        var higher = await waiting;
        (await ReadAsync(ledger, tenant)).ShouldBe([lower]);
        await second.CommitAsync();
        (await ReadAsync(ledger, tenant)).ShouldBe([lower, higher]);
        higher.ShouldBeGreaterThan(lower);
    }

    [Fact]
    public async Task A_reader_that_follows_writers_at_once_reads_every_event_once_and_in_order()
    {
        const int Writers = 8;
        const int Each = 40;
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();

        var writers = Task.WhenAll(Enumerable.Range(0, Writers).Select(async _ =>
        {
            for (var i = 0; i < Each; i++)
            {
                await ledger.InAsync(tenant, t =>
                {
                    t.Events.Add(EventKinds.SyncLog, Guid.NewGuid(), new { i });
                    return Task.CompletedTask;
                });
            }
        }));
        var read = new List<long>();
        while (read.Count < Writers * Each)
        {
            var over = writers.IsCompleted;
            var next = await ledger.InAsync(tenant, t => EventStore.SinceAsync(t, read.LastOrDefault(), 100, Cancelled));
            read.AddRange(next.Select(e => e.Sequence));
            if (over && next.Count == 0)
            {
                break;
            }
        }

        await writers;
        read.ShouldBe(await ReadAsync(ledger, tenant));
        read.Count.ShouldBe(Writers * Each);
    }

    [Fact]
    public async Task Tenants_do_not_wait_for_each_other()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var one = await ledger.CreateTenantAsync("One");
        var other = await ledger.CreateTenantAsync("Other");
        await using var open = await OpenTransaction.BeginAsync(ledger, one);
        await open.AppendAsync();

        await ledger.InAsync(other, t =>
        {
            t.Events.Add(EventKinds.SyncLog, Guid.NewGuid(), new { });
            return Task.CompletedTask;
        });

        (await ReadAsync(ledger, other)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_without_a_named_tenant_is_refused_to_the_owner_too()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);

        var refusal = await Should.ThrowAsync<PostgresException>(ledger.AdminAsync<object>(
            "insert into event (tenant_id, kind, subject_id, payload) values (gen_random_uuid(), 'job', gen_random_uuid(), '{}') returning sequence"));

        refusal.MessageText.ShouldStartWith("An event is written in a transaction that has named its tenant");
    }

    private static async Task<List<long>> ReadAsync(TestLedger ledger, TenantId tenant) =>
        (await ledger.InAsync(tenant, t => EventStore.SinceAsync(t, 0, 10_000, Cancelled))).ConvertAll(e => e.Sequence);

    private static Task UntilOneWaitsForALockAsync(TestLedger ledger) => Eventually.HoldsAsync(
        "the second transaction waits for the lock of the first",
        async () => await ledger.AdminAsync<long>("select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.locktype = 'advisory' and not l.granted") == 1,
        Cancelled);

    /// <summary>A transaction of the tenant's that the test ends when it likes.</summary>
    private sealed class OpenTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public static async Task<OpenTransaction> BeginAsync(TestLedger ledger, TenantId tenant)
        {
            var connection = await ledger.Application.OpenConnectionAsync(Cancelled);
            var transaction = await connection.BeginTransactionAsync(Cancelled);
            await using var command = new NpgsqlCommand("select set_config('ledger.tenant', $1, true)", connection, transaction);
            command.Parameters.AddWithValue(tenant.ToString());
            await command.ExecuteNonQueryAsync(Cancelled);
            return new OpenTransaction(connection, transaction);
        }

        public async Task<long> AppendAsync()
        {
            await using var command = new NpgsqlCommand(
                "insert into event (tenant_id, kind, subject_id, payload) values (ledger_tenant(), 'job', gen_random_uuid(), '{}') returning sequence", connection, transaction);
            return (long)(await command.ExecuteScalarAsync(Cancelled))!;
        }

        public Task CommitAsync() => transaction.CommitAsync(Cancelled);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
