using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Documents;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Documents;

public sealed class TransactionRulesTests(LedgerFixture fixture)
{
    private const string Upsert = "mutation ($t: [BankTransactionInput!]!) { upsertTransactions(input: { transactions: $t }) { results { sourceReference id errors { ... on InvalidInputProblem { code message } } } errors { __typename } } }";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sourceReference")]
    [InlineData("description")]
    [InlineData("counterparty")]
    [InlineData("category")]
    [InlineData("bankAccount")]
    [InlineData("taxCode")]
    public async Task A_transaction_with_a_character_that_no_text_has_is_told_so_and_the_others_are_taken(string field)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var client = new GraphClient(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());

        var payload = await client.FieldAsync("upsertTransactions", Upsert, new { t = new[] { Transaction("A"), Transaction("B", field, "x\0y"), Transaction("C") } });

        var results = payload!["results"]!.AsArray();
        results.Select(r => r!["id"] is not null).ShouldBe([true, false, true]);
        results[1]!["errors"]![0]!["message"]!.GetValue<string>().ShouldBe($"{field} 'x\uFFFDy' contains the control character U+0000. Remove it.");
        (await api.CountAsync("bank_transaction")).ShouldBe(2);
    }

    [Fact]
    public async Task Blanks_around_texts_are_left_out_and_do_not_make_another_transaction()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var client = new GraphClient(api, (await api.CreateKeyAsync(await api.CreateTenantAsync())).Reveal());

        var first = await client.FieldAsync("upsertTransactions", Upsert, new { t = new[] { Transaction(" A ", "category", "  ") } });
        var again = await client.FieldAsync("upsertTransactions", Upsert, new { t = new[] { Transaction("A", "description", " Flour ") } });
        var both = await client.FieldAsync("upsertTransactions", Upsert, new { t = new[] { Transaction("A"), Transaction("A ") } });

        again!["results"]![0]!["id"]!.GetValue<string>().ShouldBe(first!["results"]![0]!["id"]!.GetValue<string>());
        both!["results"]!.AsArray().Select(r => r!["errors"]![0]!["code"]!.GetValue<string>()).ShouldBe(["duplicate_reference", "duplicate_reference"]);
        await using var command = api.Admin.CreateCommand("select concat(source_reference, '|', description, '|', category, '|', revision) from bank_transaction");
        (await command.ExecuteScalarAsync(Cancelled)).ShouldBe("A|Flour||1");
    }

    [Theory]
    [InlineData("receipt", "The file 'receipt' has no extension, which identifies the kind of file. Name it like invoice.pdf. Nothing was stored.")]
    [InlineData("a\0.pdf", "The file 'a\uFFFD.pdf' is not a plain file name. Leave out the folder and characters that cannot be printed. Nothing was stored.")]
    public async Task A_file_that_cannot_be_stored_is_refused_with_a_transaction_and_after_it(string name, string message)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await api.CreateTenantAsync();
        var documents = api.Service<DocumentRequests>();
        var transaction = new BankTransaction
        {
            Id = DocumentId.New(),
            TenantId = tenant,
            SourceReference = "A",
            TransactedOn = new DateOnly(2026, 3, 4),
            Description = "Flour",
            Amount = new Money(-12.5m, "NZD"),
            Status = TransactionStatus.Completed,
            Revision = 1,
        };
        var file = new IncomingFile("A", name, Files.Pdf());

        (await Should.ThrowAsync<RequestRefusedException>(documents.ImportAsync(tenant, [transaction], [file], Cancelled))).Message.ShouldBe(message);
        await documents.ImportAsync(tenant, [transaction], [], Cancelled);
        (await Should.ThrowAsync<RequestRefusedException>(documents.AttachAsync(tenant, file, Cancelled))).Message.ShouldBe(message);
        (await api.CountAsync("attachment")).ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_whose_name_is_a_path_or_whose_transaction_cannot_be_is_refused()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var key = (await api.CreateKeyAsync(await api.CreateTenantAsync(), AccessRole.Operator)).Reveal();

        (await UploadAsync(api, key, "A\0", "a.pdf")).ShouldBe("unknown_transaction");
        (await UploadAsync(api, key, "A", "noextension")).ShouldBe("invalid_file_name");
    }

    private static async Task<string?> UploadAsync(RunningApi api, string key, string reference, string fileName)
    {
        const string Add = "mutation ($f: Upload!, $r: String!) { addAttachment(input: { sourceReference: $r, file: $f }) { errors { ... on NotFoundProblem { code } ... on InvalidInputProblem { code } } } }";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { query = Add, variables = new { f = (object?)null, r = reference } })), "operations" },
            { new StringContent("""{"0":["variables.f"]}"""), "map" },
            { new ByteArrayContent(Files.Pdf()) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } }, "0", fileName },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql") { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("GraphQL-Preflight", "1");
        using var response = await api.Browser.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        var data = JsonNode.Parse(text)!["data"] ?? throw new InvalidOperationException(text);
        return data["addAttachment"]!["errors"]![0]!["code"]!.GetValue<string>();
    }

    private static Dictionary<string, object> Transaction(string reference, string? field = null, string? text = null)
    {
        var transaction = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sourceReference"] = reference, ["transactedOn"] = "2026-03-04", ["description"] = "Flour", ["amount"] = -12.5m, ["currency"] = "NZD",
        };
        if (field is not null)
        {
            transaction[field] = text!;
        }

        return transaction;
    }
}
