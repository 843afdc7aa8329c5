using System.Net;
using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Access;

public sealed class AuditStoreTests(LedgerFixture fixture)
{
    /// <summary>Newest first.</summary>
    private static async Task<IReadOnlyList<AuditEntry>> ListAsync(TestLedger ledger, TenantId? chain)
    {
        Task<Page<AuditEntry>> PageAsync(LedgerTransaction t) => AuditList.PageAsync(t, new(), AuditList.NewestFirst, PageRequest.Forward(100), Cancelled);
        return [.. (chain is { } tenant ? await ledger.InAsync(tenant, PageAsync) : await ledger.Database.InPlatformAsync(PageAsync, Cancelled)).Items];
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_appends_at_once_make_one_unbroken_chain()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => audit.AppendAsync(tenant, Fact($"mutation{i}"), Cancelled)));

        var entries = await ListAsync(ledger, tenant);
        entries.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 50).Reverse().Select(i => (long)i));
        entries.Select(e => e.Fact.Action).ShouldBeUnique();
        var verdict = await audit.VerifyAsync(tenant, null, Cancelled);
        verdict.IsWhole.ShouldBeTrue(verdict.Break?.Text);
        verdict.Entries.ShouldBe(50);
    }

    [Fact]
    public async Task An_entry_reads_back_as_it_was_written()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();
        var fact = new AuditFact(
            Guid.CreateVersion7(),
            TestLedger.Noon.AddTicks(1_234_567).ToOffset(TimeSpan.FromHours(2)),
            ApiKeyId.New(),
            "Büro ☕",
            "updateConnection",
            "connection 1",
            IPAddress.Parse("::ffff:192.0.2.7"),
            AuditOutcome.Refused,
            "unknown_connection",
            """{"z":1.50,"a":{"b":[1e2,"ü"]},"z":2}""");

        await audit.AppendAsync(tenant, fact, Cancelled);

        var read = (await ListAsync(ledger, tenant)).ShouldHaveSingleItem();
        read.Fact.ShouldBe(fact with
        {
            At = TestLedger.Noon.AddMicroseconds(123_456),
            RemoteAddress = IPAddress.Parse("192.0.2.7"),
            Detail = """{"a": {"b": [100, "ü"]}, "z": 2}""",
        });
        (await audit.VerifyAsync(tenant, null, Cancelled)).IsWhole.ShouldBeTrue();
    }

    [Theory]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1%3")]
    [InlineData("127.0.0.1")]
    [InlineData(null)]
    public async Task Addresses_of_every_kind_are_hashed_as_they_are_stored(string? address)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);

        await audit.AppendAsync(null, Fact() with { RemoteAddress = address is null ? null : IPAddress.Parse(address), ActorKey = null, Target = null }, Cancelled);

        var verdict = await audit.VerifyAsync(null, null, Cancelled);
        verdict.IsWhole.ShouldBeTrue(verdict.Break?.Text);
    }

    [Fact]
    public async Task An_append_repeated_after_a_lost_answer_is_one_entry()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();
        var fact = Fact();

        var first = await audit.AppendAsync(tenant, fact, Cancelled);
        var again = await audit.AppendAsync(tenant, fact, Cancelled);

        again.Hash.ShouldBe(first.Hash);
        (await audit.VerifyAsync(tenant, null, Cancelled)).Entries.ShouldBe(1);
    }

    [Fact]
    public async Task Tenants_and_the_platform_have_chains_of_their_own()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var one = await ledger.CreateTenantAsync("One");
        var other = await ledger.CreateTenantAsync("Other");
        TenantId?[] chains = [one, other, null];

        foreach (var chain in chains)
        {
            await audit.AppendAsync(chain, Fact("first"), Cancelled);
            await audit.AppendAsync(chain, Fact("second"), Cancelled);
        }

        foreach (var chain in chains)
        {
            (await ListAsync(ledger, chain)).Select(e => (e.Sequence, e.Fact.Action)).ShouldBe([(2, "second"), (1, "first")]);
        }

        var seen = await ledger.InAsync(one, t => t.Connection.QueryAsync<Guid>("select chain from audit_entry union select chain from audit_head", transaction: t.Transaction));
        seen.ShouldBe([one.Value]);
    }

    [Theory]
    [InlineData("an altered outcome", "update audit_entry set outcome = 'ok' where chain = $1 and sequence = 3", 3, "altered")]
    [InlineData("an altered detail", "update audit_entry set detail = '{\"a\": 2}' where chain = $1 and sequence = 1", 1, "altered")]
    [InlineData("a removed row", "delete from audit_entry where chain = $1 and sequence = 4", 4, "missing")]
    [InlineData("a removed first row", "delete from audit_entry where chain = $1 and sequence = 1", 1, "missing")]
    [InlineData("a removed row and the others moved up", "delete from audit_entry where chain = $1 and sequence = 4; update audit_entry set sequence = sequence - 1 where chain = $1 and sequence > 4; update audit_head set sequence = 5 where chain = $1", 4, "altered")]
    [InlineData("two rows swapped", "update audit_entry set sequence = -sequence where chain = $1 and sequence in (2, 3); update audit_entry set sequence = 5 + sequence where chain = $1 and sequence < 0", 2, "altered")]
    [InlineData("a tail cut off", "delete from audit_entry where chain = $1 and sequence > 4", 5, "truncated")]
    [InlineData("all rows removed", "delete from audit_entry where chain = $1", 1, "truncated")]
    [InlineData("the head moved back", "update audit_head set sequence = 4, hash = (select e.hash from audit_entry e where e.chain = $1 and e.sequence = 4) where chain = $1", 5, "beyond_head")]
    [InlineData("the head removed", "delete from audit_head where chain = $1", 1, "beyond_head")]
    [InlineData("another head", "update audit_head set hash = sha256('x') where chain = $1", 6, "rewritten")]
    [InlineData("a row taken to another chain", "update audit_entry set chain = gen_random_uuid() where chain = $1 and sequence = 2", 2, "missing")]
    public async Task What_was_done_to_the_chain_shows_at_the_first_entry_it_touches(string what, string sql, long sequence, string code)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ChainAsync(ledger, audit, 6);
        (await audit.VerifyAsync(tenant, null, Cancelled)).IsWhole.ShouldBeTrue();

        await TamperAsync(ledger, sql, tenant);

        var found = (await audit.VerifyAsync(tenant, null, Cancelled)).Break;
        (found?.Sequence, found?.Code).ShouldBe((sequence, code), what);
    }

    [Fact]
    public async Task Entries_and_head_removed_together_show_only_against_a_head_kept_elsewhere()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ChainAsync(ledger, audit, 6);
        var noted = (await audit.VerifyAsync(tenant, null, Cancelled)).Head;
        await audit.AppendAsync(tenant, Fact(), Cancelled);
        (await audit.VerifyAsync(tenant, noted, Cancelled)).IsWhole.ShouldBeTrue("a chain that grew still holds the head noted before");

        await TamperAsync(ledger, "delete from audit_entry where chain = $1; delete from audit_head where chain = $1", tenant);

        (await audit.VerifyAsync(tenant, null, Cancelled)).IsWhole.ShouldBeTrue("the database holds nothing that could tell");
        (await audit.VerifyAsync(tenant, noted, Cancelled)).Break!.Code.ShouldBe("truncated");
    }

    [Fact]
    public async Task A_chain_longer_than_one_step_of_verifying_is_walked_to_its_end()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();
        await FillAsync(ledger, tenant, 4_500);

        var verdict = await audit.VerifyAsync(tenant, null, Cancelled);
        (verdict.Entries, verdict.Break).ShouldBe((4_500, null));

        await TamperAsync(ledger, "update audit_entry set actor_name = 'nobody' where chain = $1 and sequence = 4321", tenant);
        (await audit.VerifyAsync(tenant, null, Cancelled)).Break!.Sequence.ShouldBe(4_321);
    }

    [Theory]
    [InlineData("insert into audit_entry select chain, sequence + 1, gen_random_uuid(), at, null, 'x', 'x', null, null, 'ok', null, '{}', hash, hash from audit_entry")]
    [InlineData("update audit_entry set action = action")]
    [InlineData("delete from audit_entry")]
    [InlineData("truncate audit_entry")]
    [InlineData("update audit_head set sequence = 0")]
    [InlineData("delete from audit_head")]
    [InlineData("insert into audit_head values (gen_random_uuid(), 0, sha256('x'))")]
    public async Task The_application_changes_nothing_on_the_record(string sql)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ChainAsync(ledger, new AuditStore(ledger.Database), 1);

        var refusal = await Should.ThrowAsync<PostgresException>(ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(sql, transaction: t.Transaction)));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task An_entry_that_does_not_follow_the_end_is_refused()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ChainAsync(ledger, new AuditStore(ledger.Database), 2);

        foreach (var (sequence, previous) in ((string, string)[])[("3", "sha256('x')"), ("2", "(select hash from audit_head)"), ("4", "(select hash from audit_head)")])
        {
            var refusal = await Should.ThrowAsync<PostgresException>(ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(
                $"select audit_append({sequence}, gen_random_uuid(), now(), null, 'x', 'x', null, null, 'ok', null, '{{}}', {previous}, sha256('y'))", transaction: t.Transaction)));
            refusal.SqlState.ShouldBe(PostgresErrorCodes.IntegrityConstraintViolation);
        }
    }

    [Fact]
    public async Task A_mutation_that_was_begun_and_never_ended_is_on_the_record_as_interrupted_once()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();
        var (dead, alive) = (Fact("disconnect"), Fact("updateConnection") with { At = TestLedger.Noon.AddMinutes(3) });
        await audit.IntendAsync(tenant, dead, Cancelled);
        await audit.IntendAsync(tenant, alive, Cancelled);
        await audit.IntendAsync(null, dead, Cancelled);

        // Silos sweep at the same time.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => audit.AppendInterruptedAsync(TestLedger.Noon.AddMinutes(2), 100, Cancelled)));

        var written = (await ListAsync(ledger, tenant)).ShouldHaveSingleItem();
        written.Fact.ShouldBe(dead with { Outcome = AuditOutcome.Failed, Code = AuditStore.Interrupted, Detail = written.Fact.Detail });
        (await ListAsync(ledger, null)).ShouldHaveSingleItem().Fact.Id.ShouldBe(dead.Id);
        (await ledger.AdminAsync<Guid>("select id from audit_intent")).ShouldBe(alive.Id, "it may be at work still");
        (await audit.VerifyAsync(tenant, null, Cancelled)).IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task An_intent_gives_way_to_its_entry_and_one_that_comes_late_adds_nothing()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();
        var fact = Fact();
        await audit.IntendAsync(tenant, fact, Cancelled);

        await audit.AppendAsync(tenant, fact, Cancelled);

        (await ledger.AdminAsync<long>("select count(*) from audit_intent")).ShouldBe(0);
        (await audit.AppendInterruptedAsync(DateTimeOffset.MaxValue, 100, Cancelled)).ShouldBe(0);
        // Taken for dead, and back after all: what was written stays.
        var late = Fact();
        await audit.IntendAsync(tenant, late, Cancelled);
        await audit.AppendInterruptedAsync(TestLedger.Noon.AddDays(1), 100, Cancelled);
        (await audit.AppendAsync(tenant, late with { Outcome = AuditOutcome.Ok, Code = null }, Cancelled)).Fact.Code.ShouldBe(AuditStore.Interrupted);
        (await ListAsync(ledger, tenant)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("update audit_intent set action = action")]
    [InlineData("delete from audit_intent")]
    public async Task The_application_takes_no_intent_back(string sql)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();

        var refusal = await Should.ThrowAsync<PostgresException>(ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(sql, transaction: t.Transaction)));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static AuditFact Fact(string action = "startSync") => new(
        Guid.CreateVersion7(), TestLedger.Noon, ApiKeyId.New(), "office", action, "connection 1", IPAddress.Loopback, AuditOutcome.Failed, "broken", """{"a":1}""");

    private static async Task<TenantId> ChainAsync(TestLedger ledger, AuditStore audit, int length)
    {
        var tenant = await ledger.CreateTenantAsync();
        for (var i = 0; i < length; i++)
        {
            await audit.AppendAsync(tenant, Fact($"mutation{i}"), Cancelled);
        }

        return tenant;
    }

    /// <summary>A long chain, written at once as the owner.</summary>
    private static async Task FillAsync(TestLedger ledger, TenantId tenant, int length)
    {
        var head = AuditHead.None;
        var hashes = new List<(Guid Id, byte[] Previous, byte[] Hash)>();
        for (var i = 0; i < length; i++)
        {
            var entry = AuditEntry.After(
                head, tenant, new AuditFact(Guid.CreateVersion7(), TestLedger.Noon, null, "office", "startSync", null, null, AuditOutcome.Ok, null, "{}"));
            hashes.Add((entry.Fact.Id, entry.PreviousHash, entry.Hash));
            head = new AuditHead(entry.Sequence, entry.Hash);
        }

        await using var admin = await ledger.Admin.OpenConnectionAsync(Cancelled);
        await admin.ExecuteAsync(
            """
            insert into audit_entry
            select @chain, n, id, @at, null, 'office', 'startSync', null, null, 'ok', null, '{}', previous, hash
            from unnest(@ids, @previous, @hashes) with ordinality as x (id, previous, hash, n)
            """,
            new { chain = tenant.Value, at = TestLedger.Noon, ids = hashes.Select(h => h.Id).ToArray(), previous = hashes.Select(h => h.Previous).ToArray(), hashes = hashes.Select(h => h.Hash).ToArray() });
        await admin.ExecuteAsync("insert into audit_head values (@chain, @sequence, @hash)", new { chain = tenant.Value, sequence = head.Sequence, hash = head.Hash });
    }

    private static async Task TamperAsync(TestLedger ledger, string sql, TenantId tenant)
    {
        foreach (var statement in sql.Split(';'))
        {
            await using var command = ledger.Admin.CreateCommand(statement);
            command.Parameters.Add(new NpgsqlParameter { Value = tenant.Value });
            await command.ExecuteNonQueryAsync(Cancelled);
        }
    }
}
