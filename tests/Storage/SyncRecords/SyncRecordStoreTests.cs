using OrleansLedger.Domain;
using OrleansLedger.Domain.Documents;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Storage.Database;
using OrleansLedger.Storage.SyncRecords;
using OrleansLedger.Testing;

namespace OrleansLedger.Storage.Tests.SyncRecords;

public sealed class SyncRecordStoreTests(LedgerFixture fixture)
{
    private const string Company = "company-1";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The operations that move an entry, with the event each stands for and, where one event has two, the states it is for.</summary>
    public static TheoryData<SyncRecordState, string> Operations()
    {
        var data = new TheoryData<SyncRecordState, string>();
        foreach (var state in Enum.GetValues<SyncRecordState>())
        {
            foreach (var operation in (string[])["park", "send", "settle synced", "settle failed", "settle kept", "adopt", "take back"])
            {
                data.Add(state, operation);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_operation_moves_an_entry_as_the_state_machine_says_or_not_at_all(SyncRecordState state, string operation)
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        await books.BringToAsync(state);
        var (on, appliesTo) = operation switch
        {
            "park" => (SyncRecordEvent.Park, Enum.GetValues<SyncRecordState>()),
            "send" => (SyncRecordEvent.Send, Enum.GetValues<SyncRecordState>()),
            "settle synced" => (SyncRecordEvent.Confirm, [SyncRecordState.Sending]),
            "settle failed" => (SyncRecordEvent.Fail, [SyncRecordState.Sending]),
            "settle kept" => (SyncRecordEvent.KeepOld, [SyncRecordState.Sending]),
            "adopt" => (SyncRecordEvent.Confirm, [SyncRecordState.Parked, SyncRecordState.Failed]),
            _ => (SyncRecordEvent.TakeBack, Enum.GetValues<SyncRecordState>()),
        };
        var possible = appliesTo.Contains(state) && SyncRecordMachine.Transitions.Any(t => t.From == state && t.On == on);

        if (operation == "send" && !possible)
        {
            await Should.ThrowAsync<InvalidOperationException>(books.ApplyAsync(operation));
        }
        else
        {
            await books.ApplyAsync(operation);
        }

        (await books.RecordAsync()).StateValue.ShouldBe(possible ? SyncRecordMachine.Next(state, on) : state);
    }

    [Fact]
    public async Task An_outcome_counts_only_for_the_call_it_belongs_to()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        var first = await books.SendAsync();
        await books.SettleAsync(first, new SettledEntry(books.Key, SyncRecordState.Failed, ErrorCode: "invalid", ErrorText: "No."));
        var second = await books.SendAsync();

        await books.SettleAsync(first, new SettledEntry(books.Key, SyncRecordState.Synced, "late-1"));

        var record = await books.RecordAsync();
        record.StateValue.ShouldBe(SyncRecordState.Sending);
        record.WriteId.ShouldBe(second);
        record.RemoteId.ShouldBeNull();
    }

    [Fact]
    public async Task A_late_outcome_does_not_overwrite_what_is_synced()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        var write = await books.SendAsync();
        await books.SettleAsync(write, new SettledEntry(books.Key, SyncRecordState.Synced, "remote-1", "17"));

        await books.SettleAsync(write, new SettledEntry(books.Key, SyncRecordState.Failed, ErrorCode: "timeout", ErrorText: "Too late."));

        var record = await books.RecordAsync();
        record.StateValue.ShouldBe(SyncRecordState.Synced);
        record.RemoteId.ShouldBe("remote-1");
        record.RemoteNumber.ShouldBe("17");
        record.ErrorCode.ShouldBeNull();
    }

    [Fact]
    public async Task An_entry_that_is_being_sent_is_not_sent_by_a_second_call()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        var first = await books.SendAsync();

        var refusal = await Should.ThrowAsync<InvalidOperationException>(books.SendAsync());

        refusal.Message.ShouldBe($"Of 1 entries 1 are already being sent. Reconcile the open writes of connection {books.Connection} first.");
        (await books.RecordAsync()).WriteId.ShouldBe(first);
        (await books.OpenWritesAsync()).Select(w => w.Id).ShouldBe([first], "the second call is not on record either");
    }

    [Fact]
    public async Task A_change_that_did_not_happen_leaves_the_entry_as_it_stood_and_its_content_unknown()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        await books.SettleAsync(await books.SendAsync(), new SettledEntry(books.Key, SyncRecordState.Synced, "remote-1", "17", "v1"));

        await books.SettleAsync(await books.SendAsync(), new SettledEntry(books.Key, SyncRecordState.Synced, ErrorCode: "locked", ErrorText: "The period is locked.", KeepOld: true));

        var record = await books.RecordAsync();
        record.StateValue.ShouldBe(SyncRecordState.Synced);
        (record.RemoteId, record.RemoteNumber, record.RemoteVersion).ShouldBe(("remote-1", "17", "v1"));
        record.ErrorText.ShouldBe("The period is locked.");
        record.ContentHash.ShouldBeNull("else the next export would take the change as done");
    }

    [Fact]
    public async Task A_reconnect_to_another_company_starts_clean()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        await books.SettleAsync(await books.SendAsync(), new SettledEntry(books.Key, SyncRecordState.Synced, "remote-1"));
        var other = new SyncRecordStore(books.Connection, "company-2", DocumentKinds.BankTransaction);

        (await ledger.InAsync(books.Tenant, t => other.LatestAsync(t, [books.Document], Cancelled))).ShouldBeEmpty();
        (await ledger.InAsync(books.Tenant, t => other.HistoryAsync(t, books.Document, Cancelled))).Count.ShouldBe(1, "the proof of the old company stays");
    }

    [Fact]
    public async Task A_call_stays_on_record_until_it_is_closed()
    {
        await using var ledger = await TestLedger.CreateAsync(fixture);
        var books = await Books.OpenAsync(ledger);
        var write = await books.SendAsync();
        (await ledger.InAsync(books.Tenant, t => books.Store.OfWriteAsync(t, write, Cancelled))).Count.ShouldBe(1);

        await books.SettleAsync(write, new SettledEntry(books.Key, SyncRecordState.Synced, "remote-1"));
        (await books.OpenWritesAsync()).Select(w => w.Id).ShouldBe([write]);
        (await ledger.InAsync(books.Tenant, t => books.Store.OfWriteAsync(t, write, Cancelled))).ShouldBeEmpty();
        await ledger.InAsync(books.Tenant, t => SyncRecordStore.CloseWriteAsync(t, write, Cancelled));

        (await books.OpenWritesAsync()).ShouldBeEmpty();
    }

    /// <summary>One document on its way into the books of one company.</summary>
    private sealed class Books(TestLedger ledger, TenantId tenant, ConnectionId connection, DocumentId document)
    {
        private Guid _write = Guid.CreateVersion7();

        public TenantId Tenant => tenant;

        public ConnectionId Connection => connection;

        public DocumentId Document => document;

        public SyncRecordStore Store { get; } = new(connection, Company, DocumentKinds.BankTransaction);

        public string Key { get; } = EntryKey.For(connection, Company, document, 1);

        public static async Task<Books> OpenAsync(TestLedger ledger)
        {
            var tenant = await ledger.CreateTenantAsync();
            return new Books(ledger, tenant, await ledger.ConnectAsync(tenant, company: Company), await ledger.ImportAsync(tenant, "bank-1"));
        }

        /// <summary>Takes the entry to a state by the operations that lead there.</summary>
        public async Task BringToAsync(SyncRecordState state)
        {
            string[] operations = state switch
            {
                SyncRecordState.Parked => ["park"],
                SyncRecordState.Sending => ["send"],
                SyncRecordState.Synced => ["send", "settle synced"],
                SyncRecordState.Failed => ["send", "settle failed"],
                _ => ["send", "settle synced", "take back"],
            };
            foreach (var operation in operations)
            {
                await ApplyAsync(operation);
            }

            (await RecordAsync()).StateValue.ShouldBe(state);
        }

        public Task ApplyAsync(string operation) => operation switch
        {
            "park" => InAsync(t => Store.ParkAsync(t, [new ParkedEntry(document, 1, Key, 1, "no_mapping", "Category supplies is not mapped.", "category")], TestLedger.Noon, Cancelled)),
            "send" => SendAsync(),
            "settle synced" => SettleAsync(_write, new SettledEntry(Key, SyncRecordState.Synced, "remote-1")),
            "settle failed" => SettleAsync(_write, new SettledEntry(Key, SyncRecordState.Failed, ErrorCode: "invalid", ErrorText: "No.")),
            // Only a change of what stands there can be kept from happening: there is a remote id.
            "settle kept" => SettleAsync(_write, new SettledEntry(Key, SyncRecordState.Synced, "remote-1", KeepOld: true)),
            "adopt" => InAsync(t => Store.AdoptAsync(t, new AdoptedEntry(document, 1, Key, 1, "{}", "remote-1"), TestLedger.Noon, Cancelled)),
            "take back" => InAsync(t => Store.TakeBackAsync(t, Key, TestLedger.Noon, Cancelled)),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "Unknown operation"),
        };

        public async Task<Guid> SendAsync()
        {
            var write = Guid.CreateVersion7();
            await InAsync(t => Store.SendAsync(t, write, "{}", epoch: 1, [Entry()], TestLedger.Noon, Cancelled));
            _write = write;
            return write;
        }

        public Task SettleAsync(Guid write, SettledEntry entry) => InAsync(t => Store.SettleAsync(t, write, [entry], TestLedger.Noon, Cancelled));

        public async Task<SyncRecord> RecordAsync() => (await ledger.InAsync(tenant, t => Store.LatestAsync(t, [document], Cancelled)))[document];

        public Task<IReadOnlyList<OpenWrite>> OpenWritesAsync() => ledger.InAsync(tenant, t => Store.OpenWritesAsync(t, Cancelled));

        private Task InAsync(Func<LedgerTransaction, Task> work) => ledger.InAsync(tenant, work);

        private SendingEntry Entry() => new(document, 1, "booking", Key, 1, [1, 2, 3], "{}");
    }
}
