using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Connections;
using OrleansLedger.Storage.Security;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.Connections;

public sealed class CredentialStoreTests(LedgerFixture fixture)
{
    private static readonly string s_oldKey = $"k1:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
    private static readonly string s_newKey = $"k2:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_are_not_readable_in_the_row()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var store = new CredentialStore(new TokenCipher([s_oldKey]));
        await ledger.InAsync(tenant, t => store.StoreFirstAsync(t, connection, Tokens("first"), Cancelled));
        await ledger.InAsync(tenant, t => store.RotateAsync(t, connection, Tokens("second"), Cancelled));

        var row = await ledger.AdminAsync<string>("select encode(tokens, 'escape') || encode(previous_tokens, 'escape') || c::text from credential c");
        var bytes = await ledger.AdminAsync<byte[]>("select tokens || previous_tokens from credential");

        foreach (var secret in (string[])["access-first", "refresh-first", "access-second", "refresh-second"])
        {
            row.ShouldNotContain(secret);
            bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)).ShouldBe(-1);
            bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(secret)).ShouldBe(-1);
        }

        var read = (await ledger.InAsync(tenant, t => store.FindAsync(t, connection, Cancelled)))!;
        read.Tokens.ShouldBe(Tokens("second"));
        read.Previous.ShouldBe(Tokens("first"));
    }

    [Fact]
    public async Task Tokens_copied_to_another_connection_do_not_open()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var one = await ledger.ConnectAsync(tenant, "books");
        var other = await ledger.ConnectAsync(tenant, "ledgers");
        var store = new CredentialStore(new TokenCipher([s_oldKey]));
        await ledger.InAsync(tenant, t => store.StoreFirstAsync(t, one, Tokens("one"), Cancelled));
        await ledger.InAsync(tenant, t => store.StoreFirstAsync(t, other, Tokens("other"), Cancelled));

        await ledger.AdminAsync<object>(
            "with u as (update credential set tokens = (select tokens from credential where connection_id = $1) where connection_id = $2 returning 1) select count(*) from u", one.Value, other.Value);

        await Should.ThrowAsync<CryptographicException>(ledger.InAsync(tenant, t => store.FindAsync(t, other, Cancelled)));
        (await ledger.InAsync(tenant, t => store.FindAsync(t, one, Cancelled)))!.Tokens.ShouldBe(Tokens("one"));
    }

    [Fact]
    public async Task The_tokens_before_a_rotation_are_kept_until_the_new_ones_have_served()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var tenant = await ledger.CreateTenantAsync();
        var connection = await ledger.ConnectAsync(tenant);
        var store = new CredentialStore(new TokenCipher([s_oldKey]));
        await ledger.InAsync(tenant, t => store.StoreFirstAsync(t, connection, Tokens("first"), Cancelled));
        await ledger.InAsync(tenant, t => store.BeginRefreshAsync(t, connection, TestLedger.Noon, Cancelled));
        (await ledger.InAsync(tenant, t => store.FindAsync(t, connection, Cancelled)))!.RefreshBeganAt.ShouldBe(TestLedger.Noon, "the intent is on record before the call");

        await ledger.InAsync(tenant, t => store.RotateAsync(t, connection, Tokens("second"), Cancelled));
        var rotated = (await ledger.InAsync(tenant, t => store.FindAsync(t, connection, Cancelled)))!;
        (rotated.Previous, rotated.RefreshBeganAt).ShouldBe((Tokens("first"), null));

        await ledger.InAsync(tenant, t => store.DropPreviousAsync(t, connection, Cancelled));
        (await ledger.InAsync(tenant, t => store.FindAsync(t, connection, Cancelled)))!.Previous.ShouldBeNull();
    }

    [Fact]
    public void A_key_put_behind_a_new_one_still_opens_what_it_sealed()
    {
        var connection = ConnectionId.New();
        var sealedBefore = new TokenCipher([s_oldKey]).Encrypt(connection, Tokens("one"));
        var rotated = new TokenCipher([s_newKey, s_oldKey]);

        rotated.Decrypt(connection, sealedBefore).ShouldBe(Tokens("one"));
        new TokenCipher([s_newKey]).Decrypt(connection, rotated.Encrypt(connection, Tokens("one"))).ShouldBe(Tokens("one"), "the first key seals");
    }

    [Fact]
    public void A_key_taken_out_too_early_is_named()
    {
        var connection = ConnectionId.New();
        var sealedBefore = new TokenCipher([s_oldKey]).Encrypt(connection, Tokens("one"));

        Should.Throw<CryptographicException>(() => new TokenCipher([s_newKey]).Decrypt(connection, sealedBefore)).Message
            .ShouldBe("The key 'k1' is not in Encryption:Keys. Put it back, after the first one, until every credential has been renewed.");
    }

    [Fact]
    public void An_altered_box_does_not_open()
    {
        var connection = ConnectionId.New();
        var cipher = new TokenCipher([s_oldKey]);
        var box = cipher.Encrypt(connection, Tokens("one"));
        box[^1] ^= 1;

        Should.Throw<CryptographicException>(() => cipher.Decrypt(connection, box));
        Should.Throw<CryptographicException>(() => cipher.Decrypt(connection, [])).Message.ShouldBe("The sealed value is too short.");
    }

    [Fact]
    public void The_same_tokens_are_sealed_differently_every_time()
    {
        var connection = ConnectionId.New();
        var cipher = new TokenCipher([s_oldKey]);

        cipher.Encrypt(connection, Tokens("one")).ShouldNotBe(cipher.Encrypt(connection, Tokens("one")));
    }

    [Fact]
    public void Two_keys_with_one_id_are_refused() =>
        Should.Throw<OptionsValidationException>(() => new TokenCipher([s_oldKey, s_oldKey])).Message.ShouldBe(
            "The setting Encryption:Keys has two keys with the id 'k1'. Give the new one another id: the id of a key that has encrypted anything cannot change.");

    [Fact]
    public void A_missing_key_is_named_as_a_setting_with_the_way_to_make_one() =>
        Should.Throw<OptionsValidationException>(() => TokenCipher.FromConfiguration(new ConfigurationBuilder().Build())).Message.ShouldBe(
            "The setting Encryption:Keys:0 is missing. Set it to 'id:' and 32 random bytes in base64, for instance the output of: echo k1:$(openssl rand -base64 32)");

    [Theory]
    [InlineData("")]
    [InlineData("k2")]
    [InlineData(":AAAA")]
    [InlineData("k2:not base64")]
    [InlineData("k2:AAAA")]
    public void A_key_that_is_none_is_named_by_its_place(string key) =>
        Should.Throw<OptionsValidationException>(() => new TokenCipher([s_oldKey, key])).Message.ShouldBe(
            "The setting Encryption:Keys:1 is not 'id:' and 32 bytes in base64. Make one with: echo k1:$(openssl rand -base64 32)");

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
