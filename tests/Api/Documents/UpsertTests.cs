using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Documents;

/// <summary>What mutations of documents answer: what became of each, and the thing itself.</summary>
public sealed class UpsertTests(LedgerFixture fixture)
{
    [Fact]
    public async Task An_upsert_tells_what_it_did_to_each_and_shows_it_as_it_is_now()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await tenant.ImportAsync(2);

        var results = await UpsertAsync(tenant, Row(1, "Row 1"), Row(2, "Row 2, corrected"), Row(3, "Row 3"), Row(4, ""));

        results.Select(r => r!["change"]?.GetValue<string>()).ShouldBe(["UNCHANGED", "UPDATED", "CREATED", null]);
        results.Select(r => r!["transaction"]?["revision"]?.GetValue<int>()).ShouldBe([1, 2, 1, null]);
        results.Select(r => r!["transaction"]?["sourceReference"]?.GetValue<string>()).ShouldBe(["t-1", "t-2", "t-3", null]);
        results[3]!["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("missing");
    }

    [Fact]
    public async Task What_was_excluded_stays_so_when_it_is_pushed_again_without_a_status()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var id = (await tenant.ImportAsync(1))[0];
        await tenant.MutateAsync("setTransactionStatus", "SetTransactionStatusInput", new { transactionIds = new[] { id }, status = "EXCLUDED" }, "transactions { id }");

        (await UpsertAsync(tenant, Row(1, "Pushed every night")))[0]!["transaction"]!["status"]!.GetValue<string>().ShouldBe("EXCLUDED");

        var asked = Row(1, "Pushed every night");
        asked["status"] = "COMPLETED";
        (await UpsertAsync(tenant, asked))[0]!["transaction"]!["status"]!.GetValue<string>().ShouldBe("COMPLETED");
    }

    [Fact]
    public async Task A_file_that_was_added_or_taken_away_is_in_the_answer()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var id = (await tenant.ImportAsync(1))[0];

        var added = await tenant.AttachAsync("t-1", "receipt.png", Files.Png());
        var again = await tenant.AttachAsync("t-1", "copy.png", Files.Png());

        added["transactionId"]!.GetValue<string>().ShouldBe(id);
        added["attachment"]!["sha256"]!.GetValue<string>().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Files.Png())));
        again["attachment"]!.ToJsonString().ShouldBe(added["attachment"]!.ToJsonString(), "the same content is one file, under its first name");
        var deleted = await tenant.MutateAsync("deleteAttachment", "DeleteAttachmentInput", new { id = added["attachment"]!["id"]!.GetValue<string>() }, "attachment { fileName } jobs");
        deleted["attachment"]!["fileName"]!.GetValue<string>().ShouldBe("receipt.png");
        (await tenant.AttachAsync("t-2", "receipt.png", Files.Png()))["errors"]![0]!["code"]!.GetValue<string>().ShouldBe("unknown_transaction");
    }

    /// <summary>As <see cref="GraphTenant.ImportAsync"/> has them.</summary>
    private static JsonObject Row(int number, string description) => new()
    {
        ["sourceReference"] = $"t-{number.ToString(CultureInfo.InvariantCulture)}",
        ["transactedOn"] = $"2026-03-{number:00}",
        ["description"] = description,
        ["amount"] = -number,
        ["currency"] = "NZD",
        ["category"] = "travel",
    };

    private static async Task<JsonArray> UpsertAsync(GraphTenant tenant, params JsonObject[] rows) => (await tenant.MutateAsync(
        "upsertTransactions",
        "UpsertTransactionsInput",
        new { transactions = rows },
        "results { change transaction { sourceReference revision status } errors { ... on Error { code } } }"))["results"]!.AsArray();
}
