using OrleansLedger.Domain;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    [Theory]
    [InlineData("-129.50", false)]
    [InlineData("2480.01", false)]
    [InlineData("-0.01", false)]
    [InlineData("-1234567.89", false)]
    [InlineData("-75.25", true)]
    [InlineData("310.00", true)]
    public async Task An_entry_stands_in_the_books_as_it_was_given(string signed, bool foreign)
    {
        var amount = decimal.Parse(signed);
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, amount, foreign ? ForeignCurrency : null);
        Port<IWritesTransactions>().Check(session.Company, entry).ShouldBeEmpty();

        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        var booked = (await BookedAsync(session, entry)).ShouldHaveSingleItem();
        var expected = Expected(session.Company, entry);
        booked.RemoteId.ShouldBe(written.RemoteId);
        booked.Amount.ShouldBe(expected.Amount);
        booked.Currency.ShouldBe(expected.Currency);
        booked.On.ShouldBe(entry.Document.TransactedOn);
        booked.BankAccount.ShouldBe(entry.BankAccount.RemoteId);
        booked.PostingAccount.ShouldBe(entry.PostingAccount.RemoteId);
        if (booked.BaseAmount is { } worth)
        {
            worth.ShouldBe(Math.Round(amount * (entry.ExchangeRate ?? 1), 2, MidpointRounding.AwayFromZero), 0.01m);
        }
    }

    [Theory]
    [InlineData("Räksmörgås på Östermalm, 2 st à 149:-")]
    [InlineData("東京の店 – \"quoted\" & <tagged> \\ back / slash 🧾")]
    [InlineData("line one\r\nline two\ttabbed")]
    public async Task Any_text_is_taken(string description)
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m, description: description);

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Text.ShouldContain(Shown(description[..8]));
    }

    [Fact]
    public async Task The_longest_texts_are_taken()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m, description: new string('å', 4000), sourceReference: new string('r', 100));

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        (await FindAsync(session, entry)).Keys.ShouldBe([entry.EntryKey]);
    }

    [Fact]
    public async Task One_bad_entry_fails_alone_and_names_its_field()
    {
        var session = await ConnectAsync();
        var entries = new List<TransactionEntry>();
        for (var i = 1; i <= 5; i++)
        {
            entries.Add(await EntryAsync(session, -10m * i));
        }

        entries[2] = Spoil(entries[2]);

        var outcomes = await WriteAsync(session, entries);

        var rejected = outcomes[2].ShouldBeOfType<WriteOutcome.Rejected>();
        rejected.Text.ShouldNotBeNullOrWhiteSpace();
        rejected.Field.ShouldBe(SpoiltField);
        for (var i = 0; i < 5; i++)
        {
            if (i != 2)
            {
                outcomes[i].ShouldBeWritten();
            }
        }

        var booked = await BookedAsync(session, entries);
        booked.Select(entry => entry.EntryKey).Order(StringComparer.Ordinal)
            .ShouldBe(entries.Where((_, i) => i != 2).Select(entry => entry.EntryKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_batch_as_large_as_declared_is_taken_in_order()
    {
        var session = await ConnectAsync();
        var first = await EntryAsync(session, -1m);
        var entries = Enumerable.Range(1, Port<IWritesTransactions>().TransactionBatchSize).Select(i => first with
        {
            EntryKey = Domain.SyncRecords.EntryKey.For(session.Connection, session.Company.RemoteId, DocumentId.New(), 1),
            Document = first.Document with { Amount = new Money(-i, session.Company.BaseCurrency) },
        }).ToList();

        var outcomes = await WriteAsync(session, entries);

        var booked = (await BookedAsync(session, entries)).ToDictionary(entry => entry.EntryKey, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            booked[entries[i].EntryKey].RemoteId.ShouldBe(outcomes[i].ShouldBeWritten().RemoteId);
            booked[entries[i].EntryKey].Amount.ShouldBe(-(i + 1));
        }
    }

    [Fact]
    public async Task The_same_entry_prepares_to_the_same_bytes()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -12.34m);
        var writer = Port<IWritesTransactions>();

        var first = writer.Prepare(session.Company, [entry], "key-1");
        var second = writer.Prepare(session.Company, [entry], "key-1");

        second.ShouldBe(first with { EntryKeys = second.EntryKeys });
        first.EntryKeys.ShouldBe([entry.EntryKey]);
    }

    [Fact]
    public async Task A_changed_document_is_changed_in_place_where_the_provider_can()
    {
        var writer = Port<IWritesTransactions>();
        if (writer.EntriesAreImmutable)
        {
            Assert.Skip($"Entries of {Provider.Manifest.DisplayName} are immutable.");
        }

        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        var changed = entry with
        {
            Existing = written,
            Document = entry.Document with { Amount = new Money(-99.95m, session.Company.BaseCurrency), Description = "Changed: espresso machine", Revision = 2 },
        };

        var updated = (await WriteAsync(session, changed)).ShouldHaveSingleItem().ShouldBeWritten();

        updated.RemoteId.ShouldBe(written.RemoteId);
        var booked = (await BookedAsync(session, entry)).ShouldHaveSingleItem();
        booked.Amount.ShouldBe(-99.95m);
        booked.Text.ShouldContain("Changed: espresso machine");
    }

    [Fact]
    public async Task Creating_and_changing_go_together()
    {
        if (Port<IWritesTransactions>().EntriesAreImmutable)
        {
            Assert.Skip($"Entries of {Provider.Manifest.DisplayName} are immutable.");
        }

        var session = await ConnectAsync();
        var old = await EntryAsync(session, -10m);
        var written = (await WriteAsync(session, old)).ShouldHaveSingleItem().ShouldBeWritten();
        var fresh = await EntryAsync(session, -20m);
        var changed = old with { Existing = written, Document = old.Document with { Amount = new Money(-11m, session.Company.BaseCurrency), Revision = 2 } };

        var outcomes = await WriteAsync(session, changed, fresh);

        outcomes[0].ShouldBeWritten().RemoteId.ShouldBe(written.RemoteId);
        outcomes[1].ShouldBeWritten().RemoteId.ShouldNotBe(written.RemoteId);
        (await BookedAsync(session, old, fresh)).Select(entry => entry.Amount).Order().ShouldBe([-20m, -11m]);
    }

    [Fact]
    public async Task A_changed_document_is_reversed_and_booked_anew_where_entries_are_immutable()
    {
        if (!Port<IWritesTransactions>().EntriesAreImmutable)
        {
            Assert.Skip($"Entries of {Provider.Manifest.DisplayName} can be changed.");
        }

        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        var reversal = entry with { EntryKey = NextKey(session, entry, 2), Role = EntryRole.Reversal, Existing = written };
        var anew = entry with { EntryKey = NextKey(session, entry, 3), Document = entry.Document with { Amount = new Money(-12m, session.Company.BaseCurrency), Revision = 2 } };

        (await WriteAsync(session, reversal)).ShouldHaveSingleItem().ShouldBeWritten().RemoteId.ShouldNotBe(written.RemoteId);
        (await WriteAsync(session, anew)).ShouldHaveSingleItem().ShouldBeWritten();

        (await BookedAsync(session, entry, reversal, anew)).Sum(booked => booked.Amount).ShouldBe(-12m);
        var found = await FindAsync(session, entry, reversal, anew);
        found.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Entries_are_found_by_their_keys_and_only_those()
    {
        var session = await ConnectAsync();
        var there = await EntryAsync(session, -10m);
        var alsoThere = await EntryAsync(session, 40m, on: Day.AddDays(9));
        var absent = await EntryAsync(session, -10m);
        var outcomes = await WriteAsync(session, there, alsoThere);

        var found = await FindAsync(session, there, absent, alsoThere);

        found.Keys.Order(StringComparer.Ordinal).ShouldBe(((string[])[there.EntryKey, alsoThere.EntryKey]).Order(StringComparer.Ordinal));
        found[there.EntryKey].Entry.RemoteId.ShouldBe(outcomes[0].ShouldBeWritten().RemoteId);
        found[there.EntryKey].Amount.ShouldBe(Expected(session.Company, there));
        found[alsoThere.EntryKey].TransactedOn.ShouldBe(Day.AddDays(9));
    }

    [Fact]
    public async Task The_entries_of_a_span_of_days_are_listed_both_ends_included()
    {
        var reader = Port<IReadsTransactions>();
        var session = await ConnectAsync();
        var entries = new List<TransactionEntry>();
        foreach (var offset in (int[])[0, 1, 4, 5])
        {
            entries.Add(await EntryAsync(session, offset % 2 == 0 ? -5m - offset : 5m + offset, on: Day.AddDays(offset)));
        }

        await WriteAsync(session, entries);

        var listed = (await reader.ListAsync(session.Calls, session.Company, [Day.AddDays(1), Day.AddDays(2), Day.AddDays(3), Day.AddDays(4)], Cancellation)).ShouldSucceed();

        var ours = listed.Where(found => found.EntryKey is not null).OrderBy(found => found.TransactedOn).ToList();
        ours.Select(found => found.EntryKey).ShouldBe([entries[1].EntryKey, entries[2].EntryKey]);
        ours.Select(found => found.Amount).ShouldBe([Expected(session.Company, entries[1]), Expected(session.Company, entries[2])]);
    }

    private static string NextKey(RemoteSession session, TransactionEntry entry, int number) =>
        Domain.SyncRecords.EntryKey.For(session.Connection, session.Company.RemoteId, entry.Document.Id, number);
}
