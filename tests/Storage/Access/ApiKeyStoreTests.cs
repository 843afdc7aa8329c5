using Dapper;
using Npgsql;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.Lists;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Access;

public sealed class ApiKeyStoreTests(LedgerFixture fixture)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AccessRole.Viewer)]
    [InlineData(AccessRole.Operator)]
    [InlineData(AccessRole.Admin)]
    public async Task A_key_names_its_tenant_and_role(AccessRole role)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await MakeAsync(ledger, await ledger.CreateTenantAsync("Other"));

        var key = await MakeAsync(ledger, tenant, role);

        (await UseAsync(ledger, key)).ShouldBe(new KeyHolder(key.Id, tenant, "office", role));
    }

    [Fact]
    public async Task A_right_id_with_a_wrong_secret_finds_nobody_and_is_no_use()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var key = await MakeAsync(ledger, tenant);

        (await UseAsync(ledger, ApiKeyText.Create(key.Id))).ShouldBeNull();
        (await UseAsync(ledger, ApiKeyText.Create(ApiKeyId.New()))).ShouldBeNull();

        (await FindAsync(ledger, tenant, key.Id))!.LastUsedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_revoked_key_finds_nobody_and_keeps_the_instant_it_was_revoked_first()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var key = await MakeAsync(ledger, tenant);

        (await ledger.InAsync(tenant, t => ApiKeyStore.RevokeAsync(t, key.Id, TestLedger.Noon, Cancelled))).ShouldBeTrue();
        (await ledger.InAsync(tenant, t => ApiKeyStore.RevokeAsync(t, key.Id, TestLedger.Noon.AddHours(1), Cancelled))).ShouldBeTrue();

        (await UseAsync(ledger, key)).ShouldBeNull();
        (await FindAsync(ledger, tenant, key.Id))!.RevokedAt.ShouldBe(TestLedger.Noon);
        (await ledger.InAsync(tenant, t => ApiKeyStore.RevokeAsync(t, ApiKeyId.New(), TestLedger.Noon, Cancelled))).ShouldBeFalse();
    }

    [Fact]
    public async Task Use_is_written_down_at_most_once_a_minute()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var key = await MakeAsync(ledger, tenant);

        await UseAsync(ledger, key, TestLedger.Noon);
        await UseAsync(ledger, key, TestLedger.Noon.AddSeconds(59));
        (await FindAsync(ledger, tenant, key.Id))!.LastUsedAt.ShouldBe(TestLedger.Noon);

        await UseAsync(ledger, key, TestLedger.Noon.AddSeconds(60));
        (await FindAsync(ledger, tenant, key.Id))!.LastUsedAt.ShouldBe(TestLedger.Noon.AddSeconds(60));
    }

    [Fact]
    public async Task A_tenant_neither_sees_nor_revokes_keys_of_another_or_of_the_platform()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var other = await ledger.CreateTenantAsync("Other");
        var mine = await MakeAsync(ledger, tenant);
        var theirs = await MakeAsync(ledger, other);
        var platform = await ledger.Database.InPlatformAsync(t => ApiKeyStore.CreateAsync(t, "operations", AccessRole.Platform, null, TestLedger.Noon, Cancelled), Cancelled);

        (await ListAsync(ledger, tenant)).ShouldBe([mine.Id]);
        foreach (var foreign in (ApiKeyText[])[theirs, platform])
        {
            (await FindAsync(ledger, tenant, foreign.Id)).ShouldBeNull();
            (await ledger.InAsync(tenant, t => ApiKeyStore.RevokeAsync(t, foreign.Id, TestLedger.Noon, Cancelled))).ShouldBeFalse();
            (await UseAsync(ledger, foreign)).ShouldNotBeNull();
        }

        var ofPlatform = await ledger.Database.InPlatformAsync(t => ApiKeyList.PageAsync(t, new() { IncludeRevoked = true }, ApiKeyList.NewestFirst, PageRequest.Forward(10), Cancelled), Cancelled);
        ofPlatform.Items.Select(k => k.Id).ShouldBe([platform.Id], "and the platform lists its own only");
        (await UseAsync(ledger, platform)).ShouldBe(new KeyHolder(platform.Id, null, "operations", AccessRole.Platform));
    }

    [Fact]
    public async Task A_tenant_makes_no_key_of_the_platforms()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();

        await Should.ThrowAsync<ArgumentException>(() => MakeAsync(ledger, tenant, AccessRole.Platform));
        const string Insert = "insert into api_key (id, tenant_id, name, role, secret_hash, created_at) values (gen_random_uuid(), @tenant, 'x', @role, sha256('x'), now())";
        (await RefusalAsync(ledger, tenant, Insert, new { tenant = (Guid?)null, role = "platform" })).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await RefusalAsync(ledger, tenant, Insert, new { tenant = (Guid?)tenant.Value, role = "platform" })).ShouldBe(PostgresErrorCodes.CheckViolation);
        (await RefusalAsync(ledger, tenant, Insert, new { tenant = (Guid?)tenant.Value, role = "admin" })).ShouldBeNull("its own it may");
    }

    [Theory]
    [InlineData("select secret_hash from api_key")]
    [InlineData("update api_key set secret_hash = sha256('x')")]
    [InlineData("update api_key set role = 'admin'")]
    [InlineData("delete from api_key")]
    public async Task The_application_reads_no_hash_and_changes_no_role(string sql)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        await MakeAsync(ledger, tenant);

        (await RefusalAsync(ledger, tenant, sql, null)).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    private static Task<ApiKeyText> MakeAsync(TestLedger ledger, TenantId tenant, AccessRole role = AccessRole.Admin) =>
        ledger.InAsync(tenant, t => ApiKeyStore.CreateAsync(t, "office", role, null, TestLedger.Noon, Cancelled));

    private static Task<KeyHolder?> UseAsync(TestLedger ledger, ApiKeyText key, DateTimeOffset? at = null) =>
        ApiKeyStore.UseAsync(ledger.Database, key.Id, key.Hash(), at ?? TestLedger.Noon, Cancelled);

    private static Task<ApiKey?> FindAsync(TestLedger ledger, TenantId tenant, ApiKeyId id) => ledger.InAsync(tenant, t => ApiKeyStore.FindAsync(t, id, Cancelled));

    private static async Task<List<ApiKeyId>> ListAsync(TestLedger ledger, TenantId tenant) =>
        [.. (await ledger.InAsync(tenant, t => ApiKeyList.PageAsync(t, new(), ApiKeyList.NewestFirst, PageRequest.Forward(10), Cancelled))).Items.Select(k => k.Id)];

    private static async Task<string?> RefusalAsync(TestLedger ledger, TenantId tenant, string sql, object? parameters)
    {
        try
        {
            await ledger.InAsync(tenant, t => t.Connection.ExecuteAsync(sql, parameters, t.Transaction));
            return null;
        }
        catch (PostgresException e)
        {
            return e.SqlState;
        }
    }
}
