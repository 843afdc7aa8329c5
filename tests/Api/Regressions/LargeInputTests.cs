using Npgsql;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Regressions;

public sealed class LargeInputTests(LedgerFixture fixture)
{
    /// <summary>An error repeated what was sent, once for every row of a list.</summary>
    [Theory]
    [InlineData("query ($s: ID!) { transactions { nodes { linkCandidates(connectionId: $s) { remoteId } } } }")]
    [InlineData("mutation ($s: ID!) { cancelJob(input: { jobId: $s }) { errors { ... on InvalidInputProblem { message } } } }")]
    [InlineData("mutation ($s: String!, $c: ID!) { updateConnection(input: { connectionId: $c, defaultBankAccount: $s }) { errors { ... on NotFoundProblem { message } } } }")]
    [InlineData("mutation ($s: String!, $c: ID!) { updateConnection(input: { connectionId: $c, defaultTaxCode: $s }) { errors { ... on NotFoundProblem { message } } } }")]
    [InlineData("mutation ($s: String!, $c: ID!) { mapCategory(input: { connectionId: $c, category: \"travel\", accountRemoteId: $s }) { errors { ... on NotFoundProblem { message } } } }")]
    [InlineData("mutation ($s: String!, $c: ID!) { exportTransactions(input: { connectionId: $c, sourceReferences: [$s] }) { errors { ... on NotFoundProblem { message } } } }")]
    [InlineData("mutation ($s: String!, $c: ID!, $d: ID!) { linkDocument(input: { connectionId: $c, documentId: $d, remoteId: $s }) { errors { ... on NotFoundProblem { message } } } }")]
    public async Task An_error_shows_the_beginning_of_what_was_sent_and_no_more(string document)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var ids = await tenant.ImportAsync(3);
        var variables = new Dictionary<string, object> { ["s"] = new string('q', 100_000) };
        if (document.Contains("$c", StringComparison.Ordinal))
        {
            variables["c"] = tenant.ConnectionGlobalId;
        }

        if (document.Contains("$d", StringComparison.Ordinal))
        {
            variables["d"] = ids[0];
        }

        var answer = (await tenant.Client.AskAsync(document, variables)).ToJsonString();

        answer.ShouldContain("qqqq");
        answer.Length.ShouldBeLessThan(2_000);
    }

    /// <summary>The name took six characters a letter in the cursor, and the list refused the cursor it had just given.</summary>
    [Fact]
    public async Task A_list_takes_back_the_cursor_of_the_longest_name_in_any_script()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ExecuteAsync("update account set code = null, name = repeat('費', 700) where remote_id = 'travel'");
        const string Page = "query ($c: ID!, $a: String) { connection(id: $c) { accounts(first: 1, after: $a) { nodes { remoteId } pageInfo { endCursor } } } }";

        var first = await tenant.Client.FieldAsync("connection", Page, new { c = tenant.ConnectionGlobalId });
        var second = await tenant.Client.FieldAsync("connection", Page, new { c = tenant.ConnectionGlobalId, a = first!["accounts"]!["pageInfo"]!["endCursor"]!.GetValue<string>() });

        first["accounts"]!["nodes"]![0]!["remoteId"]!.GetValue<string>().ShouldBe("travel");
        second!["accounts"]!["nodes"]![0]!["remoteId"]!.GetValue<string>().ShouldBe("bank");
    }

    [Fact]
    public async Task A_file_of_no_bytes_is_refused()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(1);

        (await Should.ThrowAsync<RequestRefusedException>(
            api.Service<DocumentRequests>().AttachAsync(tenant.Id, new IncomingFile("t-1", "receipt.pdf", []), TestContext.Current.CancellationToken))).Code.ShouldBe("empty_file");
        (await api.CountAsync("attachment")).ShouldBe(0);
    }

    /// <summary>Each took a connection and a transaction of its own, all at once: one request could take the whole pool.</summary>
    [Fact]
    public async Task A_tenant_or_key_that_is_asked_for_a_hundred_times_is_looked_up_once()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var own = (await tenant.Client.FieldAsync("viewer", "{ viewer { tenantId } }"))!["tenantId"]!.GetValue<string>();
        var key = (await tenant.Client.FieldAsync("apiKeys", "{ apiKeys { nodes { id } } }"))!["nodes"]![0]!["id"]!.GetValue<string>();
        using var statements = new StatementCount(new NpgsqlConnectionStringBuilder(api.Admin.ConnectionString).Database!);

        foreach (var id in new[] { own, key })
        {
            await AskAsync(1);
            statements.Take();
            await AskAsync(1);
            var once = statements.Take();
            await AskAsync(100);
            statements.Take().ShouldBe(once, ignoreOrder: true);

            async Task AskAsync(int times) =>
                (await tenant.Client.FieldAsync("nodes", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", new { ids = Enumerable.Repeat(id, times) }))!
                    .AsArray().Select(n => n!["id"]!.GetValue<string>()).ShouldBe(Enumerable.Repeat(id, times));
        }
    }
}
