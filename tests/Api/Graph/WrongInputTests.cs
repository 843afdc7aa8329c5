using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Isolation;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>Whatever is wrong with a request, the answer has a code for programs and a message that says what to do, and nothing breaks.</summary>
public sealed class WrongInputTests(LedgerFixture fixture) : IAsyncLifetime
{
    private const string Errors = "errors { ... on Error { code message } }";

    private static readonly ApiKeyText s_platform = ApiKeyText.Create(ApiKeyId.New());

    private RunningApi _api = null!;
    private PopulatedTenant _own = null!;
    private PopulatedTenant _other = null!;
    private Belongings _things = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await RunningApi.StartAsync(fixture, ("Access:PlatformKey", s_platform.Reveal()));
        var tables = await TenantTables.ReadAsync(_api.Admin);
        (_own, _other) = (await PopulatedTenant.CreateAsync(_api, tables), await PopulatedTenant.CreateAsync(_api, tables));
        _things = await Belongings.ReadAsync(_own, tables);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("{ syncRecords(filter: { states: [SYNC] }) { totalCount } }", 400, "GRAPHQL_VALIDATION_FAILED", "Did you mean the enum value \"SYNCED\"")]
    [InlineData("{ viewer { names } }", 400, "GRAPHQL_VALIDATION_FAILED", "Did you mean \"name\"?")]
    [InlineData("{ viewer { name ", 400, "GRAPHQL_PARSE_FAILED", "Expected Name, found <EOF>")]
    [InlineData("{ transactions(first: 501) { totalCount } }", 200, "BAD_USER_INPUT", "Ask for the rest with further pages")]
    [InlineData("{ transactions(first: -1) { totalCount } }", 200, "BAD_USER_INPUT", "must be 0 or more")]
    [InlineData("{ transactions(first: 1, last: 1) { totalCount } }", 200, "BAD_USER_INPUT", "not both")]
    [InlineData("{ transactions(after: \"nonsense\") { totalCount } }", 200, "INVALID_CURSOR", "Pass a cursor as a page gave it")]
    [InlineData("{ syncRecords(filter: { connectionId: \"nonsense\" }) { totalCount } }", 200, "INVALID_ID", "Send an id that this API gave you for one")]
    [InlineData("{ jobs(first: 500) { nodes { results(first: 500) { nodes { document { id } } } } } }", 400, "OPERATION_TOO_COMPLEX", "ask for shorter lists")]
    [InlineData("{ jobs { nodes { results { nodes { document { syncRecords { connection { accounts { nodes { parent { parent { parent { parent { parent { parent { id } } } } } } } } } } } } } } } }", 400, "OPERATION_TOO_COMPLEX", "in a further request")]
    [InlineData("query ($n: Int!) { transactions(first: $n) { totalCount } }", 400, "BAD_USER_INPUT", "$n")]
    public async Task A_request_that_cannot_be_served_says_what_to_change(string document, int status, string code, string hint) =>
        Check(await SendAsync(_own.Key, document), status, code, hint);

    [Fact]
    public async Task An_enum_value_of_no_meaning_in_variables_is_refused() =>
        Check(
            await SendAsync(_own.Key, "query ($s: [SyncRecordState!]) { syncRecords(filter: { states: $s }) { totalCount } }", new { s = new[] { "SYNC" } }), 400, "BAD_USER_INPUT", "SYNCED");

    [Fact]
    public async Task A_cursor_is_good_for_its_own_list_in_its_own_order_alone()
    {
        var page = await SendAsync(_own.Key, "{ jobs(first: 1) { pageInfo { endCursor } } }");
        var cursor = page.Answer["data"]!["jobs"]!["pageInfo"]!["endCursor"]!.GetValue<string>();

        Check(await SendAsync(_own.Key, "query ($c: String) { transactions(after: $c) { totalCount } }", new { c = cursor }), 200, "CURSOR_OF_OTHER_LIST", "Take the cursors of a list's own pages");
        page = await SendAsync(_own.Key, "{ transactions(first: 1, orderBy: { field: DATE, direction: ASC }) { pageInfo { endCursor } } }");
        cursor = page.Answer["data"]!["transactions"]!["pageInfo"]!["endCursor"]!.GetValue<string>();
        Check(
            await SendAsync(_own.Key, "query ($c: String) { transactions(after: $c, orderBy: { field: AMOUNT, direction: ASC }) { totalCount } }", new { c = cursor }), 200, "CURSOR_OF_OTHER_ORDER", "keep the order");
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_the_wrong_type_is_refused_before_it_is_read()
    {
        var large = JsonSerializer.Serialize(new { query = "{ viewer { name } }", padding = new string('x', 10 * 1024 * 1024) });
        using var tooLarge = new StringContent(large, Encoding.UTF8, "application/json");
        Check(await SendAsync(_own.Key, tooLarge), 413, "BAD_REQUEST", "split it");
        using var unsized = new PushedContent(large);
        Check(await SendAsync(_own.Key, unsized), 413, "BAD_REQUEST", "split it");
        using var text = new StringContent("{ viewer { name } }", Encoding.UTF8, "text/plain");
        Check(await SendAsync(_own.Key, text), 415, "BAD_REQUEST", "Content-Type: application/json");
        using var garbage = new StringContent("{ viewer { name } }", Encoding.UTF8, "application/json");
        Check(await SendAsync(_own.Key, garbage), 400, "BAD_REQUEST", "JSON");
        using var empty = new StringContent("", Encoding.UTF8, "application/json");
        Check(await SendAsync(_own.Key, empty), 400, "BAD_REQUEST", "send a JSON object with a member \"query\"");
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_and_nothing_is_kept()
    {
        var before = await _api.CountAsync("attachment");
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { query = "mutation ($f: Upload!) { addAttachment(input: { sourceReference: \"x\", file: $f }) { transactionId } }", variables = new { f = (string?)null } })), "operations" },
            { new StringContent("""{"0":["variables.f"]}"""), "map" },
            { new ByteArrayContent(new byte[(32 * 1024 * 1024) + 1]), "0", "receipt.pdf" },
        };

        Check(await SendAsync(_own.Key, form), 413, "BAD_REQUEST", "is larger than 32 MB: send a smaller one.");
        (await _api.CountAsync("attachment")).ShouldBe(before);
    }

    [Fact]
    public async Task Whoever_may_not_is_told_so_and_nothing_is_done()
    {
        var jobs = await _api.CountAsync("job");
        var viewer = (await _api.CreateKeyAsync(_own.Id, AccessRole.Viewer)).Reveal();
        var revoked = await _api.CreateKeyAsync(_own.Id);
        await _api.Service<LedgerDatabase>().InTenantAsync(_own.Id, t => ApiKeyStore.RevokeAsync(t, revoked.Id, _api.Clock.GetUtcNow(), Cancelled), Cancelled);
        var test = $"mutation {{ testConnection(input: {{ connectionId: \"{_things.Ids["Connection"][0]}\" }}) {{ job {{ id }} }} }}";

        Check(await SendAsync(viewer, test), 200, "AUTH_NOT_AUTHORIZED", "This needs a key of the role operator, and this one's is viewer.");
        Check(await SendAsync(key: null, test), 200, "AUTH_NOT_AUTHENTICATED", "send credentials");
        Check(await SendAsync(s_platform.Reveal(), test), 200, "AUTH_NOT_AUTHORIZED", "Use a key of the tenant whose data you want");
        Check(await SendAsync(_own.Key, "{ tenants { __typename } }"), 200, "AUTH_NOT_AUTHORIZED", "Use the platform's key");
        Check(await SendAsync(_own.Key, "mutation { createTenant(input: { name: \"Mine\" }) { tenant { id } } }"), 200, "AUTH_NOT_AUTHORIZED", "Use the platform's key");
        // A key that was ended is no key: which of the reasons it is, nobody is told.
        Check(await SendAsync(revoked.Reveal(), test), 200, "AUTH_NOT_AUTHENTICATED", "send credentials");
        (await _api.CountAsync("job")).ShouldBe(jobs);
    }

    [Fact]
    public async Task A_mutation_by_GET_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql?query=" + Uri.EscapeDataString("mutation { createApiKey(input: { name: \"x\", role: ADMIN }) { secret } }"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _own.Key);
        var keys = await _api.CountAsync("api_key");
        using var response = await _api.Browser.SendAsync(request, Cancelled);

        Check((response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsObject()), 405, "METHOD_NOT_ALLOWED", "POST");
        (await _api.CountAsync("api_key")).ShouldBe(keys);
    }

    [Theory]
    [InlineData("cancelJob", "jobId", "Connection", "invalid_id", "Send an id that this API gave you for one")]
    [InlineData("testConnection", "connectionId", "Job", "invalid_id", "Send an id that this API gave you for one")]
    [InlineData("deleteAttachment", "id", "Transaction", "invalid_id", "Send an id that this API gave you for one")]
    [InlineData("revokeApiKey", "id", null, "invalid_id", "Send an id that this API gave you for one")]
    public async Task An_id_of_another_kind_or_of_none_is_refused_as_what_it_is(string mutation, string argument, string? kind, string code, string hint)
    {
        var id = kind is null ? "%%%" : _things.Ids[kind][0];
        CheckProblem(await SendAsync(_own.Key, $"mutation ($id: ID!) {{ {mutation}(input: {{ {argument}: $id }}) {{ {Errors} }} }}", new { id }), mutation, code, hint);
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("job")]
    [InlineData("transaction")]
    [InlineData("node")]
    public async Task A_query_for_one_thing_gives_null_for_an_id_of_another_kind_or_of_none(string field)
    {
        // A node may be of any kind: there only what is no id at all is strange.
        foreach (var id in new[] { "nonsense", "", new string('A', 5000), field == "node" ? "%%%" : _things.Ids["ApiKey"][0] })
        {
            var answer = await SendAsync(_own.Key, $"query ($id: ID!) {{ {field}(id: $id) {{ __typename }} }}", new { id });
            answer.Answer["data"]?[field].ShouldBeNull(answer.Answer.ToJsonString());
            (answer.Answer["errors"]?[0]?["extensions"]?["code"]?.GetValue<string>() ?? "INVALID_ID").ShouldBe("INVALID_ID");
        }
    }

    [Fact]
    public async Task A_batch_of_more_than_a_thousand_transactions_is_refused_as_a_whole()
    {
        var before = await _api.CountAsync("bank_transaction");
        var many = Enumerable.Range(0, 1_001).Select(i => new { sourceReference = $"T{i.ToString(CultureInfo.InvariantCulture)}", transactedOn = "2026-03-04", description = "Flour", amount = -1, currency = "EUR" });

        CheckProblem(await SendAsync(_own.Key, $"mutation ($t: [BankTransactionInput!]!) {{ upsertTransactions(input: {{ transactions: $t }}) {{ {Errors} }} }}", new { t = many }), "upsertTransactions", "wrong_count", "Send 1 to 1000 transactions a call");
        (await _api.CountAsync("bank_transaction")).ShouldBe(before);
    }

    [Fact]
    public async Task A_state_that_was_used_has_expired_or_is_another_tenants_is_refused()
    {
        const string Complete = $"mutation ($s: String!, $c: String = \"any\") {{ completeAuthorization(input: {{ provider: \"fortnox\", code: $c, state: $s }}) {{ {Errors} }} }}";
        async Task<(string State, string Url)> BeginAsync()
        {
            var begun = (await SendAsync(_own.Key, "mutation { beginAuthorization(input: { provider: \"fortnox\" }) { state authorizationUrl } }")).Answer["data"]!["beginAuthorization"]!;
            return (begun["state"]!.GetValue<string>(), begun["authorizationUrl"]!.GetValue<string>());
        }

        var (used, url) = await BeginAsync();
        var code = (await _api.Sandbox.ConsentAsync(url))["code"];
        await SendAsync(_own.Key, Complete, new { s = used, c = code });
        CheckProblem(await SendAsync(_own.Key, Complete, new { s = used, c = code }), "completeAuthorization", "state_used", "start again");

        var (others, _) = await BeginAsync();
        CheckProblem(await SendAsync(_other.Key, Complete, new { s = others }), "completeAuthorization", "state_unknown", "Start connecting again");
        CheckProblem(await SendAsync(_own.Key, Complete, new { s = "nonsense" }), "completeAuthorization", "state_unknown", "Start connecting again");
        _api.Clock.Advance(TimeSpan.FromMinutes(11));
        CheckProblem(await SendAsync(_own.Key, Complete, new { s = others }), "completeAuthorization", "state_expired", "Start connecting again");
    }

    private static void Check((HttpStatusCode Status, JsonObject Answer) given, int status, string code, string hint)
    {
        var text = given.Answer.ToJsonString();
        ((int)given.Status).ShouldBe(status, text);
        var error = given.Answer["errors"]![0]!;
        error["extensions"]!["code"]!.GetValue<string>().ShouldBe(code, text);
        error["message"]!.GetValue<string>().ShouldContain(hint, Case.Sensitive, text);
    }

    private static void CheckProblem((HttpStatusCode Status, JsonObject Answer) given, string mutation, string code, string hint)
    {
        var text = given.Answer.ToJsonString();
        ((int)given.Status).ShouldBe(200, text);
        given.Answer["errors"].ShouldBeNull(text);
        var problem = given.Answer["data"]![mutation]!["errors"]![0]!;
        problem["code"]!.GetValue<string>().ShouldBe(code, text);
        problem["message"]!.GetValue<string>().ShouldContain(hint, Case.Sensitive, text);
    }

    private async Task<(HttpStatusCode Status, JsonObject Answer)> SendAsync(string? key, string document, object? variables = null)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { query = document, variables }), Encoding.UTF8, "application/json");
        return await SendAsync(key, content);
    }

    private async Task<(HttpStatusCode Status, JsonObject Answer)> SendAsync(string? key, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = content };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("GraphQL-Preflight", "1");
        using var response = await _api.Browser.SendAsync(request, Cancelled);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsObject());
    }

    /// <summary>Sent in chunks, its length not told.</summary>
    private sealed class PushedContent(string text) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            try
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), Cancelled);
            }
            catch (IOException)
            {
                // The server has seen enough.
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
            length = 0;
            return false;
        }
    }
}
