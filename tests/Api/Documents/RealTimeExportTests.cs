using System.Globalization;
using System.Text.Json.Nodes;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Documents;

/// <summary>A connection that syncs in real time exports what changed, and nothing else. No silo runs: jobs wait.</summary>
public sealed class RealTimeExportTests(LedgerFixture fixture) : IAsyncLifetime
{
    private RunningApi _api = null!;
    private GraphTenant _tenant = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await RunningApi.StartAsync(fixture);
        _tenant = await GraphTenant.CreateAsync(_api);
        await SetFrequencyAsync("REAL_TIME");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Pushing_unchanged_transactions_starts_no_job_and_three_changes_a_job_of_three()
    {
        await PushAsync(1_000, row => $"Row {row}");
        (await ExportsAsync()).ShouldBe([1_000]);

        await PushAsync(1_000, row => $"Row {row}");
        (await ExportsAsync()).ShouldBe([1_000], "nothing changed");

        await PushAsync(1_000, row => row is 7 or 70 or 700 ? "Corrected" : $"Row {row}");
        (await ExportsAsync()).ShouldBe([1_000, 3]);
    }

    [Fact]
    public async Task A_receipt_of_a_synced_transaction_is_exported_at_once()
    {
        await PushAsync(2, row => $"Row {row}");
        await SyncAllAsync();

        await _tenant.AttachAsync("t-1", "receipt.pdf", Files.Pdf());
        (await ExportsAsync()).ShouldBe([2, 1]);

        await _tenant.AttachAsync("t-1", "copy.pdf", Files.Pdf());
        (await ExportsAsync()).ShouldBe([2, 1], "the same content is no other file");
    }

    [Fact]
    public async Task A_receipt_that_replaces_a_sent_one_is_exported_at_once()
    {
        await PushAsync(1, row => $"Row {row}");
        await SyncAllAsync();
        var first = (await _tenant.AttachAsync("t-1", "receipt.pdf", Files.Pdf(1)))["attachment"]!["id"]!.GetValue<string>();
        await SendFilesAsync();

        var deleted = await _tenant.MutateAsync("deleteAttachment", "DeleteAttachmentInput", new { id = first }, "jobs");
        deleted["jobs"]!.AsArray().Count.ShouldBe(1, "the accounting system's copy is deleted");
        (await ExportsAsync()).ShouldBe([1, 1], "without the file the books have everything");

        await _tenant.AttachAsync("t-1", "receipt.pdf", Files.Pdf(2));
        (await ExportsAsync()).ShouldBe([1, 1, 1]);
    }

    [Fact]
    public async Task Removing_a_file_exports_the_transaction_that_was_parked_because_of_it()
    {
        await PushAsync(1, row => $"Row {row}");
        var file = (await _tenant.AttachAsync("t-1", "setup.exe", Files.Program))["attachment"]!["id"]!.GetValue<string>();
        var before = (await ExportsAsync()).Count;

        await _tenant.MutateAsync("deleteAttachment", "DeleteAttachmentInput", new { id = file }, "jobs");

        (await ExportsAsync()).Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_restored_transaction_is_exported_and_an_excluded_one_is_not()
    {
        var ids = await PushAsync(1, row => $"Row {row}");

        await _tenant.MutateAsync("setTransactionStatus", "SetTransactionStatusInput", new { transactionIds = ids, status = "EXCLUDED" }, "transactions { id }");
        (await ExportsAsync()).ShouldBe([1]);
        await _tenant.MutateAsync("setTransactionStatus", "SetTransactionStatusInput", new { transactionIds = ids, status = "COMPLETED" }, "transactions { id }");
        (await ExportsAsync()).ShouldBe([1, 1]);
    }

    [Theory]
    [InlineData("exportAttachments", false)]
    [InlineData("frequency", "HOURLY")]
    public async Task A_receipt_starts_no_job_where_the_connection_does_not_want_it(string setting, object value)
    {
        await PushAsync(1, row => $"Row {row}");
        await SyncAllAsync();
        await _tenant.MutateAsync(
            "updateConnection",
            "UpdateConnectionInput",
            new Dictionary<string, object> { ["connectionId"] = _tenant.ConnectionGlobalId, [setting] = value },
            "connection { id }");

        await _tenant.AttachAsync("t-1", "receipt.pdf", Files.Pdf());

        (await ExportsAsync()).ShouldBe([1]);
    }

    [Fact]
    public async Task A_sync_of_what_is_missing_finds_a_receipt_that_came_later()
    {
        await PushAsync(2, row => $"Row {row}");
        await SyncAllAsync();
        await SetFrequencyAsync("DAILY");
        await _tenant.AttachAsync("t-2", "receipt.pdf", Files.Pdf());

        await StartSyncAsync();
        (await ExportsAsync()).ShouldBe([2, 1]);

        await SendFilesAsync();
        await StartSyncAsync();
        (await ExportsAsync()).ShouldBe([2, 1, 0], "the books have the file");
    }

    [Fact]
    public async Task An_export_of_an_id_of_another_kind_is_refused_and_starts_nothing()
    {
        var ids = await PushAsync(1, row => $"Row {row}");
        foreach (var (mutation, input, argument) in new[] { ("exportTransactions", "ExportTransactionsInput", "transactionIds"), ("startSync", "StartSyncInput", "entityIds") })
        {
            var answer = await _tenant.MutateAsync(
                mutation,
                input,
                new Dictionary<string, object> { ["connectionId"] = _tenant.ConnectionGlobalId, [argument] = new[] { ids[0], _tenant.ConnectionGlobalId } },
                "");

            var error = answer["errors"]![0]!;
            error["code"]!.GetValue<string>().ShouldBe("invalid_id");
            error["message"]!.GetValue<string>().ShouldContain(_tenant.ConnectionGlobalId);
        }

        (await ExportsAsync()).ShouldBe([1]);
    }

    private Task SetFrequencyAsync(string frequency) => _tenant.MutateAsync(
        "updateConnection", "UpdateConnectionInput", new { connectionId = _tenant.ConnectionGlobalId, frequency }, "connection { id }");

    private Task StartSyncAsync() => _tenant.MutateAsync(
        "startSync", "StartSyncInput", new { connectionId = _tenant.ConnectionGlobalId, entityTypes = new[] { "BANK_TRANSACTION" } }, "jobs { id }");

    private async Task<IReadOnlyList<string>> PushAsync(int count, Func<int, string> description)
    {
        var rows = Enumerable.Range(1, count).Select(row => new
        {
            sourceReference = $"t-{row.ToString(CultureInfo.InvariantCulture)}",
            transactedOn = "2026-03-04",
            description = description(row),
            amount = -row,
            currency = "NZD",
        });
        var payload = await _tenant.MutateAsync("upsertTransactions", "UpsertTransactionsInput", new { transactions = rows }, "results { id errors { __typename } }");
        return [.. payload["results"]!.AsArray().Select(r => r!["id"]!.GetValue<string>())];
    }

    /// <summary>The sizes of the export jobs so far, oldest first.</summary>
    private async Task<IReadOnlyList<int>> ExportsAsync()
    {
        var jobs = await _tenant.Client.FieldAsync(
            "jobs", "{ jobs(filter: { kinds: [EXPORT_TRANSACTIONS] }, orderBy: { field: CREATED, direction: ASC }) { nodes { total results { totalCount } } } }");
        return [.. jobs!["nodes"]!.AsArray().Select(Total)];
    }

    private static int Total(JsonNode? job)
    {
        var total = job!["total"]!.GetValue<int>();
        job["results"]!["totalCount"]!.GetValue<int>().ShouldBe(total, "every document of a job has a row");
        return total;
    }

    /// <summary>As a silo leaves it that has exported every transaction.</summary>
    private Task SyncAllAsync() => _tenant.ExecuteAsync(
        $"""
        insert into sync_record (id, tenant_id, connection_id, remote_company_id, document_kind, document_id, entry, role, entry_key, state, revision, remote_id, synced_at, updated_at)
        select gen_random_uuid(), tenant_id, '{_tenant.Connection}', 'company-1', 'bank_transaction', id, 1, 'booking', 'OL-' || id, 'synced', revision, 'remote', now(), now() from bank_transaction
        """);

    /// <summary>As a silo leaves it that has sent every file.</summary>
    private Task SendFilesAsync() => _tenant.ExecuteAsync(
        $"""
        insert into sync_attachment (tenant_id, connection_id, remote_company_id, document_id, entry, attachment_id, file_name, state, remote_id, epoch, updated_at)
        select tenant_id, '{_tenant.Connection}', 'company-1', document_id, 1, id, file_name, 'synced', 'remote-file', 1, now() from attachment where deleted_at is null
        """);
}
