using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Documents;
using OrleansLedger.Domain.Access;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>Lists, what hangs on their items, and things by their ids.</summary>
public sealed class ListTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transactions_are_paged_both_ways_filtered_ordered_and_counted_when_asked()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(5);
        const string List = "query ($f: TransactionFilterInput, $o: TransactionOrderInput, $first: Int, $after: String, $last: Int, $before: String) "
            + "{ transactions(filter: $f, orderBy: $o, first: $first, after: $after, last: $last, before: $before) { totalCount nodes { sourceReference } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

        var page = await ListAsync(new { first = 2 });
        References(page).ShouldBe(["t-5", "t-4"], "the newest first");
        page["totalCount"]!.GetValue<int>().ShouldBe(5);
        var next = await ListAsync(new { first = 2, after = page["pageInfo"]!["endCursor"] });
        References(next).ShouldBe(["t-3", "t-2"]);
        (next["pageInfo"]!["hasNextPage"]!.GetValue<bool>(), next["pageInfo"]!["hasPreviousPage"]!.GetValue<bool>()).ShouldBe((true, true));
        References(await ListAsync(new { last = 2, before = next["pageInfo"]!["startCursor"] })).ShouldBe(["t-5", "t-4"]);
        var none = await ListAsync(new { first = 0 });
        References(none).ShouldBeEmpty();
        (none["totalCount"]!.GetValue<int>(), none["pageInfo"]!["hasNextPage"]!.GetValue<bool>()).ShouldBe((5, true));

        References(await ListAsync(new { o = new { field = "AMOUNT", direction = "DESC" }, first = 2 })).ShouldBe(["t-1", "t-2"]);
        References(await ListAsync(new { f = new { from = "2026-03-02", to = "2026-03-03" } })).ShouldBe(["t-3", "t-2"]);
        References(await ListAsync(new { f = new { search = "row 4" } })).ShouldBe(["t-4"]);
        References(await ListAsync(new { f = new { withoutCategory = true } })).ShouldBeEmpty();
        References(await ListAsync(new { f = new { export = new { connectionId = tenant.ConnectionGlobalId, state = "NOT_EXPORTED" } }, first = 1 })).ShouldBe(["t-5"]);
        (await tenant.Client.CodeAsync(List, new { f = new { search = "\0" } })).ShouldBe("BAD_USER_INPUT");
        (await tenant.Client.CodeAsync(List, new { f = new { export = new { connectionId = "x", state = "PARKED" } } })).ShouldBe("INVALID_ID");

        async Task<JsonNode> ListAsync(object variables) => (await tenant.Client.FieldAsync("transactions", List, variables))!;
        static IEnumerable<string> References(JsonNode page) => page["nodes"]!.AsArray().Select(n => n!["sourceReference"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_chart_is_a_tree_and_the_tenants_words_are_mapped_to_it()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        string Connection() => tenant.ConnectionGlobalId;

        (await tenant.MutateAsync("mapCategory", "MapCategoryInput", new { connectionId = Connection(), category = " fares ", accountRemoteId = "fares" }, "mapping { kind key account { display } taxCode { name } }"))
            ["mapping"]!.ToJsonString().ShouldBe("""{"kind":"CATEGORY","key":"fares","account":{"display":"6110 Fares"},"taxCode":null}""");
        (await tenant.MutateAsync("mapBankAccount", "MapBankAccountInput", new { connectionId = Connection(), bankAccount = "card", accountRemoteId = "bank" }, "mapping { remoteId }"))["mapping"].ShouldNotBeNull();
        (await tenant.MutateAsync("mapTaxCode", "MapTaxCodeInput", new { connectionId = Connection(), taxCode = "S", taxCodeRemoteId = "gst" }, "mapping { taxCode { rate } }"))["mapping"]!["taxCode"]!["rate"]!.GetValue<decimal>().ShouldBe(15);
        (await tenant.ProblemAsync("mapCategory", "MapCategoryInput", new { connectionId = Connection(), category = "x", accountRemoteId = "old" })).ShouldBe("unknown_account");
        (await tenant.ProblemAsync("mapBankAccount", "MapBankAccountInput", new { connectionId = Connection(), bankAccount = "x", accountRemoteId = "travel" })).ShouldBe("not_a_bank_account");
        (await tenant.ProblemAsync("mapTaxCode", "MapTaxCodeInput", new { connectionId = Connection(), taxCode = "x", taxCodeRemoteId = "bank" })).ShouldBe("unknown_tax_code");
        (await tenant.ProblemAsync("mapCategory", "MapCategoryInput", new { connectionId = Connection(), category = " ", accountRemoteId = "travel" })).ShouldBe("invalid_key");

        var seen = await tenant.Client.FieldAsync(
            "connection",
            """
            query ($c: ID!) { connection(id: $c) {
              accounts(filter: { onlyRoots: true, kinds: [EXPENSE], active: true }) { totalCount nodes { id remoteId parent { remoteId } children { remoteId parent { remoteId } } } }
              taxCodes { nodes { name rate } }
              mappings { nodes { kind key remoteId } }
              providerInfo { displayName configured capabilities { entityType imports exports attachments { maxBytes } } } } }
            """,
            new { c = Connection() });
        seen!["accounts"]!["nodes"]!.AsArray().Count.ShouldBe(1);
        seen["accounts"]!["nodes"]![0]!["children"]!.ToJsonString().ShouldBe("""[{"remoteId":"fares","parent":{"remoteId":"travel"}}]""");
        seen["mappings"]!.ToJsonString().ShouldBe("""{"nodes":[{"kind":"BANK_ACCOUNT","key":"card","remoteId":"bank"},{"kind":"CATEGORY","key":"fares","remoteId":"fares"},{"kind":"TAX_CODE","key":"S","remoteId":"gst"}]}""");
        seen["providerInfo"]!["capabilities"]!.AsArray().Select(c => $"{c!["entityType"]} {c["imports"]} {c["exports"]}").ShouldBe(["ACCOUNT true false", "TAX_CODE true false", "BANK_TRANSACTION false true"]);

        (await tenant.MutateAsync("mapCategory", "MapCategoryInput", new { connectionId = Connection(), category = "fares", accountRemoteId = (string?)null }, "mapping { key }"))["mapping"].ShouldBeNull();
        (await api.CountAsync("mapping_rule")).ShouldBe(2);
    }

    [Fact]
    public async Task Everything_that_has_an_id_is_found_by_it_and_by_nobody_elses_key()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(1);
        await tenant.AttachAsync("t-1", "receipt.png", Files.Png());
        await tenant.MutateAsync("testConnection", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId }, "job { id }");
        await tenant.ExecuteAsync(
            $"""
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, error_code, error_text, updated_at)
            select gen_random_uuid(), tenant_id, '{tenant.Connection}', 'company-1', 'bank_transaction', id, 1, 'booking', 'OL-1', 'parked', 1, 'no_account', 'Map the category.', now() from bank_transaction;
            insert into sync_log (id, at, tenant_id, connection_id, operation, method, path, status, outcome, duration_ms)
            values ('{Guid.CreateVersion7()}', now(), '{tenant.Id}', '{tenant.Connection}', 'read_accounts', 'GET', '/accounts', 200, 'ok', 12)
            """);
        var all = await tenant.Client.AskAsync(
            """
            { viewer { tenantId } apiKeys { nodes { id } } jobs { nodes { id } } syncLog { nodes { id operation outcome durationMs } }
              syncRecords(filter: { states: [PARKED], entityTypes: [BANK_TRANSACTION] }) { nodes { id entityType role errorCode document { id ... on BankTransaction { syncRecords { state } attachments { id fileName size } } } connection { id } } }
              connections { nodes { accounts(first: 1) { nodes { id } } taxCodes { nodes { id } } } } }
            """);
        all["errors"].ShouldBeNull(all.ToJsonString());
        var data = all["data"]!;
        var record = data["syncRecords"]!["nodes"]![0]!;
        record["document"]!["id"]!.GetValue<string>().ShouldBe(ids[0]);
        record["document"]!["syncRecords"]!.ToJsonString().ShouldBe("""[{"state":"PARKED"}]""");
        record["document"]!["attachments"]![0]!["fileName"]!.GetValue<string>().ShouldBe("receipt.png");
        (string Type, JsonNode? Id)[] things =
        [
            ("AccountingConnection", record["connection"]!["id"]), ("BankTransaction", record["document"]!["id"]), ("Attachment", record["document"]!["attachments"]![0]!["id"]), ("SyncRecord", record["id"]),
            ("SyncJob", data["jobs"]!["nodes"]![0]!["id"]), ("SyncLogEntry", data["syncLog"]!["nodes"]![0]!["id"]), ("Tenant", data["viewer"]!["tenantId"]), ("ApiKey", data["apiKeys"]!["nodes"]![0]!["id"]),
            ("Account", data["connections"]!["nodes"]![0]!["accounts"]!["nodes"]![0]!["id"]), ("TaxCode", data["connections"]!["nodes"]![0]!["taxCodes"]!["nodes"]![0]!["id"]),
        ];
        var wanted = things.Select(t => t.Id!.GetValue<string>()).Append("nothing").ToArray();
        const string Nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";

        var found = (await tenant.Client.FieldAsync("nodes", Nodes, new { ids = wanted }))!.AsArray();
        found.SkipLast(1).Select(n => n!["__typename"]!.GetValue<string>()).ShouldBe(things.Select(t => t.Type));
        found.SkipLast(1).Select(n => n!["id"]!.GetValue<string>()).ShouldBe(wanted.SkipLast(1));
        found[^1].ShouldBeNull();
        (await tenant.Client.FieldAsync("node", "query ($id: ID!) { node(id: $id) { ... on SyncLogEntry { operation } } }", new { id = things[5].Id }))!["operation"]!.GetValue<string>().ShouldBe("read_accounts");

        var stranger = await GraphTenant.CreateAsync(api);
        (await stranger.Client.FieldAsync("nodes", Nodes, new { ids = wanted }))!.AsArray().ShouldAllBe(n => n == null);
        var viewer = new GraphClient(api, (await api.CreateKeyAsync(tenant.Id, AccessRole.Viewer)).Reveal());
        (await viewer.FieldAsync("nodes", Nodes, new { ids = wanted }))!.AsArray().Count(n => n is null).ShouldBe(2, "keys are for admins");
        (await tenant.Client.CodeAsync(Nodes, new { ids = Enumerable.Repeat("x", 101) })).ShouldBe("BAD_USER_INPUT");
    }

    [Fact]
    public async Task A_receipt_is_downloaded_as_a_file_by_whoever_may_read_it()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(1);
        await tenant.AttachAsync("t-1", "receipt.html", "<script>"u8.ToArray());
        var path = (await tenant.Client.FieldAsync("transaction", "query ($id: ID!) { transaction(id: $id) { attachments { downloadPath } } }", new { id = ids[0] }))!["attachments"]![0]!["downloadPath"]!.GetValue<string>();

        using var got = await DownloadAsync((await api.CreateKeyAsync(tenant.Id, AccessRole.Viewer)).Reveal());
        (await got.Content.ReadAsStringAsync(Cancelled)).ShouldBe("<script>");
        got.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        got.Content.Headers.ContentDisposition.FileName.ShouldBe("receipt.html");
        got.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        using var stranger = await DownloadAsync((await GraphTenant.CreateAsync(api)).Client.Key!);
        stranger.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var nobody = await api.Browser.GetAsync(path, Cancelled);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpResponseMessage> DownloadAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            return await api.Browser.SendAsync(request, Cancelled);
        }
    }

    [Fact]
    public async Task Health_and_statistics_say_how_a_connection_does()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(3);
        await tenant.ExecuteAsync(
            $"""
            insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, synced_at, updated_at)
            select gen_random_uuid(), tenant_id, '{tenant.Connection}', 'company-1', 'bank_transaction', id, 1, 'booking', source_reference, case source_reference when 't-1' then 'failed' else 'synced' end, 1,
                   case source_reference when 't-1' then null else source_reference end,
                   case source_reference when 't-1' then null else timestamptz '2026-03-04 10:00Z' end, timestamptz '2026-03-04 10:00Z' from bank_transaction;
            insert into sync_log (id, at, tenant_id, connection_id, operation, method, path, status, outcome, duration_ms)
            select gen_random_uuid(), timestamptz '2026-03-04 10:00Z' + i * interval '1 second', '{tenant.Id}', '{tenant.Connection}', 'write', 'POST', '/x', 200, case when i = 1 then 'refused' else 'ok' end, i * 10 from generate_series(1, 4) i;
            insert into job (id, tenant_id, connection_id, kind, priority, status, finished_at)
            select gen_random_uuid(), '{tenant.Id}', '{tenant.Connection}', kind, 0, status, timestamptz '2026-03-05 10:00Z' + n * interval '1 hour'
            from (values ('refresh_accounts', 'completed', 0), ('refresh_tax_codes', 'completed', 1), ('refresh_accounts', 'discarded', 2)) as j(kind, status, n);
            update connection set error_count = 2, last_error = 'Busy.', last_error_at = timestamptz '2026-03-04 09:00Z'
            """);

        var stats = await tenant.Client.FieldAsync(
            "stats",
            """
            query ($c: ID!) { stats(connectionId: $c, from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z") { records successRate byState { state records } byEntityType { entityType synced failed }
              byDay { day synced failed calls { calls } } calls { calls succeeded successRate averageMs p95Ms } callsByOperation { operation calls { calls } } callsByOutcome { outcome calls { calls } } } }
            """,
            new { c = tenant.ConnectionGlobalId });
        stats!.ToJsonString().ShouldBe(
            """{"records":3,"successRate":0.6666666666666666,"byState":[{"state":"SYNCED","records":2},{"state":"FAILED","records":1}],"byEntityType":[{"entityType":"BANK_TRANSACTION","synced":2,"failed":1}]"""
            + ""","byDay":[{"day":"2026-03-04","synced":2,"failed":1,"calls":{"calls":4}}],"calls":{"calls":4,"succeeded":3,"successRate":0.75,"averageMs":25,"p95Ms":38.5}"""
            + ""","callsByOperation":[{"operation":"write","calls":{"calls":4}}],"callsByOutcome":[{"outcome":"OK","calls":{"calls":3}},{"outcome":"REFUSED","calls":{"calls":1}}]}""");
        (await tenant.Client.CodeAsync("{ stats(from: \"2026-03-02T00:00:00Z\", to: \"2026-03-01T00:00:00Z\") { records } }")).ShouldBe("BAD_USER_INPUT");

        var health = (await tenant.Client.FieldAsync(
            "connection", "query ($c: ID!) { connection(id: $c) { health { status errorCount lastError lastErrorAt busy accessExpiresAt quotas { name left limit } lastSyncs { entityType at } } } }", new { c = tenant.ConnectionGlobalId }))!["health"]!;
        (health["errorCount"]!.GetValue<int>(), health["lastError"]!.GetValue<string>(), health["accessExpiresAt"]).ShouldBe((2, "Busy.", null));
        health["lastSyncs"]!.ToJsonString().ShouldBe(
            """[{"entityType":"ACCOUNT","at":"2026-03-05T10:00:00.000Z"},{"entityType":"TAX_CODE","at":"2026-03-05T11:00:00.000Z"},{"entityType":"BANK_TRANSACTION","at":"2026-03-04T10:00:00.000Z"}]""");
        health["quotas"]!.AsArray().ShouldNotBeEmpty();
        health["quotas"]!.AsArray().ShouldAllBe(q => q!["left"]!.GetValue<int>() == q["limit"]!.GetValue<int>());
    }
}
