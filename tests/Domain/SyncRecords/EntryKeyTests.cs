using OrleansLedger.Domain.SyncRecords;

namespace OrleansLedger.Domain.Tests.SyncRecords;

public sealed class EntryKeyTests
{
    private static readonly ConnectionId s_connection = new(Guid.Parse("0199d0a0-0000-7000-8000-000000000001"));
    private static readonly DocumentId s_document = new(Guid.Parse("0199d0a0-0000-7000-8000-000000000002"));

    private static string Key => EntryKey.For(s_connection, "company-1", s_document, 1);

    /// <summary>Entries in books out there carry these keys: another way to make them would not find those again.</summary>
    [Fact]
    public void The_way_a_key_is_made_never_changes() => Key.ShouldBe("OLCS481S573XT4FFM8JZ");

    [Fact]
    public void A_key_is_OL_and_18_characters_of_Crockfords_base_32()
    {
        for (var entry = 1; entry <= 1000; entry++)
        {
            EntryKey.For(s_connection, "company-1", s_document, entry).ShouldMatch("^OL[0-9A-HJKMNP-TV-Z]{18}$");
        }
    }

    [Fact]
    public void Connection_company_document_and_entry_each_make_another_key()
    {
        string[] keys =
        [
            Key,
            EntryKey.For(new ConnectionId(Guid.Parse("0199d0a0-0000-7000-8000-000000000009")), "company-1", s_document, 1),
            EntryKey.For(s_connection, "company-2", s_document, 1),
            EntryKey.For(s_connection, "company-1", new DocumentId(Guid.Parse("0199d0a0-0000-7000-8000-000000000009")), 1),
            EntryKey.For(s_connection, "company-1", s_document, 2),
        ];

        keys.ShouldBeUnique();
    }

    [Fact]
    public void Ten_thousand_documents_have_ten_thousand_keys()
    {
        var keys = Enumerable.Range(0, 10_000).Select(_ => EntryKey.For(s_connection, "company-1", DocumentId.New(), 1)).ToList();

        keys.ShouldBeUnique();
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("Coffee beans [{0}]")]
    [InlineData("{0}: Coffee beans")]
    [InlineData("Ref {0}, OL and more")]
    [InlineData("OLD OLIVE OIL CO, {0}")]
    [InlineData("åäö {0} 東京")]
    public void A_key_is_found_wherever_it_stands_as_a_word(string text) => EntryKey.FindIn(string.Format(text, Key)).ShouldBe(Key);

    [Theory]
    [InlineData("X{0}")]
    [InlineData("{0}X")]
    [InlineData("1{0}")]
    [InlineData("{0}9")]
    [InlineData("å{0}")]
    public void A_key_inside_another_word_is_no_key(string text) => EntryKey.FindIn(string.Format(text, Key)).ShouldBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("OL")]
    [InlineData("Coffee beans")]
    [InlineData("OL0123456789ABCDEFG")]
    [InlineData("ol0123456789ABCDEFGH")]
    [InlineData("OL0123456789ABCDEFGI")]
    [InlineData("OL0123456789 BCDEFGH")]
    public void A_text_without_a_whole_key_has_none(string? text) => EntryKey.FindIn(text).ShouldBeNull();

    [Fact]
    public void The_first_of_two_keys_is_the_one()
    {
        var second = EntryKey.For(s_connection, "company-1", s_document, 2);

        EntryKey.FindIn($"{Key} takes back {second}").ShouldBe(Key);
    }
}
