using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Accounts;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Jobs;
using OrleansLedger.Storage.Lists;

namespace OrleansLedger.Api.Tests.Graph;

/// <summary>A tenant with a connection whose chart has been imported, and a client with its key. No silo: jobs wait.</summary>
internal sealed class GraphTenant
{
    private GraphTenant(RunningApi api, TenantId id, ConnectionId connection, GraphClient client) => (Api, Id, Connection, Client) = (api, id, connection, client);

    public RunningApi Api { get; }

    public TenantId Id { get; }

    public ConnectionId Connection { get; }

    public string ConnectionGlobalId => GlobalId.Of(GlobalId.Connection, Connection.Value);

    public GraphClient Client { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<GraphTenant> CreateAsync(RunningApi api)
    {
        var tenant = await api.CreateTenantAsync();
        var company = new Company { RemoteId = "company-1", Name = "Harbour Cafe", BaseCurrency = "NZD" };
        var connection = await api.Service<LedgerDatabase>().InTenantAsync(
            tenant,
            async t =>
            {
                var id = await ConnectionStore.ConnectAsync(t, "quickbooks", company, Cancelled);
                await ConnectionStore.SetCompanyAsync(t, id, epoch: 0, company, api.Clock.GetUtcNow(), Cancelled);
                await AccountStore.ReplaceAsync(
                    t,
                    id,
                    [
                        new("bank", "1010", "Current account", AccountKind.Bank, "Bank", null, true),
                        new("travel", "6100", "Travel", AccountKind.Expense, "Expense", null, true),
                        new("fares", "6110", "Fares", AccountKind.Expense, "Expense", null, true) { ParentRemoteId = "travel" },
                        new("old", "6900", "Closed", AccountKind.Expense, "Expense", null, false),
                    ],
                    Cancelled);
                await AccountStore.ReplaceTaxCodesAsync(t, id, [new("gst", "GST", 15, true)], Cancelled);
                return id;
            },
            Cancelled);
        return new GraphTenant(api, tenant, connection, new GraphClient(api, (await api.CreateKeyAsync(tenant)).Reveal()));
    }

    /// <summary>Takes in that many transactions, <c>t-1</c> on 1 March 2026, <c>t-2</c> on the 2nd, and so on.</summary>
    /// <returns>Their ids.</returns>
    public async Task<IReadOnlyList<string>> ImportAsync(int count)
    {
        var taken = await Client.FieldAsync(
            "upsertTransactions",
            "mutation ($t: [BankTransactionInput!]!) { upsertTransactions(input: { transactions: $t }) { results { id errors { __typename } } } }",
            new
            {
                t = Enumerable.Range(1, count).Select(i => new { sourceReference = $"t-{i}", transactedOn = $"2026-03-{i:00}", description = $"Row {i}", amount = -i, currency = "NZD", category = "travel" }),
            });
        return [.. taken!["results"]!.AsArray().Select(r => r!["id"]!.GetValue<string>())];
    }

    /// <summary>Adds a file to a transaction by a multipart request.</summary>
    /// <returns>The payload: <c>attachment { id fileName sha256 } transactionId errors { code message }</c>.</returns>
    public async Task<JsonNode> AttachAsync(string reference, string fileName, byte[] content)
    {
        const string Operations =
            """{"query":"mutation ($i: AddAttachmentInput!) { addAttachment(input: $i) { attachment { id fileName sha256 } transactionId errors { ... on Error { code message } } } }","variables":{"i":{"sourceReference":"REF","file":null}}}""";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Operations.Replace("REF", reference, StringComparison.Ordinal), Encoding.UTF8, "application/json"), "operations" },
            { new StringContent("""{"0":["variables.i.file"]}""", Encoding.UTF8, "application/json"), "map" },
            { new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } }, "0", fileName },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Client.Key);
        request.Headers.Add("GraphQL-Preflight", "1");
        using var response = await Api.Browser.SendAsync(request, Cancelled);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!;
        answer["errors"].ShouldBeNull(answer.ToJsonString());
        return answer["data"]!["addAttachment"]!;
    }

    /// <summary>One mutation with its payload's errors by code.</summary>
    public async Task<JsonNode> MutateAsync(string mutation, string input, object variable, string selection)
    {
        const string Errors = "errors { ... on Error { code message } }";
        return (await Client.FieldAsync(mutation, $"mutation ($i: {input}!) {{ {mutation}(input: $i) {{ {selection} {Errors} }} }}", new { i = variable }))!;
    }

    /// <summary>The code of the problem that a mutation answers with.</summary>
    public async Task<string?> ProblemAsync(string mutation, string input, object variable) =>
        (await MutateAsync(mutation, input, variable, ""))["errors"]!.AsArray().FirstOrDefault()?["code"]?.GetValue<string>();

    /// <summary>What the owner of the tables changes: what a silo would have done.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var command = Api.Admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancelled);
    }

    /// <summary>Leaves an event of every job's state, as whoever changes one does.</summary>
    public Task TellOfJobsAsync() => Api.Service<LedgerDatabase>().InTenantAsync(
        Id,
        async t =>
        {
            foreach (var job in (await JobList.PageAsync(t, new(), JobList.NewestFirst, PageRequest.Forward(100), Cancelled)).Items)
            {
                t.Events.JobChanged(job.Job.Id);
            }
        },
        Cancelled);
}
