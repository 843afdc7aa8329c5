using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    [Fact]
    public async Task A_write_cut_off_before_it_took_effect_is_unknown_and_proven_absent()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var write = Prepare(session, entry);
        await FaultOnWriteAsync("drop-before");

        (await SendAsync(session, write)).ShouldBeOfType<WriteOutcome.Unknown>();
        (await FindAsync(session, entry)).ShouldBeEmpty();
        (await SendAsync(session, write)).ShouldStand();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("drop-after")]
    [InlineData("error-after")]
    public async Task A_write_that_took_effect_without_an_answer_is_unknown_and_found(string fault)
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await FaultOnWriteAsync(fault);

        (await SendAsync(session, Prepare(session, entry))).ShouldBeOfType<WriteOutcome.Unknown>();

        var found = (await FindAsync(session, entry)).ShouldHaveSingleItem();
        found.Key.ShouldBe(entry.EntryKey);
        found.Value.Entry.RemoteId.ShouldBe((await BookedAsync(session, entry)).ShouldHaveSingleItem().RemoteId);
    }

    [Theory]
    [InlineData("drop-after")]
    [InlineData("error-after")]
    public async Task The_same_write_sent_again_under_its_key_writes_once(string fault)
    {
        if (Provider.Manifest.ReplayWindow is null)
        {
            Assert.Skip($"{Provider.Manifest.DisplayName} does not remember keys.");
        }

        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var write = Prepare(session, entry);
        await FaultOnWriteAsync(fault);

        (await SendAsync(session, write)).ShouldBeOfType<WriteOutcome.Unknown>();
        var replayed = (await SendAsync(session, write)).ShouldStand();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().RemoteId.ShouldBe(replayed.RemoteId);
    }

    [Fact]
    public async Task A_throttled_write_is_tried_later_and_says_when()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await Sandbox.FaultAsync(new { kind = "throttle", provider = Key, path = TransactionPath, method = "POST", count = 1, retryAfterSeconds = 30 });
        var began = TimeProvider.System.GetUtcNow();

        var outcome = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.RetryLater>();

        outcome.Until.ShouldNotBeNull().ShouldBeInRange(began, began + TimeSpan.FromMinutes(2));
        (await BookedAsync(session, entry)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_throttled_read_says_when_to_come_back()
    {
        var session = await ConnectAsync();
        await Sandbox.FaultAsync(new { kind = "throttle", provider = Key, company = session.Company.RemoteId, count = 1, retryAfterSeconds = 30 });
        var began = TimeProvider.System.GetUtcNow();

        var read = await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation);

        read.ShouldFail<Domain.Connections.Company, ProviderFailure.RateLimited>().Until.ShouldBeInRange(began, began + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task An_outage_during_a_write_is_never_taken_for_an_answer()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await Sandbox.FaultAsync(new { kind = "status", provider = Key, path = TransactionPath, method = "POST", count = 1, status = 503 });

        var outcome = (await WriteAsync(session, entry)).ShouldHaveSingleItem();

        (outcome is WriteOutcome.Unavailable or WriteOutcome.Unknown).ShouldBeTrue(outcome.ToString());
        (await FindAsync(session, entry)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("drop-before")]
    [InlineData("error-after")]
    public async Task A_read_that_fails_is_transient(string fault)
    {
        var session = await ConnectAsync();
        await Sandbox.FaultAsync(new { kind = fault, provider = Key, company = session.Company.RemoteId, count = 1 });

        var read = await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation);

        read.ShouldFail<Domain.Connections.Company, ProviderFailure.Transient>();
    }

    [Fact]
    public async Task An_outage_during_a_look_up_proves_nothing()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await WriteAsync(session, entry);
        await Sandbox.FaultAsync(new { kind = "status", provider = Key, company = session.Company.RemoteId, count = 1, status = 503 });

        var found = await Port<IReadsTransactions>().FindAsync(
            session.Calls, session.Company, [new EntryProbe(entry.EntryKey, entry.Document.TransactedOn, entry.Document.Amount)], Cancellation);

        found.ShouldFail<IReadOnlyDictionary<string, FoundTransaction>, ProviderFailure.Transient>();
    }

    [Fact]
    public async Task An_authorization_server_that_does_not_answer_loses_no_consent()
    {
        var session = await ConnectAsync();
        await Sandbox.FaultAsync(new { kind = "drop-before", provider = Key, count = 1 });

        var refreshed = await Provider.Authorization.RefreshAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation);

        (refreshed.Failure is ProviderFailure.Transient or ProviderFailure.OutcomeUnknown).ShouldBeTrue(refreshed.Failure?.ToString());
        session.Tokens = await RefreshAsync(session);
    }

    private Task<string> FaultOnWriteAsync(string kind) => Sandbox.FaultAsync(new { kind, provider = Key, path = TransactionPath, method = "POST", count = 1 });
}
