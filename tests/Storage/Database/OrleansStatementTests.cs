using Dapper;
using Npgsql;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Database;

/// <summary>
/// The statements that Orleans' ADO.NET providers read from the database, sent as they send them, under the application's role: parameters by name, results
/// by column. The providers check at start that all are there; these tests check what the providers rely on afterwards.
/// </summary>
public sealed class OrleansStatementTests(LedgerFixture fixture)
{
    private const int Active = 3;
    private const int Dead = 6;
    private static readonly DateTime s_noon = new(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_of_the_three_packages_are_there_and_found_without_the_schemas_name()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);

        var keys = await connection.QueryAsync<string>("SELECT QueryKey FROM OrleansQuery ORDER BY QueryKey");

        keys.ShouldBe(
            [
                "CleanupDefunctSiloEntriesKey", "ClearStorageKey", "DeleteMembershipTableEntriesKey", "DeleteReminderRowKey", "DeleteReminderRowsKey", "DeleteStorageKey",
                "GatewaysQueryKey", "InsertMembershipKey", "InsertMembershipVersionKey", "MembershipReadAllKey", "MembershipReadRowKey", "ReadFromStorageKey",
                "ReadRangeRows1Key", "ReadRangeRows2Key", "ReadReminderRowKey", "ReadReminderRowsKey", "UpdateIAmAlivetimeKey", "UpdateMembershipKey",
                "UpsertReminderRowKey", "WriteToStorageKey",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Member_is_added_and_changed_only_on_the_version_that_the_caller_has_read()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);
        (await OneAsync<bool>(connection, "InsertMembershipVersionKey", new { DeploymentId = "d" })).ShouldBeTrue();
        (await OneAsync<bool>(connection, "InsertMembershipVersionKey", new { DeploymentId = "d" })).ShouldBeFalse();
        var empty = (await RowsAsync<Member>(connection, "MembershipReadAllKey", new { DeploymentId = "d" })).ShouldHaveSingleItem();
        (empty.Version, empty.StartTime).ShouldBe((0, null));

        (await OneAsync<bool>(connection, "InsertMembershipKey", Silo(1, version: 0))).ShouldBeTrue();
        (await OneAsync<bool>(connection, "InsertMembershipKey", Silo(2, version: 0))).ShouldBeFalse("another silo has changed the membership since");
        (await OneAsync<bool>(connection, "InsertMembershipKey", Silo(1, version: 1))).ShouldBeFalse("it is a member already");
        (await OneAsync<bool>(connection, "InsertMembershipKey", Silo(2, version: 1))).ShouldBeTrue();
        (await OneAsync<bool>(connection, "UpdateMembershipKey", Change(1, Active, version: 1))).ShouldBeFalse();
        (await OneAsync<bool>(connection, "UpdateMembershipKey", Change(9, Active, version: 2))).ShouldBeFalse("there is no such member");
        (await OneAsync<bool>(connection, "UpdateMembershipKey", Change(1, Active, version: 2))).ShouldBeTrue();
        await connection.ExecuteAsync(await TextAsync(connection, "UpdateIAmAlivetimeKey"), new { DeploymentId = "d", Address = "127.0.0.1", Port = 11111, Generation = 1, IAmAliveTime = s_noon.AddMinutes(1) });

        var members = await RowsAsync<Member>(connection, "MembershipReadAllKey", new { DeploymentId = "d" });
        members.Select(m => (m.Version, m.Generation, m.Status, m.IAmAliveTime)).ShouldBe([(3, 1, Active, s_noon.AddMinutes(1)), (3, 2, 1, s_noon)], ignoreOrder: true);
        members.ShouldAllBe(m => m.SiloName == "silo" && m.HostName == "host" && m.ProxyPort == 30000 && m.StartTime == s_noon);
        (await RowsAsync<Member>(connection, "MembershipReadRowKey", new { DeploymentId = "d", Address = "127.0.0.1", Port = 11111, Generation = 2 })).ShouldHaveSingleItem().Generation.ShouldBe(2);
        (await RowsAsync<Member>(connection, "MembershipReadRowKey", new { DeploymentId = "d", Address = "127.0.0.1", Port = 11111, Generation = 7 })).ShouldHaveSingleItem().StartTime.ShouldBeNull();
        (await RowsAsync<Member>(connection, "GatewaysQueryKey", new { DeploymentId = "d", Status = Active })).ShouldHaveSingleItem().Generation.ShouldBe(1);
    }

    [Fact]
    public async Task Two_changes_of_the_membership_at_once_are_decided_by_the_version()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var first = await ledger.Application.OpenConnectionAsync(Cancelled);
        await using var second = await ledger.Application.OpenConnectionAsync(Cancelled);
        await OneAsync<bool>(first, "InsertMembershipVersionKey", new { DeploymentId = "d" });

        // The second waits for the row that the first holds, and then sees the version that the first has made.
        await using var holding = await first.BeginTransactionAsync(Cancelled);
        (await OneAsync<bool>(first, "InsertMembershipKey", Silo(1, version: 0))).ShouldBeTrue();
        var waiting = OneAsync<bool>(second, "InsertMembershipKey", Silo(2, version: 0));
        await Eventually.HoldsAsync(
            "the second change waits", async () => await ledger.AdminAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1, Cancelled);
        await holding.CommitAsync(Cancelled);

        (await waiting).ShouldBeFalse();
    }

    [Fact]
    public async Task Members_that_are_gone_are_cleaned_away_and_a_cluster_can_be_removed()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);
        await OneAsync<bool>(connection, "InsertMembershipVersionKey", new { DeploymentId = "d" });
        for (var generation = 1; generation <= 3; generation++)
        {
            await OneAsync<bool>(connection, "InsertMembershipKey", Silo(generation, version: generation - 1));
        }

        await OneAsync<bool>(connection, "UpdateMembershipKey", Change(1, Dead, version: 3));
        await OneAsync<bool>(connection, "UpdateMembershipKey", Change(2, Active, version: 4));

        await connection.ExecuteAsync(await TextAsync(connection, "CleanupDefunctSiloEntriesKey"), new { DeploymentId = "d", IAmAliveTime = s_noon });
        (await RowsAsync<Member>(connection, "MembershipReadAllKey", new { DeploymentId = "d" })).Count.ShouldBe(3, "all have been heard of since");
        await connection.ExecuteAsync(await TextAsync(connection, "CleanupDefunctSiloEntriesKey"), new { DeploymentId = "d", IAmAliveTime = s_noon.AddDays(1) });
        (await RowsAsync<Member>(connection, "MembershipReadAllKey", new { DeploymentId = "d" })).ShouldHaveSingleItem().Generation.ShouldBe(2);

        await connection.ExecuteAsync(await TextAsync(connection, "DeleteMembershipTableEntriesKey"), new { DeploymentId = "d" });
        (await RowsAsync<Member>(connection, "MembershipReadAllKey", new { DeploymentId = "d" })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reminders_are_read_by_grain_name_and_range_and_removed_by_version()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);
        (await OneAsync<int>(connection, "UpsertReminderRowKey", Row("grain/1", hash: -5))).ShouldBe(0);
        (await OneAsync<int>(connection, "UpsertReminderRowKey", Row("grain/1", hash: -5))).ShouldBe(1);
        await OneAsync<int>(connection, "UpsertReminderRowKey", Row("grain/2", hash: 10));
        await OneAsync<int>(connection, "UpsertReminderRowKey", Row("grain/3", hash: 20));

        (await GrainsAsync("ReadReminderRowsKey", new { ServiceId = "s", GrainId = "grain/1" })).ShouldBe(["grain/1"]);
        (await GrainsAsync("ReadReminderRowKey", new { ServiceId = "s", GrainId = "grain/2", ReminderName = "drive" })).ShouldBe(["grain/2"]);
        (await GrainsAsync("ReadReminderRowKey", new { ServiceId = "s", GrainId = "grain/2", ReminderName = "other" })).ShouldBeEmpty();
        (await GrainsAsync("ReadRangeRows1Key", new { ServiceId = "s", BeginHash = -5, EndHash = 10 })).ShouldBe(["grain/2"]);
        (await GrainsAsync("ReadRangeRows2Key", new { ServiceId = "s", BeginHash = 10, EndHash = -5 })).ShouldBe(["grain/1", "grain/3"], ignoreOrder: true);

        (await OneAsync<bool>(connection, "DeleteReminderRowKey", new { ServiceId = "s", GrainId = "grain/1", ReminderName = "drive", Version = 0 })).ShouldBeFalse();
        (await OneAsync<bool>(connection, "DeleteReminderRowKey", new { ServiceId = "s", GrainId = "grain/1", ReminderName = "drive", Version = 1 })).ShouldBeTrue();
        await connection.ExecuteAsync(await TextAsync(connection, "DeleteReminderRowsKey"), new { ServiceId = "s" });
        (await GrainsAsync("ReadRangeRows2Key", new { ServiceId = "s", BeginHash = 0, EndHash = 0 })).ShouldBeEmpty();

        async Task<IEnumerable<string>> GrainsAsync(string key, object parameters) => (await RowsAsync<Reminder>(connection, key, parameters)).Select(r =>
        {
            (r.ReminderName, r.StartTime, r.Period).ShouldBe(("drive", s_noon, 60_000L));
            return r.GrainId;
        });
    }

    [Fact]
    public async Task State_is_written_cleared_and_deleted_only_on_the_version_that_the_grain_has_read()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await using var connection = await ledger.Application.OpenConnectionAsync(Cancelled);
        (await WriteAsync(version: null, 1)).ShouldBe([1]);
        (await WriteAsync(version: null, 2)).ShouldBeEmpty("there is state already");
        (await WriteAsync(version: 7, 2)).ShouldBeEmpty("another activation has written since");
        (await WriteAsync(version: 1, 2)).ShouldBe([2]);
        var state = (await RowsAsync<State>(connection, "ReadFromStorageKey", Key(null))).ShouldHaveSingleItem();
        (state.PayloadBinary![0], state.Version).ShouldBe(((byte)2, 2));
        (await RowsAsync<State>(connection, "ReadFromStorageKey", Key("other"))).ShouldBeEmpty();

        (await VersionsAsync("ClearStorageKey", 1)).ShouldBeEmpty();
        (await VersionsAsync("ClearStorageKey", 2)).ShouldBe([3]);
        (await RowsAsync<State>(connection, "ReadFromStorageKey", Key(null))).ShouldHaveSingleItem().PayloadBinary.ShouldBeNull();
        (await VersionsAsync("DeleteStorageKey", 2)).ShouldBeEmpty();
        (await VersionsAsync("DeleteStorageKey", 3)).ShouldBe([4]);
        (await RowsAsync<State>(connection, "ReadFromStorageKey", Key(null))).ShouldBeEmpty();

        static DynamicParameters Key(string? extension)
        {
            var key = new DynamicParameters(new { GrainIdHash = 1, GrainIdN0 = 1L, GrainIdN1 = 2L, GrainTypeHash = 3, GrainTypeString = "type", ServiceId = "s" });
            key.Add("GrainIdExtensionString", extension, System.Data.DbType.String);
            return key;
        }

        Task<List<int>> WriteAsync(int? version, byte payload)
        {
            var parameters = Key(null);
            parameters.Add("GrainStateVersion", version, System.Data.DbType.Int32);
            parameters.Add("PayloadBinary", new[] { payload }, System.Data.DbType.Binary);
            return RowsAsync<int>(connection, "WriteToStorageKey", parameters);
        }

        Task<List<int>> VersionsAsync(string key, int version)
        {
            var parameters = Key(null);
            parameters.Add("GrainStateVersion", version, System.Data.DbType.Int32);
            return RowsAsync<int>(connection, key, parameters);
        }
    }

    private static object Silo(int generation, int version) => new
    {
        DeploymentId = "d",
        IAmAliveTime = s_noon,
        SiloName = "silo",
        HostName = "host",
        Address = "127.0.0.1",
        Port = 11111,
        Generation = generation,
        StartTime = s_noon,
        Status = 1,
        ProxyPort = 30000,
        Version = version,
    };

    private static object Change(int generation, int status, int version) =>
        new { DeploymentId = "d", Address = "127.0.0.1", Port = 11111, Generation = generation, IAmAliveTime = s_noon, Status = status, SuspectTimes = "", Version = version };

    private static object Row(string grain, int hash) => new { ServiceId = "s", GrainId = grain, ReminderName = "drive", StartTime = s_noon, Period = 60_000, GrainHash = hash };

    private static Task<string> TextAsync(NpgsqlConnection connection, string key) =>
        connection.QuerySingleAsync<string>("SELECT QueryText FROM OrleansQuery WHERE QueryKey = @key", new { key });

    private static async Task<T> OneAsync<T>(NpgsqlConnection connection, string key, object parameters) =>
        await connection.QuerySingleAsync<T>(await TextAsync(connection, key), parameters);

    private static async Task<List<T>> RowsAsync<T>(NpgsqlConnection connection, string key, object parameters) =>
        (await connection.QueryAsync<T>(await TextAsync(connection, key), parameters)).AsList();

    private sealed class Member
    {
        public int Version { get; init; }

        public int Generation { get; init; }

        public int Status { get; init; }

        public string? SiloName { get; init; }

        public string? HostName { get; init; }

        public int ProxyPort { get; init; }

        public DateTime? StartTime { get; init; }

        public DateTime? IAmAliveTime { get; init; }
    }

    private sealed class Reminder
    {
        public string GrainId { get; init; } = "";

        public string ReminderName { get; init; } = "";

        public DateTime StartTime { get; init; }

        public long Period { get; init; }
    }

    private sealed class State
    {
        public byte[]? PayloadBinary { get; init; }

        public int Version { get; init; }
    }
}
