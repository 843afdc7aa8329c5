using System.Text.Json.Nodes;
using Npgsql;
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
