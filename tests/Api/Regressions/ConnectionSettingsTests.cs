using Dapper;
using OrleansLedger.Api.Connections;
using OrleansLedger.Api.Tests.Graph;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Database;
using OrleansLedger.Testing;

namespace OrleansLedger.Api.Tests.Regressions;

public sealed class ConnectionSettingsTests(LedgerFixture fixture)
{
    private const string Settings = "connection { settings { defaultCounterparty voucherSeries } }";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Each read all settings, changed one and wrote all: the last one took the other's change back.</summary>
    [Fact]
    public async Task Two_who_change_different_settings_at_the_same_time_both_have_their_way()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        await using var blocker = await api.Admin.OpenConnectionAsync(Cancelled);
        await using var hold = await blocker.BeginTransactionAsync(Cancelled);
        await blocker.ExecuteAsync("select 1 from connection for update", transaction: hold);

        var one = UpdateAsync(tenant, new { connectionId = tenant.ConnectionGlobalId, defaultCounterparty = "Cash sale" });
        var other = UpdateAsync(tenant, new { connectionId = tenant.ConnectionGlobalId, voucherSeries = "B" });
        await Eventually.HoldsAsync("both wait for the connection", async () => await WaitingAsync(api) == 2, Cancelled);
        await hold.CommitAsync(Cancelled);
        await Task.WhenAll(one, other);

        var now = await tenant.Client.FieldAsync("connection", "query ($id: ID!) { connection(id: $id) { settings { defaultCounterparty voucherSeries } } }", new { id = tenant.ConnectionGlobalId });
        now!["settings"]!.ToJsonString().ShouldBe("""{"defaultCounterparty":"Cash sale","voucherSeries":"B"}""");
    }

    /// <summary>What the first mutation had read was shown by the last, though the one between had changed it.</summary>
    [Fact]
    public async Task A_mutation_shows_what_the_one_before_it_in_the_same_request_has_changed()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var job = (await tenant.MutateAsync("testConnection", "ConnectionCommandInput", new { connectionId = tenant.ConnectionGlobalId }, "job { id }"))["job"]!["id"]!.GetValue<string>();
        const string Seen = "{ job { connection { settings { voucherSeries } } } }";

        var answer = await tenant.Client.AskAsync(
            $"mutation ($j: ID!, $c: ID!) {{ a: cancelJob(input: {{ jobId: $j }}) {Seen} updateConnection(input: {{ connectionId: $c, voucherSeries: \"B\" }}) {{ errors {{ __typename }} }} b: cancelJob(input: {{ jobId: $j }}) {Seen} }}",
            new { j = job, c = tenant.ConnectionGlobalId });

        answer["data"]!["a"]!["job"]!["connection"]!["settings"]!["voucherSeries"].ShouldBeNull();
        answer["data"]!["b"]!["job"]!["connection"]!["settings"]!["voucherSeries"]!.GetValue<string>().ShouldBe("B");
    }

    [Theory]
    [InlineData("defaultCounterparty", "Cash\0sale")]
    [InlineData("defaultCounterparty", "Cash\u0001sale")]
    [InlineData("voucherSeries", "\0")]
    [InlineData("defaultCounterparty", null)]
    [InlineData("voucherSeries", null)]
    public async Task A_text_that_no_books_take_is_refused(string setting, string? text)
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);
        var input = new Dictionary<string, object> { ["connectionId"] = tenant.ConnectionGlobalId, [setting] = text ?? new string('x', 256) };

        (await tenant.ProblemAsync("updateConnection", "UpdateConnectionInput", input)).ShouldBe("invalid_setting");

        input[setting] = "   ";
        (await UpdateAsync(tenant, input)).ShouldBe("""{"defaultCounterparty":null,"voucherSeries":null}""");
    }

    [Fact]
    public async Task The_default_bank_account_is_a_bank_account_or_a_card()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);

        (await tenant.ProblemAsync("updateConnection", "UpdateConnectionInput", new { connectionId = tenant.ConnectionGlobalId, defaultBankAccount = "travel" })).ShouldBe("not_a_bank_account");
        (await tenant.ProblemAsync("updateConnection", "UpdateConnectionInput", new { connectionId = tenant.ConnectionGlobalId, defaultBankAccount = "bank" })).ShouldBeNull();
    }

    /// <summary>PostgreSQL has another error for it in JSON than in text.</summary>
    [Fact]
    public async Task Text_that_cannot_be_kept_is_told_as_such_in_JSON_too()
    {
        await using var api = await RunningApi.StartAsync(fixture);
        var tenant = await GraphTenant.CreateAsync(api);

        await Should.ThrowAsync<UnstorableTextException>(
            api.Service<ConnectionRequests>().SaveAsync(tenant.Id, tenant.Connection, new ConnectionSettings { DefaultCounterparty = "\0" }, [], Cancelled));
    }

    private static async Task<string> UpdateAsync(GraphTenant tenant, object input) =>
        (await tenant.MutateAsync("updateConnection", "UpdateConnectionInput", input, Settings))["connection"]!["settings"]!.ToJsonString();

    private static async Task<long> WaitingAsync(RunningApi api)
    {
        await using var command = api.Admin.CreateCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        return (long)(await command.ExecuteScalarAsync(Cancelled))!;
    }
}
