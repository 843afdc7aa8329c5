using OrleansLedger.Domain.Access;

namespace OrleansLedger.Domain.Tests.Access;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void A_key_reads_back_as_what_it_was_made_as()
    {
        var key = ApiKeyText.Create(ApiKeyId.New());

        var text = key.Reveal();

        text.Length.ShouldBe(ApiKeyText.Length);
        text.ShouldMatch("^olk_[A-Za-z0-9_-]{65}$");
        ApiKeyText.TryParse(text, out var read).ShouldBeTrue();
        read.Id.ShouldBe(key.Id);
        read.Hash().ShouldBe(key.Hash());
        read.Reveal().ShouldBe(text);
    }

    [Fact]
    public void Two_keys_of_one_id_have_two_secrets()
    {
        var id = ApiKeyId.New();

        var one = ApiKeyText.Create(id);

        one.Matches(ApiKeyText.Create(id).Hash()).ShouldBeFalse();
        one.Matches(one.Hash()).ShouldBeTrue();
        one.Matches([]).ShouldBeFalse();
    }

    [Fact]
    public void The_hash_is_SHA_256_of_the_secret_and_does_not_hold_it()
    {
        const string Text = "olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

        ApiKeyText.TryParse(Text, out var key).ShouldBeTrue();

        key.Id.Value.ShouldBe(Guid.Parse("019d5900-0000-7000-8000-000000000001"));
        Convert.ToHexStringLower(key.Hash()).ShouldBe("630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("olk_")]
    [InlineData("OLK_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh")]
    [InlineData("olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A")]
    [InlineData("olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+")]
    [InlineData("olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=")]
    [InlineData("olk_AZ1ZAAAAcACAAAAAAAAAAQ AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    public void What_is_no_key_is_refused(string? text) => ApiKeyText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_second_spelling_of_the_same_bytes_is_refused() =>
        ApiKeyText.TryParse("olk_AZ1ZAAAAcACAAAAAAAAAAQAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", out _).ShouldBeFalse("its last character differs only in bits that are not used");

    [Fact]
    public void A_key_in_a_log_line_shows_its_id_and_not_its_secret()
    {
        var key = ApiKeyText.Create(ApiKeyId.New());

        $"{key}".ShouldBe($"olk_{key.Id.Value:N}...");
        key.Reveal().ShouldNotContain($"{key}"[4..30]);
    }
}
