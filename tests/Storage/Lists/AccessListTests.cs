using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Storage.Tenants;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class AccessListTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tenants_are_paged_both_ways_in_either_order_and_found_by_part_of_their_name()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var made = new List<TenantId>();
        foreach (var name in (string[])["Cedar", "Alder", "Birch 100%", "Alder & Sons", "Alder"])
        {
            made.Add(await ledger.CreateTenantAsync(name));
        }

        await ledger.ExecuteAsync("update tenant set created_at = '2026-03-04 12:00Z' where id = any($1)", made.Take(2).Select(t => t.Value).ToArray());
        var byCreation = await Walk.ForwardAsync(2, r => PageAsync(new(), TenantList.OldestFirst, r));
        byCreation.Select(t => t.Id).ShouldBe([.. made.Take(2).OrderBy(t => t.Value.ToString(), StringComparer.Ordinal), .. made.Skip(2)]);
        foreach (var order in new[] { TenantList.OldestFirst, new(TenantSort.Created, Descending: true), new(TenantSort.Name), new(TenantSort.Name, Descending: true) })
        {
            var forward = await Walk.ForwardAsync(2, r => PageAsync(new(), order, r));
            forward.Count.ShouldBe(5, $"{order}");
            (await Walk.BackwardAsync(2, r => PageAsync(new(), order, r))).ShouldBe(forward, $"{order}");
            if (order.By == TenantSort.Name)
            {
                string[] names = ["Alder", "Alder", "Alder & Sons", "Birch 100%", "Cedar"];
                forward.Select(t => t.Name).ShouldBe(order.Descending ? names.Reverse() : names);
            }
        }

        (await Walk.ForwardAsync(2, r => PageAsync(new() { Search = "aLDer" }, TenantList.OldestFirst, r))).Count.ShouldBe(3);
        (await Walk.ForwardAsync(2, r => PageAsync(new() { Search = "%" }, TenantList.OldestFirst, r))).ShouldHaveSingleItem().Name.ShouldBe("Birch 100%");
        (await ledger.Database.InPlatformAsync(t => TenantList.CountAsync(t, new() { Search = "alder" }, Cancelled), Cancelled)).ShouldBe(3);

        Task<Page<Tenant>> PageAsync(TenantFilter filter, Order<TenantSort> order, PageRequest request) =>
            ledger.Database.InPlatformAsync(t => TenantList.PageAsync(t, filter, order, request, Cancelled), Cancelled);
    }

    [Fact]
    public async Task A_tenant_sees_no_list_of_tenants_not_even_itself_and_nobody_who_named_no_tenant_does()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();

        (await ledger.InAsync(tenant, t => TenantList.CountAsync(t, new(), Cancelled))).ShouldBe(0);
        await using var command = ledger.Application.CreateCommand("select count(*) from platform_tenant");
        (await command.ExecuteScalarAsync(Cancelled)).ShouldBe(0L);
    }

    [Fact]
    public async Task Keys_are_paged_newest_first_without_those_that_ended_and_by_role()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var (tenant, stranger) = (await ledger.CreateTenantAsync(), await ledger.CreateTenantAsync("Other"));
        var made = new List<ApiKeyId>();
        foreach (var role in (AccessRole[])[AccessRole.Admin, AccessRole.Viewer, AccessRole.Viewer, AccessRole.Operator, AccessRole.Admin])
        {
            made.Add((await ledger.InAsync(tenant, t => ApiKeyStore.CreateAsync(t, "office", role, null, TestLedger.Noon.AddMinutes(made.Count), Cancelled))).Id);
        }

        await ledger.InAsync(stranger, t => ApiKeyStore.CreateAsync(t, "other", AccessRole.Admin, null, TestLedger.Noon, Cancelled));
        await ledger.Database.InPlatformAsync(t => ApiKeyStore.CreateAsync(t, "operations", AccessRole.Platform, null, TestLedger.Noon, Cancelled), Cancelled);
        await ledger.InAsync(tenant, t => ApiKeyStore.RevokeAsync(t, made[1], TestLedger.Noon, Cancelled));

        var all = await Walk.ForwardAsync(2, r => PageAsync(new() { IncludeRevoked = true }, r));
        all.Select(k => k.Id).ShouldBe(Enumerable.Reverse(made));
        (await Walk.BackwardAsync(2, r => PageAsync(new() { IncludeRevoked = true }, r))).ShouldBe(all);
        (await Walk.ForwardAsync(2, r => PageAsync(new(), r))).Select(k => k.Id).ShouldBe([made[4], made[3], made[2], made[0]]);
        (await Walk.ForwardAsync(2, r => PageAsync(new() { Roles = [AccessRole.Viewer, AccessRole.Operator] }, r))).Select(k => k.Id).ShouldBe([made[3], made[2]]);
        (await Walk.ForwardAsync(2, r => PageAsync(new() { Roles = [] }, r))).ShouldBeEmpty();
        (await ledger.InAsync(tenant, t => ApiKeyList.CountAsync(t, new(), Cancelled))).ShouldBe(4);
        (await ledger.Database.InPlatformAsync(t => ApiKeyList.PageAsync(t, new(), ApiKeyList.NewestFirst, PageRequest.Forward(9), Cancelled), Cancelled))
            .Items.ShouldHaveSingleItem().Name.ShouldBe("operations");

        Task<Page<ApiKey>> PageAsync(ApiKeyFilter filter, PageRequest request) => ledger.InAsync(tenant, t => ApiKeyList.PageAsync(t, filter, ApiKeyList.NewestFirst, request, Cancelled));
    }

    [Fact]
    public async Task The_audit_record_is_paged_both_ways_and_filtered()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var audit = new AuditStore(ledger.Database);
        var tenant = await ledger.CreateTenantAsync();
        var key = ApiKeyId.New();
        for (var i = 0; i < 7; i++)
        {
            await audit.AppendAsync(tenant, Fact(TestLedger.Noon.AddMinutes(i), i % 2 == 0 ? key : null, i % 3 == 0 ? "startSync" : "disconnect", i == 4 ? AuditOutcome.Failed : AuditOutcome.Ok), Cancelled);
        }

        await audit.AppendAsync(null, Fact(TestLedger.Noon, key, "createTenant", AuditOutcome.Ok), Cancelled);

        var all = await Walk.ForwardAsync(2, r => PageAsync(new(), r));
        all.Select(e => e.Sequence).ShouldBe([7, 6, 5, 4, 3, 2, 1]);
        (await Walk.BackwardAsync(2, r => PageAsync(new(), r))).Select(e => e.Sequence).ShouldBe([7, 6, 5, 4, 3, 2, 1]);
        all.ShouldAllBe(e => e.IsIntact());
        (await SequencesAsync(new() { Actions = ["startSync"] })).ShouldBe([7, 4, 1]);
        (await SequencesAsync(new() { Outcomes = [AuditOutcome.Failed, AuditOutcome.Refused] })).ShouldBe([5]);
        (await SequencesAsync(new() { ActorKey = key })).ShouldBe([7, 5, 3, 1]);
        (await SequencesAsync(new() { ActorName = "anonymous" })).ShouldBe([6, 4, 2]);
        (await SequencesAsync(new() { From = TestLedger.Noon.AddMinutes(1), To = TestLedger.Noon.AddMinutes(3) })).ShouldBe([3, 2]);
        (await ledger.InAsync(tenant, t => AuditList.CountAsync(t, new() { ActorKey = key }, Cancelled))).ShouldBe(4);
        (await ledger.Database.InPlatformAsync(t => AuditList.PageAsync(t, new(), AuditList.NewestFirst, PageRequest.Forward(9), Cancelled), Cancelled))
            .Items.ShouldHaveSingleItem().Fact.Action.ShouldBe("createTenant");

        async Task<IEnumerable<long>> SequencesAsync(AuditFilter filter) => (await Walk.ForwardAsync(2, r => PageAsync(filter, r))).Select(e => e.Sequence);

        Task<Page<AuditEntry>> PageAsync(AuditFilter filter, PageRequest request) => ledger.InAsync(tenant, t => AuditList.PageAsync(t, filter, AuditList.NewestFirst, request, Cancelled));

        static AuditFact Fact(DateTimeOffset at, ApiKeyId? actor, string action, AuditOutcome outcome) =>
            new(Guid.CreateVersion7(), at, actor, actor is null ? "anonymous" : "office", action, null, null, outcome, null, "{}");
    }

    [Theory]
    [InlineData(TenantSort.Created, false)]
    [InlineData(TenantSort.Created, true)]
    [InlineData(TenantSort.Name, false)]
    public async Task A_page_of_tenants_comes_from_an_index_in_its_order(TenantSort sort, bool descending)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await ledger.ExecuteAsync("insert into tenant (id, name, created_at) select gen_random_uuid(), 'Tenant ' || md5(i::text), timestamptz '2026-03-04 12:00Z' + i * interval '1 second' from generate_series(1, 20000) i");
        await ledger.ExecuteAsync("vacuum analyze tenant");
        var order = new Order<TenantSort>(sort, descending);

        var first = await PageAsync(PageRequest.Forward(50));
        await PageAsync(PageRequest.Forward(50, first.EndCursor));

        Task<Page<Tenant>> PageAsync(PageRequest request) => ledger.Database.InPlatformAsync(
            async t =>
            {
                var before = await ReadAsync(t);
                var page = await TenantList.PageAsync(t, new(), order, request, Cancelled);
                var after = await ReadAsync(t);
                page.Edges.Count.ShouldBe(50);
                // The planner looks at the ends of the index for itself.
                (after - before).ShouldBeInRange(50, 55, $"rows read for {request}");
                return page;
            },
            Cancelled);

        async Task<long> ReadAsync(LedgerTransaction t)
        {
            await using var command = new NpgsqlCommand("select coalesce(idx_tup_fetch, 0) + seq_tup_read from pg_stat_xact_user_tables where relname = 'tenant'", t.Connection, t.Transaction);
            return (long)(await command.ExecuteScalarAsync(Cancelled))!;
        }
    }
}
