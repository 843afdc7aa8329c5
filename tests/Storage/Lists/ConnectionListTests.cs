using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.Mappings;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Lists;

public sealed class ConnectionListTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_tax_codes_and_rules_are_paged_filtered_and_read_for_many_connections_at_once()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var (one, two) = (await ledger.ConnectAsync(tenant), await ledger.ConnectAsync(tenant, "other-books", "company-9"));
        RemoteAccount[] chart =
        [
            new("a", "1920", "Bank", AccountKind.Bank, "BANK", "EUR", true), new("b", "4000", "Sales", AccountKind.Income, "REVENUE", null, true),
            new("c", null, "Clearing", AccountKind.Asset, "CURRENT", null, true), new("d", null, "Clearing", AccountKind.Asset, "CURRENT", null, true),
            new("e", "5010", "Old travel", AccountKind.Expense, "EXPENSE", null, false),
        ];
        await ledger.InAsync(tenant, async t =>
        {
            await AccountStore.ReplaceAsync(t, one, chart, Cancelled);
            await AccountStore.ReplaceAsync(t, two, [chart[0]], Cancelled);
            await AccountStore.ReplaceTaxCodesAsync(t, one, [new("t1", "25 %", 25, true), new("t2", "Exempt", null, false)], Cancelled);
            await AccountStore.PutMappingsAsync(t, one, [new(MappingKind.Category, "travel", "e"), new(MappingKind.TaxCode, "vat", "t1")], Cancelled);
        });

        foreach (var order in new[] { new Order<AccountSort>(AccountSort.Code), new(AccountSort.Name, Descending: true) })
        {
            var forward = await Walk.ForwardAsync(2, r => ledger.InAsync(tenant, t => AccountList.PageAsync(t, one, new(), order, r, Cancelled)));
            var backward = await Walk.BackwardAsync(2, r => ledger.InAsync(tenant, t => AccountList.PageAsync(t, one, new(), order, r, Cancelled)));
            forward.Select(a => a.Account.RemoteId).ShouldBe(order.By == AccountSort.Code ? ["c", "d", "a", "b", "e"] : ["b", "e", "d", "c", "a"]);
            backward.ShouldBe(forward);
        }

        (await FilteredAsync(new() { Kinds = [AccountKind.Asset, AccountKind.Bank] })).ShouldBe(3);
        (await FilteredAsync(new() { Types = ["REVENUE"] })).ShouldBe(1);
        (await FilteredAsync(new() { Active = false })).ShouldBe(1);
        (await FilteredAsync(new() { Search = "TRAV" })).ShouldBe(1);
        (await FilteredAsync(new() { Search = "192" })).ShouldBe(1);
        foreach (var request in new[] { PageRequest.Forward(2), PageRequest.Back(2), PageRequest.Forward(9) })
        {
            foreach (var order in new[] { new Order<AccountSort>(AccountSort.Code), new(AccountSort.Name, Descending: true) })
            {
                var filter = new AccountFilter { Active = true };
                var together = await ledger.InAsync(tenant, t => AccountList.PagesAsync(t, [one, two], filter, order, request, Cancelled));
                foreach (var connection in new[] { one, two })
                {
                    var alone = await ledger.InAsync(tenant, t => AccountList.PageAsync(t, connection, filter, order, request, Cancelled));
                    together[connection].Edges.ShouldBe(alone.Edges);
                    (together[connection].HasNext, together[connection].HasPrevious).ShouldBe((alone.HasNext, alone.HasPrevious));
                }
            }
        }

        (await ledger.InAsync(tenant, t => AccountList.CountsAsync(t, [one, two], new() { Active = true }, Cancelled))).ShouldBe(new Dictionary<ConnectionId, long> { [one] = 4, [two] = 1 });
        (await ledger.InAsync(tenant, t => TaxCodeList.PageAsync(t, one, new() { Active = true }, TaxCodeList.ByName, PageRequest.Forward(5), Cancelled)))
            .Items.Select(x => x.TaxCode).ShouldBe([new RemoteTaxCode("t1", "25 %", 25, true)]);
        (await ledger.InAsync(tenant, t => TaxCodeList.PagesAsync(t, [one, two], new(), TaxCodeList.ByName, PageRequest.Forward(5), Cancelled))).ToDictionary(p => p.Key, p => p.Value.Edges.Count)
            .ShouldBe(new Dictionary<ConnectionId, int> { [one] = 2, [two] = 0 });
        (await Walk.ForwardAsync(1, r => ledger.InAsync(tenant, t => MappingRuleList.PageAsync(t, one, new(), MappingRuleList.ByKind, r, Cancelled))))
            .Select(m => m.Rule.Key).ShouldBe(["travel", "vat"]);
        (await ledger.InAsync(tenant, t => MappingRuleList.CountsAsync(t, [one, two], new(), Cancelled))).ShouldBe(new Dictionary<ConnectionId, long> { [one] = 2, [two] = 0 });

        var stranger = await ledger.CreateTenantAsync();
        (await ledger.InAsync(stranger, t => AccountList.PagesAsync(t, [one, two], new(), new(AccountSort.Code), PageRequest.Forward(9), Cancelled))).ShouldAllBe(p => p.Value.Edges.Count == 0);
        (await ledger.InAsync(stranger, t => TaxCodeList.CountAsync(t, one, new(), Cancelled))).ShouldBe(0);
        (await ledger.InAsync(stranger, t => MappingRuleList.CountAsync(t, one, new(), Cancelled))).ShouldBe(0);

        Task<long> FilteredAsync(AccountFilter filter) => ledger.InAsync(tenant, t => AccountList.CountAsync(t, one, filter, Cancelled));
    }

    [Fact]
    public async Task A_chart_is_walked_from_its_roots_and_by_key_whatever_the_provider_said()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var (one, two) = (await ledger.ConnectAsync(tenant), await ledger.ConnectAsync(tenant, "other-books", "company-9"));
        await ledger.InAsync(tenant, async t =>
        {
            await AccountStore.ReplaceAsync(t, one, [Expense("fuel", "vehicles"), Expense("vehicles"), Expense("tolls", "vehicles"), Expense("a", "b"), Expense("b", "a"), Expense("lost", "nowhere")], Cancelled);
            await AccountStore.ReplaceAsync(t, two, [Expense("vehicles"), Expense("fuel")], Cancelled);
            await AccountStore.ReplaceTaxCodesAsync(t, one, [new("t1", "25 %", 25, true)], Cancelled);
        });

        (await PageAsync(new() { OnlyRoots = true })).ShouldBe(["a", "b", "lost", "vehicles"]);
        (await PageAsync(new() { ParentRemoteId = "vehicles" })).ShouldBe(["fuel", "tolls"]);
        (await PageAsync(new() { ParentRemoteId = "fuel" })).ShouldBeEmpty();
        (await ledger.InAsync(tenant, t => AccountStore.ListAsync(t, one, Cancelled))).Single(a => a.RemoteId == "fuel").ParentRemoteId.ShouldBe("vehicles");
        using (var statements = new Statements())
        {
            var found = await ledger.InAsync(tenant, t => AccountList.FindAsync(t, [new(one, "fuel"), new(two, "fuel"), new(two, "tolls")], Cancelled));
            found.Keys.ShouldBe([new RemoteKey(one, "fuel"), new RemoteKey(two, "fuel")], ignoreOrder: true);
            (found[new(one, "fuel")].ParentRemoteId, found[new(two, "fuel")].ParentRemoteId).ShouldBe(("vehicles", null));
            var children = await ledger.InAsync(tenant, t => AccountList.ChildrenOfAsync(t, [new(one, "vehicles"), new(two, "vehicles"), new(one, "fuel")], Cancelled));
            children[new(one, "vehicles")].Select(a => a.RemoteId).ShouldBe(["fuel", "tolls"]);
            children.Count.ShouldBe(1);
            var codes = await ledger.InAsync(tenant, t => TaxCodeList.FindAsync(t, [new(one, "t1"), new(two, "t1")], Cancelled));
            codes.ShouldHaveSingleItem().ShouldBe(new(new RemoteKey(one, "t1"), new RemoteTaxCode("t1", "25 %", 25, true)));
            statements.Sent.Count.ShouldBe(3);
        }

        // The parent goes: its accounts stand at the top, and what is gone keeps its place for whoever asks.
        await ledger.InAsync(tenant, t => AccountStore.ReplaceAsync(t, one, [Expense("fuel", "vehicles")], Cancelled));
        (await PageAsync(new() { OnlyRoots = true, Active = true })).ShouldBe(["fuel"]);
        (await PageAsync(new() { ParentRemoteId = "vehicles" })).ShouldBe(["tolls"]);

        var stranger = await ledger.CreateTenantAsync();
        (await ledger.InAsync(stranger, t => AccountList.FindAsync(t, [new(one, "fuel")], Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => AccountList.ChildrenOfAsync(t, [new(one, "vehicles")], Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(stranger, t => TaxCodeList.FindAsync(t, [new(one, "t1")], Cancelled))).ShouldBeEmpty();

        static RemoteAccount Expense(string id, string? parent = null) => new(id, null, id, AccountKind.Expense, "EXPENSE", null, true) { ParentRemoteId = parent };

        async Task<IEnumerable<string>> PageAsync(AccountFilter filter) =>
            (await ledger.InAsync(tenant, t => AccountList.PageAsync(t, one, filter, new(AccountSort.Name), PageRequest.Forward(50), Cancelled))).Items.Select(a => a.Account.RemoteId);
    }

    [Fact]
    public async Task Health_tells_errors_tokens_quota_and_the_last_sync_of_every_connection_in_one_statement()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var (one, two) = (await ledger.ConnectAsync(tenant), await ledger.ConnectAsync(tenant, "other-books", "company-9"));
        await ledger.MakeSyncedAsync(tenant, one, 150);
        await ledger.InAsync(tenant, async t =>
        {
            await ConnectionStore.NoteErrorAsync(t, two, "The books are closed.", TestLedger.Noon, Cancelled);
            await ConnectionStore.SetStatusAsync(t, two, ConnectionStatus.Revoked, "The user removed the app.", Cancelled);
        });
        await ledger.ExecuteAsync(
            "insert into credential (connection_id, tenant_id, tokens, access_expires_at, refresh_expires_at, refreshed_at) values ($1, $2, '\\x00', $3, $4, now())",
            one.Value,
            tenant.Value,
            TestLedger.Noon.AddMinutes(30),
            TestLedger.Noon.AddDays(60));
        var quota = $$$"""{"minute":{"Used":{"{{{TestLedger.Noon.UtcTicks}}}":15},"BlockedUntil":"0001-01-01T00:00:00+00:00"},"day":{"Used":{},"BlockedUntil":"2026-03-05T00:00:00+00:00"}}""";
        await ledger.ExecuteAsync("update connection set quota = $2::jsonb where id = $1", one.Value, quota);

        using var statements = new Statements();
        var health = await ledger.InAsync(tenant, t => ConnectionHealth.OfAsync(t, null, Cancelled));

        statements.Sent.Count.ShouldBe(1);
        health[one].AccessExpiresAt.ShouldBe(TestLedger.Noon.AddMinutes(30));
        health[one].LastSyncs.ShouldHaveSingleItem().ShouldBe(new("bank_transaction", TestLedger.Noon.AddMinutes(1)));
        health[one].Quota.Left("minute", 60, TimeSpan.FromMinutes(1), TestLedger.Noon.AddSeconds(30)).ShouldBe(45);
        health[one].Quota.Left("minute", 60, TimeSpan.FromMinutes(1), TestLedger.Noon.AddSeconds(61)).ShouldBe(60);
        health[one].Quota.Left("day", 5000, TimeSpan.FromDays(1), TestLedger.Noon).ShouldBe(0, "the provider refuses until tomorrow");
        health[one].Quota.BlockedUntil("day", TestLedger.Noon).ShouldBe(new DateTimeOffset(2026, 3, 5, 0, 0, 0, TimeSpan.Zero));
        health[two].Quota.Left("minute", 60, TimeSpan.FromMinutes(1), TestLedger.Noon).ShouldBe(60, "nothing was counted yet");
        (health[two].Status, health[two].ErrorCount, health[two].LastError, health[two].LastErrorAt, health[two].AccessExpiresAt)
            .ShouldBe((ConnectionStatus.Revoked, 1, "The books are closed.", TestLedger.Noon, null));
        health[two].LastSyncs.ShouldBeEmpty();
        (await ledger.InAsync(tenant, t => ConnectionHealth.OfAsync(t, [two], Cancelled))).Keys.ShouldBe([two]);
        var stranger = await ledger.CreateTenantAsync();
        (await ledger.InAsync(stranger, t => ConnectionHealth.OfAsync(t, [one], Cancelled))).ShouldBeEmpty();
    }
}
