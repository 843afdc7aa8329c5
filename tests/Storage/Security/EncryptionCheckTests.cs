using System.Security.Cryptography;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Security;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Security;

public sealed class EncryptionCheckTests(LedgerFixture fixture)
{
    private const string StartOver = "If the key is lost, docs/access.md#encryption-keys says how to continue without it.";

    private static readonly string s_first = Key("k1");
    private static readonly string s_second = Key("k2");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_of_the_first_start_are_accepted_at_every_later_start()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);

        (await CheckAsync(ledger, s_first)).ShouldBeNull();
        (await CheckAsync(ledger, s_first)).ShouldBeNull();

        (await ledger.AdminAsync<string>("select string_agg(key_id, ',') from encryption_check")).ShouldBe("k1");
    }

    [Fact]
    public async Task Another_key_under_a_known_id_is_refused_also_before_it_has_encrypted_anything()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await CheckAsync(ledger, s_first);

        (await CheckAsync(ledger, Key("k1"))).ShouldBe($"The key 'k1' in Encryption:Keys is not the key of that name that encrypted this database's credentials. Restore the right key. {StartOver}");
        (await CheckAsync(ledger, s_second, Key("k1"))).ShouldNotBeNull("also where it is not the first key");
    }

    [Fact]
    public async Task Keys_that_the_database_has_never_seen_are_refused()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await CheckAsync(ledger, s_first);

        (await CheckAsync(ledger, s_second)).ShouldBe(
            "None of the keys in Encryption:Keys (k2) has been used with this database before; the keys used are: k1. Restore Encryption:Keys. To rotate, put the new key first and leave the old one after it. " + StartOver);
    }

    [Fact]
    public async Task Key_that_still_encrypts_credentials_cannot_be_left_out()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await CheckAsync(ledger, s_first);
        var (tenant, connection) = await ConnectAsync(ledger, s_first);
        await CheckAsync(ledger, s_second, s_first);

        const string Lacking = "Encryption:Keys lacks the key 'k1', which encrypts 1 stored credential(s). Put it back after the first key, and leave it until every credential has been renewed. " + StartOver;
        (await CheckAsync(ledger, s_second)).ShouldBe(Lacking);

        var renewing = new CredentialStore(new TokenCipher([s_second, s_first]));
        await ledger.InAsync(tenant, t => renewing.RotateAsync(t, connection, Tokens("renewed"), Cancelled));
        (await CheckAsync(ledger, s_second)).ShouldBe(Lacking, "the tokens before the renewal are kept until the new ones have been used");

        await ledger.InAsync(tenant, t => renewing.DropPreviousAsync(t, connection, Cancelled));
        (await CheckAsync(ledger, s_second)).ShouldBeNull("every credential has been renewed");
        (await ledger.AdminAsync<string>("select string_agg(key_id, ',') from encryption_check")).ShouldBe("k2");
        (await CheckAsync(ledger, s_first)).ShouldStartWith("None of the keys in Encryption:Keys (k1)");
    }

    [Fact]
    public async Task Process_with_the_old_key_starts_while_others_rotate_until_the_new_key_is_used()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await CheckAsync(ledger, s_first);
        await CheckAsync(ledger, s_second, s_first);

        (await CheckAsync(ledger, s_first)).ShouldBeNull();

        await ConnectAsync(ledger, s_second);
        (await CheckAsync(ledger, s_first)).ShouldStartWith("Encryption:Keys lacks the key 'k2', which encrypts 1 stored credential(s).");
        (await CheckAsync(ledger, s_second, s_first)).ShouldBeNull();
    }

    [Fact]
    public async Task Database_from_before_the_check_is_compared_with_its_credentials()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        await ConnectAsync(ledger, s_first);

        (await CheckAsync(ledger, Key("k1"))).ShouldStartWith("The key 'k1' in Encryption:Keys is not the key of that name");
        (await CheckAsync(ledger, s_second)).ShouldStartWith("Encryption:Keys lacks the key 'k1', which encrypts 1 stored credential(s).");
        (await CheckAsync(ledger, s_first)).ShouldBeNull();
    }

    [Fact]
    public async Task Database_without_the_tables_is_told_with_the_command_that_makes_them()
    {
        var database = await fixture.Postgres.CreateDatabaseAsync(cancellationToken: Cancelled);
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(database.AdminConnectionString);

        (await new EncryptionCheck(new TokenCipher([s_first]), dataSource).FindErrorAsync(Cancelled)).ShouldBe(
            "The database lacks tables of this version. Run the migration step first: OrleansLedger.Silo migrate, with ConnectionStrings:ledger-admin.");
    }

    private static string Key(string id) => $"{id}:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private static Task<string?> CheckAsync(TestLedger ledger, params string[] keys) => new EncryptionCheck(new TokenCipher(keys), ledger.Application).FindErrorAsync(Cancelled);

    /// <summary>A connection whose tokens the key has encrypted.</summary>
    private static async Task<(TenantId Tenant, ConnectionId Connection)> ConnectAsync(TestLedger ledger, string key)
    {
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        await ledger.InAsync(tenant, t => new CredentialStore(new TokenCipher([key])).StoreFirstAsync(t, connection, Tokens("first"), Cancelled));
        return (tenant, connection);
    }

    private static TokenSet Tokens(string name) => new()
    {
        AccessToken = $"access-{name}",
        AccessExpiresAt = TestLedger.Noon.AddMinutes(30),
        RefreshToken = $"refresh-{name}",
        RefreshExpiresAt = TestLedger.Noon.AddDays(60),
        IssuedAt = TestLedger.Noon,
        AuthorizationId = "authorization-1",
    };
}
