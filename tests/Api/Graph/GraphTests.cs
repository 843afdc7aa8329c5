using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>The schema over real HTTP, on PostgreSQL, with the sandbox for its providers.</summary>
public sealed class GraphTests(LedgerFixture fixture)
{
    private const string PlatformKey = "Access:PlatformKey";
    private const string Upsert = "mutation ($t: [BankTransactionInput!]!) { upsertTransactions(input: { transactions: $t }) { results { index sourceReference id errors { ... on InvalidInputProblem { code message } } } errors { ... on InvalidInputProblem { code } } } }";

    [Fact]
    public async Task A_platform_key_makes_a_tenant_whose_first_key_works_and_makes_others()
    {
        var platform = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(fixture, (PlatformKey, platform.Reveal()));

        var made = await new GraphClient(api, platform.Reveal()).FieldAsync("createTenant", "mutation { createTenant(input: { name: \"Harbour Cafe\" }) { tenant { name } adminKey errors { __typename } } }");
        var admin = new GraphClient(api, made!["adminKey"]!.GetValue<string>());
        var key = await admin.FieldAsync("createApiKey", "mutation { createApiKey(input: { name: \"office\", role: VIEWER }) { apiKey { name role } secret } }");
        var viewer = new GraphClient(api, key!["secret"]!.GetValue<string>());

        (await viewer.FieldAsync("viewer", "{ viewer { name role } }"))!.ToJsonString().ShouldBe("""{"name":"office","role":"VIEWER"}""");
        (await viewer.CodeAsync("mutation { createApiKey(input: { name: \"x\", role: ADMIN }) { secret } }")).ShouldBe("AUTH_NOT_AUTHORIZED");
        (await admin.CodeAsync("{ tenants { nodes { id } } }")).ShouldBe("AUTH_NOT_AUTHORIZED");
        (await new GraphClient(api, null).CodeAsync("{ viewer { name } }")).ShouldBe("AUTH_NOT_AUTHENTICATED");
    }

    [Fact]
    public async Task A_tenant_that_has_lost_its_keys_gets_one_from_the_platform_which_is_on_the_record()
    {
        var platform = ApiKeyText.Create(ApiKeyId.New());
        await using var api = await RunningApi.StartAsync(fixture, (PlatformKey, platform.Reveal()));
        var owner = new GraphClient(api, platform.Reveal());
        var tenant = await api.CreateTenantAsync();
        const string Make = "mutation ($i: CreateTenantKeyInput!) { createTenantKey(input: $i) { apiKey { role } secret errors { ... on NotFoundProblem { code } ... on InvalidInputProblem { code } } } }";

        var made = await owner.FieldAsync("createTenantKey", Make, new { i = new { tenantId = GlobalId.Of(GlobalId.Tenant, tenant.Value), name = "rescue" } });

        var rescued = new GraphClient(api, made!["secret"]!.GetValue<string>());
        (await rescued.FieldAsync("viewer", "{ viewer { name role tenantId } }"))!.ToJsonString().ShouldBe($$"""{"name":"rescue","role":"ADMIN","tenantId":"{{GlobalId.Of(GlobalId.Tenant, tenant.Value)}}"}""");
        (await CodeOfAsync(new { tenantId = GlobalId.Of(GlobalId.Tenant, Guid.CreateVersion7()), name = "rescue" })).ShouldBe("unknown_tenant");
        (await CodeOfAsync(new { tenantId = GlobalId.Of(GlobalId.Tenant, tenant.Value), name = "rescue", role = "PLATFORM" })).ShouldBe("invalid_role");
        (await rescued.CodeAsync(Make, new { i = new { tenantId = GlobalId.Of(GlobalId.Tenant, tenant.Value), name = "mine" } })).ShouldBe("AUTH_NOT_AUTHORIZED");
        (await owner.FieldAsync("auditLog", "{ auditLog(filter: { outcomes: [OK] }) { nodes { action target } } }"))!["nodes"]!.ToJsonString()
            .ShouldBe($$"""[{"action":"createTenantKey","target":"{{GlobalId.Of(GlobalId.Tenant, tenant.Value)}}"}]""");

        async Task<string?> CodeOfAsync(object input) => (await owner.FieldAsync("createTenantKey", Make, new { i = input }))!["errors"]![0]!["code"]!.GetValue<string>();
    }

    [Fact]
    public async Task A_jobs_progress_begins_with_its_state_and_ends_with_the_job()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var job = (await tenant.MutateAsync("testConnection", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId }, "job { id }"))["job"]!["id"]!.GetValue<string>();
        const string Progress = "subscription ($j: ID!, $after: String) { jobProgress(jobId: $j, after: $after) { eventId status } }";
        await using var heard = tenant.Client.SubscribeAsync(Progress, new { j = job }).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        (await heard.MoveNextAsync()).ShouldBeTrue();
        var first = heard.Current["data"]!["jobProgress"]!;
        first["status"]!.GetValue<string>().ShouldBe("AVAILABLE", "nothing has happened since");
        await tenant.ExecuteAsync("update job set status = 'completed', started_at = now(), finished_at = now()");
        await tenant.TellOfJobsAsync();
        await PassAsync(api, heard.MoveNextAsync());
        heard.Current["data"]!["jobProgress"]!["status"]!.GetValue<string>().ShouldBe("COMPLETED");
        var last = heard.Current["data"]!["jobProgress"]!["eventId"]!.GetValue<string>();
        (await heard.MoveNextAsync()).ShouldBeFalse("the job has ended");

        foreach (var after in new[] { null, first["eventId"]!.GetValue<string>(), last })
        {
            (await tenant.Client.SubscribeAsync(Progress, new { j = job, after }).ToListAsync(TestContext.Current.CancellationToken))
                .Select(e => e["data"]!["jobProgress"]!["status"]!.GetValue<string>()).ShouldBe(["COMPLETED"], after ?? "without a place to go on from");
        }

        var stranger = await GraphTenant.CreateAsync(api);
        (await stranger.Client.SubscribeAsync(Progress, new { j = job }).ToListAsync(TestContext.Current.CancellationToken))
            .Single()["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("UNKNOWN_JOB");
    }

    [Fact]
    public async Task A_client_that_catches_the_redirect_itself_connects_a_company()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var client = await ClientAsync(api);

        var begun = await client.FieldAsync("beginAuthorization", "mutation { beginAuthorization(input: { provider: \"xero\" }) { authorizationUrl state errors { __typename } } }");
        var redirect = await api.Sandbox.ConsentAsync(begun!["authorizationUrl"]!.GetValue<string>());
        var input = new { provider = "xero", code = redirect["code"], state = redirect["state"] };
        const string Complete = "mutation ($i: CompleteAuthorizationInput!) { completeAuthorization(input: $i) { connection { id provider status company { name } } companies { name } errors { ... on InvalidInputProblem { code message } } } }";
        var completed = await client.FieldAsync("completeAuthorization", Complete, new { i = input });

        completed!["connection"]!["provider"]!.GetValue<string>().ShouldBe("xero");
        completed["connection"]!["status"]!.GetValue<string>().ShouldBe("CONNECTING");
        (await client.FieldAsync("completeAuthorization", Complete, new { i = input }))!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("state_used");
        (await (await ClientAsync(api)).FieldAsync("completeAuthorization", Complete, new { i = input }))!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("state_unknown", "another tenant's redirect");
    }

    [Fact]
    public async Task Of_many_transactions_those_that_are_wrong_are_told_and_the_others_are_taken()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var client = await ClientAsync(api);
        object Transaction(string reference, decimal amount = -12.5m, string currency = "NZD") =>
            new { sourceReference = reference, transactedOn = "2026-03-04", description = "Flour", amount, currency };

        var payload = await client.FieldAsync("upsertTransactions", Upsert, new { t = new[] { Transaction("A"), Transaction("B", amount: 0), Transaction("C", currency: "nzd"), Transaction("D"), Transaction("D") } });

        var results = payload!["results"]!.AsArray();
        results.Select(r => r!["id"] is not null).ShouldBe([true, false, false, false, false]);
        results[1]!["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("is zero: no money moved");
        results[2]!["errors"]![0]!["message"]!.GetValue<string>().ShouldContain("currency 'nzd'");
        results[3]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("duplicate_reference");
        (await client.FieldAsync("upsertTransactions", Upsert, new { t = Enumerable.Range(0, 1001).Select(i => Transaction($"T{i}")) }))!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("wrong_count");
        (await CountAsync(api, "select count(*) from bank_transaction")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_tenants_ids_are_as_if_they_did_not_exist()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (owner, stranger) = (await ClientAsync(api), await ClientAsync(api));
        var connection = await ConnectAsync(api, owner);
        var job = (await owner.FieldAsync("testConnection", "mutation ($c: ID!) { testConnection(input: { connectionId: $c }) { job { id } } }", new { c = connection }))!["job"]!["id"]!.GetValue<string>();

        (await stranger.FieldAsync("connections", "{ connections { nodes { id } totalCount } }"))!.ToJsonString().ShouldBe("""{"nodes":[],"totalCount":0}""");
        (await stranger.FieldAsync("connection", "query ($c: ID!) { connection(id: $c) { id } }", new { c = connection })).ShouldBeNull();
        (await stranger.FieldAsync("job", "query ($j: ID!) { job(id: $j) { id } }", new { j = job })).ShouldBeNull();
        foreach (var command in new[] { "testConnection", "refreshToken", "refreshAccounts", "disconnect", "exportTransactions" })
        {
            var refused = await stranger.FieldAsync(command, $"mutation ($c: ID!) {{ {command}(input: {{ connectionId: $c }}) {{ job {{ id }} errors {{ ... on NotFoundProblem {{ code }} }} }} }}", new { c = connection });
            refused!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("unknown_connection", command);
        }

        (await stranger.FieldAsync("cancelJob", "mutation ($j: ID!) { cancelJob(input: { jobId: $j }) { errors { ... on NotFoundProblem { code } } } }", new { j = job }))!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("unknown_job");
        (await stranger.FieldAsync("updateConnection", "mutation ($c: ID!) { updateConnection(input: { connectionId: $c, frequency: DAILY }) { errors { ... on NotFoundProblem { code } } } }", new { c = connection }))!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("unknown_connection");
        (await CountAsync(api, "select count(*) from job where cancel_requested")).ShouldBe(0);
    }

    [Fact]
    public async Task Settings_that_are_left_out_stay_and_null_takes_one_back()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var client = await ClientAsync(api);
        var connection = await ConnectAsync(api, client);
        const string Update = "mutation ($i: UpdateConnectionInput!) { updateConnection(input: $i) { connection { settings { frequency defaultCounterparty exportAttachments } } errors { ... on NotFoundProblem { code message } } } }";

        (await client.FieldAsync("updateConnection", Update, new { i = new { connectionId = connection, frequency = "DAILY", defaultCounterparty = "Sundry" } }))!["connection"]!["settings"]!.ToJsonString()
            .ShouldBe("""{"frequency":"DAILY","defaultCounterparty":"Sundry","exportAttachments":true}""");
        (await client.FieldAsync("updateConnection", Update, new { i = new { connectionId = connection, exportAttachments = false } }))!["connection"]!["settings"]!.ToJsonString()
            .ShouldBe("""{"frequency":"DAILY","defaultCounterparty":"Sundry","exportAttachments":false}""");
        (await client.FieldAsync("updateConnection", Update, new { i = new { connectionId = connection, defaultCounterparty = (string?)null } }))!["connection"]!["settings"]!["defaultCounterparty"].ShouldBeNull();
        (await client.FieldAsync("updateConnection", Update, new { i = new { connectionId = connection, defaultBankAccount = "nowhere" } }))!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("unknown_account");
    }

    [Fact]
    public async Task What_automatic_syncs_carry_and_how_entries_are_made_is_chosen_and_taken_back()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        const string Settings = "connection { settings { sync { entityType enabled } convertToBaseCurrency lineDetail frequency } }";
        Task<System.Text.Json.Nodes.JsonNode> ChangeAsync(object input) => tenant.MutateAsync("updateConnection", "UpdateConnectionInput", input, Settings);
        static string Shown(System.Text.Json.Nodes.JsonNode payload) => payload["connection"]!["settings"]!.ToJsonString();
        var id = tenant.ConnectionGlobalId;

        Shown(await ChangeAsync(new { connectionId = id, sync = new[] { new { entityType = "BANK_TRANSACTION", enabled = false } }, convertToBaseCurrency = true, lineDetail = "FULL", frequency = "REAL_TIME" }))
            .ShouldBe("""{"sync":[{"entityType":"ACCOUNT","enabled":true},{"entityType":"BANK_TRANSACTION","enabled":false}],"convertToBaseCurrency":true,"lineDetail":"FULL","frequency":"REAL_TIME"}""");
        await tenant.ImportAsync(1);
        (await CountAsync(api, "select count(*) from job")).ShouldBe(0, "real time carries no transactions");
        Shown(await ChangeAsync(new { connectionId = id, sync = new[] { new { entityType = "BANK_TRANSACTION", enabled = true } }, convertToBaseCurrency = (bool?)null, lineDetail = (string?)null }))
            .ShouldBe("""{"sync":[{"entityType":"ACCOUNT","enabled":true},{"entityType":"BANK_TRANSACTION","enabled":true}],"convertToBaseCurrency":false,"lineDetail":"DESCRIPTION","frequency":"REAL_TIME"}""");
        await tenant.ImportAsync(2);
        (await CountAsync(api, "select count(*) from job where kind = 'export_transactions'")).ShouldBe(1);
        Shown(await ChangeAsync(new { connectionId = id, frequency = (string?)null })).ShouldContain("\"frequency\":\"MANUAL\"");
        (await tenant.ProblemAsync("updateConnection", "UpdateConnectionInput", new { connectionId = id, sync = new[] { new { entityType = "TAX_CODE", enabled = true } } })).ShouldBe("not_separate");
    }

    [Fact]
    public async Task Every_mutation_leaves_a_row_whether_it_worked_or_was_refused_and_the_chain_holds()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await api.CreateTenantAsync();
        var admin = new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal());
        var viewer = new GraphClient(api, (await api.CreateKeyAsync(tenant, AccessRole.Viewer)).Reveal());

        await admin.AskAsync("mutation { createApiKey(input: { name: \"office\", role: OPERATOR }) { secret } }");
        await admin.AskAsync("mutation { createApiKey(input: { name: \" \", role: OPERATOR }) { secret } }");
        await viewer.AskAsync("mutation { disconnect(input: { connectionId: \"x\" }) { job { id } } }");

        var log = await admin.FieldAsync("auditLog", "{ auditLog { nodes { action outcome code actorName } } }");
        log!["nodes"]!.AsArray().Select(e => $"{e!["action"]} {e["outcome"]} {e["code"]}").ShouldBe(
            ["disconnect REFUSED auth_not_authorized", "createApiKey REFUSED invalid_name", "createApiKey OK "]);
        (await admin.FieldAsync("verifyAudit", "{ verifyAudit { whole entries } }"))!.ToJsonString().ShouldBe("""{"whole":true,"entries":3}""");
        (await viewer.CodeAsync("{ auditLog { nodes { action } } }")).ShouldBe("AUTH_NOT_AUTHORIZED");
    }

    [Fact]
    public async Task A_subscriber_hears_its_own_tenant_alone_and_goes_on_where_it_left()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var (owner, stranger) = (await ClientAsync(api), await ClientAsync(api));
        var (connection, other) = (await ConnectAsync(api, owner), await ConnectAsync(api, stranger));
        const string Test = "mutation ($c: ID!) { testConnection(input: { connectionId: $c }) { job { id } } }";
        const string Subscribe = "subscription ($after: String) { jobsChanged(after: $after) { eventId kind connectionId status total progress { open } } }";
        await using var heard = stranger.SubscribeAsync(Subscribe).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var first = heard.MoveNextAsync();
        await Eventually.HoldsAsync("the stranger's subscription is open", () => api.Service<OrleansLedger.Api.Live.EventFeed>().Readers == 1, TestContext.Current.CancellationToken);

        await owner.FieldAsync("testConnection", Test, new { c = connection });
        await stranger.FieldAsync("testConnection", Test, new { c = other });

        await PassAsync(api, first);
        var change = heard.Current["data"]!["jobsChanged"]!;
        change["connectionId"]!.GetValue<string>().ShouldBe(other, "the owner's job came first and is not the stranger's to hear");
        change["kind"]!.GetValue<string>().ShouldBe("TEST_CONNECTION");
        change["status"]!.GetValue<string>().ShouldBe("AVAILABLE");

        // Away while another job is asked for, and back with the last event's id.
        await stranger.FieldAsync("refreshToken", "mutation ($c: ID!) { refreshToken(input: { connectionId: $c }) { job { id } } }", new { c = other });
        await using var resumed = stranger.SubscribeAsync(Subscribe, new { after = change["eventId"]!.GetValue<string>() }).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await PassAsync(api, resumed.MoveNextAsync());
        resumed.Current["data"]!["jobsChanged"]!["kind"]!.GetValue<string>().ShouldBe("REFRESH_TOKEN");
    }

    [Fact]
    public async Task The_schema_in_the_repository_is_the_one_that_is_served()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var served = SchemaPrinter.Print(api.Service<Schema>()) + "\n";
        var path = Path.Combine(RepositoryRoot(), "Api", "schema.graphql");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is not null)
        {
            await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
        }

        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(served, "Api/schema.graphql is not current: run UPDATE_DOCS=1 dotnet test tests/Api and commit it");
    }

    /// <summary>Moves the clock until the event is there: without Redis the feed looks every half second.</summary>
    private static async Task PassAsync(RunningApi api, ValueTask<bool> move)
    {
        var moved = move.AsTask();
        await Eventually.HoldsAsync(
            "an event arrives",
            () =>
            {
                api.Clock.Advance(TimeSpan.FromSeconds(1));
                return moved.IsCompleted;
            },
            TestContext.Current.CancellationToken);
        (await moved).ShouldBeTrue();
    }

    private static async Task<long> CountAsync(RunningApi api, string sql)
    {
        await using var command = api.Admin.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OrleansLedger.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no OrleansLedger.sln above the tests.");
        }

        return folder;
    }

    private static async Task<GraphClient> ClientAsync(RunningApi api) => new(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());

    private static async Task<string> ConnectAsync(RunningApi api, GraphClient client)
    {
        var begun = await client.FieldAsync("beginAuthorization", "mutation { beginAuthorization(input: { provider: \"fortnox\" }) { authorizationUrl } }");
        var redirect = await api.Sandbox.ConsentAsync(begun!["authorizationUrl"]!.GetValue<string>());
        var completed = await client.FieldAsync(
            "completeAuthorization",
            "mutation ($i: CompleteAuthorizationInput!) { completeAuthorization(input: $i) { connection { id } errors { __typename } } }",
            new { i = new { provider = "fortnox", code = redirect["code"], state = redirect["state"] } });
        return completed!["connection"]!["id"]!.GetValue<string>();
    }
}
