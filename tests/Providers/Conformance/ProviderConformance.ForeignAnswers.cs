using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    private const int ProbesPerLookUp = 50;

    /// <summary>The sandbox's quota rules of this provider, which the matrices lift.</summary>
    protected abstract IReadOnlyList<string> QuotaRules { get; }

    /// <summary>Method and path of the call that creates contacts; null where the provider keeps none.</summary>
    protected virtual (string Method, string Path)? ContactCreation => null;

    /// <summary>The path of the token endpoint.</summary>
    protected abstract string TokenPath { get; }

    [Fact]
    public async Task A_write_answered_by_a_gateway_leaves_exactly_one_entry()
    {
        await using var proxy = await AnswerReplacingProxy.StartAsync(Sandbox.Address, Cancellation);
        var (session, calls) = await ThroughAsync(proxy);
        var first = await EntryAsync(session, -10m);
        var cases = (
            from answer in ForeignAnswers.All(ForeignAnswers.Statuses)
            from afterEffect in (bool[])[false, true]
            select (Name: $"{answer.Name} {(afterEffect ? "after" : "before")} the effect", answer.Answer, AfterEffect: afterEffect)).ToList();

        var entries = new List<TransactionEntry>();
        foreach (var chunk in cases.Chunk(ProbesPerLookUp))
        {
            // A day for each chunk: the look-up of a few days must not read all entries of the test.
            var on = Day.AddDays(entries.Count / ProbesPerLookUp);
            var writes = chunk.Select((_, i) => Another(session, first, on, -1m - i)).ToList();
            entries.AddRange(writes);
            var prepared = writes.Select(write => Prepare(session, write)).ToList();
            for (var i = 0; i < chunk.Length; i++)
            {
                var rule = proxy.Replace(new ReplacementRule(chunk[i].Answer) { Path = TransactionPath[..^1] + "(\\?|$)", Method = "POST", AfterEffect = chunk[i].AfterEffect, Times = 1 });
                var outcome = (await Port<IWritesTransactions>().SendAsync(calls, session.Company, prepared[i], Cancellation)).ShouldHaveSingleItem();
                rule.Hits.ShouldBe(1, chunk[i].Name);
                outcome.ShouldBeOfType<WriteOutcome.Unknown>(chunk[i].Name).Text.ShouldNotContain("<");
                proxy.Remove(rule);
            }

            var found = (await Port<IReadsTransactions>().FindAsync(
                calls, session.Company, [.. writes.Select(write => new EntryProbe(write.EntryKey, on, write.Document.Amount))], Cancellation)).ShouldSucceed();
            for (var i = 0; i < chunk.Length; i++)
            {
                found.ContainsKey(writes[i].EntryKey).ShouldBe(chunk[i].AfterEffect, chunk[i].Name);
                if (!found.ContainsKey(writes[i].EntryKey))
                {
                    (await Port<IWritesTransactions>().SendAsync(calls, session.Company, prepared[i], Cancellation)).ShouldHaveSingleItem().ShouldStand();
                }
            }
        }

        calls.Refreshes.ShouldBe(0, "no answer was a documented refusal of the token");
        var booked = (await BookedAsync(session, entries)).CountBy(entry => entry.EntryKey).ToDictionary(StringComparer.Ordinal);
        entries.Where(entry => booked.GetValueOrDefault(entry.EntryKey) != 1).ShouldBeEmpty("each entry must be in the books once");
        (await RefreshThroughAsync(session, calls)).ShouldSucceed();
        Report($"{cases.Count} writes answered by a gateway: {entries.Count} entries, each once.");
    }

    [Fact]
    public async Task A_read_answered_by_a_gateway_is_transient_and_proves_nothing()
    {
        await using var proxy = await AnswerReplacingProxy.StartAsync(Sandbox.Address, Cancellation);
        var (session, calls) = await ThroughAsync(proxy);
        var entry = await EntryAsync(session, -10m);
        await WriteAsync(session, entry);
        EntryProbe[] probes = [new(entry.EntryKey, entry.Document.TransactedOn, entry.Document.Amount)];
        var cases = ForeignAnswers.All(ForeignAnswers.Statuses).ToList();

        foreach (var (name, answer) in cases)
        {
            var rule = proxy.Replace(new ReplacementRule(answer) { Times = 1 });
            var found = await Port<IReadsTransactions>().FindAsync(calls, session.Company, probes, Cancellation);
            rule.Hits.ShouldBe(1, name);
            (found.Failure is ProviderFailure.Transient or ProviderFailure.RateLimited).ShouldBeTrue($"{name}: {found.Failure}");
            proxy.Remove(rule);
        }

        calls.Refreshes.ShouldBe(0);
        (await Port<IReadsTransactions>().FindAsync(calls, session.Company, probes, Cancellation)).ShouldSucceed().ShouldHaveSingleItem();
        Report($"{cases.Count} reads answered by a gateway: all transient.");
    }

    [Fact]
    public async Task A_refresh_answered_by_a_gateway_loses_no_consent()
    {
        await using var proxy = await AnswerReplacingProxy.StartAsync(Sandbox.Address, Cancellation);
        var (session, calls) = await ThroughAsync(proxy);
        var cases = ForeignAnswers.All(ForeignAnswers.Statuses).Select(answer => (answer.Name, answer.Answer, AfterEffect: false))
            .Concat(ForeignAnswers.CommonStatuses.Select(status => ($"{status} HTML after the effect", ForeignAnswers.Bodies[0].Answer(status), AfterEffect: true)))
            .Concat(
                from status in ForeignAnswers.CommonStatuses
                from error in (string[])["temporarily_unavailable", "server_error"]
                select ($"{status} {error}", ReplacedAnswer.Json(status, $$"""{"error":"{{error}}"}"""), AfterEffect: false))
            .Concat(
                from status in ForeignAnswers.Statuses
                where status is not (400 or 401 or 403)
                from error in (string[])["invalid_grant", "invalid_client"]
                select ($"{status} {error}", ReplacedAnswer.Json(status, $$"""{"error":"{{error}}"}"""), AfterEffect: false))
            .ToList();

        foreach (var (name, answer, afterEffect) in cases)
        {
            var rule = proxy.Replace(new ReplacementRule(answer) { Path = TokenPath, AfterEffect = afterEffect, Times = afterEffect ? 1 : null });
            var refreshed = await RefreshThroughAsync(session, calls);
            rule.Hits.ShouldBeGreaterThan(0, name);
            (refreshed.Failure is ProviderFailure.Transient or ProviderFailure.OutcomeUnknown).ShouldBeTrue($"{name}: {refreshed.Failure?.ToString() ?? "success"}");
            proxy.Remove(rule);
            if (afterEffect)
            {
                session.Tokens = (await RefreshThroughAsync(session, calls)).ShouldSucceed();
            }
        }

        session.Tokens = (await RefreshThroughAsync(session, calls)).ShouldSucceed();
        (await Provider.ReadCompanyAsync(calls, session.Company.RemoteId, Cancellation)).ShouldSucceed();
        Report($"{cases.Count} refreshes answered by a gateway: the consent is intact.");
    }

    [Theory]
    [InlineData("invalid_grant", typeof(ProviderFailure.ConsentLost))]
    [InlineData("invalid_client", typeof(ProviderFailure.Rejected))]
    public async Task A_refresh_refused_in_the_form_OAuth_defines_says_why(string error, Type failure)
    {
        await using var proxy = await AnswerReplacingProxy.StartAsync(Sandbox.Address, Cancellation);
        var (session, calls) = await ThroughAsync(proxy);
        proxy.Replace(new ReplacementRule(ReplacedAnswer.Json(400, $$"""{"error":"{{error}}"}""")) { Path = TokenPath });

        (await RefreshThroughAsync(session, calls)).Failure.ShouldBeOfType(failure);
    }

    [Fact]
    public async Task A_file_whose_upload_a_gateway_answered_is_attached_once()
    {
        var (session, calls, proxy, entries) = await WrittenThroughAsync(
            from status in ForeignAnswers.CommonStatuses from body in (int[])[0, 2, 3] from after in (bool[])[false, true] select (status, body, after));
        await using var ending = proxy;
        foreach (var (one, parent, entry) in entries)
        {
            var name = $"{one.Status} {ForeignAnswers.Bodies[one.Body].Name} after={one.AfterEffect}";
            var file = File("receipt.png", "r7x2k9ab");
            var rule = proxy.Replace(new ReplacementRule(ForeignAnswers.Bodies[one.Body].Answer(one.Status)) { Path = AttachmentPath.TrimEnd('$'), Method = AttachmentMethod, AfterEffect = one.AfterEffect, Times = 1 });

            (await Port<IWritesAttachments>().AttachAsync(calls, session.Company, parent, file, Cancellation)).ShouldBeOfType<WriteOutcome.Unknown>(name);
            rule.Hits.ShouldBe(1, name);
            var found = (await Port<IWritesAttachments>().FindAttachmentAsync(calls, session.Company, parent, file.FileName, Cancellation)).ShouldSucceed();
            if (found is null)
            {
                (await Port<IWritesAttachments>().AttachAsync(calls, session.Company, parent, file with { MayHaveBeenSent = true }, Cancellation)).ShouldStand();
            }

            proxy.Remove(rule);
        }

        var booked = await BookedAsync(session, [.. entries.Select(written => written.Entry)]);
        booked.Count.ShouldBe(entries.Count);
        booked.ShouldAllBe(entry => entry.Files.Count == 1);
        Report($"{entries.Count} uploads answered by a gateway: each file once.");
    }

    [Fact]
    public async Task A_contact_whose_creation_a_gateway_answered_is_created_once()
    {
        Port<IKeepsContacts>();
        var (method, path) = ContactCreation.ShouldNotBeNull();
        await using var proxy = await AnswerReplacingProxy.StartAsync(Sandbox.Address, Cancellation);
        var (session, calls) = await ThroughAsync(proxy);
        var contacts = Port<IKeepsContacts>();
        var cases = (from status in ForeignAnswers.CommonStatuses from body in (int[])[0, 2, 3] from after in (bool[])[false, true] select (status, body, after)).ToList();
        foreach (var (status, body, after) in cases)
        {
            var name = $"Supplier {status} {ForeignAnswers.Bodies[body].Name} {after}";
            var rule = proxy.Replace(new ReplacementRule(ForeignAnswers.Bodies[body].Answer(status)) { Path = path, Method = method, AfterEffect = after, Times = 1 });

            var unknown = (await contacts.EnsureContactsAsync(calls, session.Company, [name], Cancellation))[name];
            rule.Hits.ShouldBe(1, name);
            unknown.Failure.ShouldBeOfType<ProviderFailure.OutcomeUnknown>(name);
            proxy.Remove(rule);
            var first = (await contacts.EnsureContactsAsync(calls, session.Company, [name], Cancellation))[name].ShouldSucceed();
            (await contacts.EnsureContactsAsync(calls, session.Company, [name], Cancellation))[name].ShouldSucceed().ShouldBe(first);
        }

        Report($"{cases.Count} creations of contacts answered by a gateway: each contact once.");
    }

    [Fact]
    public async Task Only_the_documented_refusal_of_a_token_is_taken_for_one()
    {
        var session = await ConnectAsync();
        await Sandbox.AdvanceClockAsync(AccessLifetime(session) + TimeSpan.FromMinutes(1));
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldFail<Company, ProviderFailure.Unauthorized>();

        Provider.Manifest.IsTokenRefusal(session.Calls.LatestAnswer.ShouldNotBeNull()).ShouldBeTrue();
        foreach (var (_, answer) in ForeignAnswers.All(ForeignAnswers.Statuses))
        {
            Provider.Manifest.IsTokenRefusal(new CallAnswer.Answered((System.Net.HttpStatusCode)answer.Status, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), answer.Body)).ShouldBeFalse();
        }
    }

    /// <summary>Connects a company without quotas and points <see cref="Provider"/> at the proxy.</summary>
    private async Task<(RemoteSession Session, ProductCalls Calls)> ThroughAsync(AnswerReplacingProxy proxy)
    {
        var session = await ConnectAsync();
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { quotas = QuotaRules.ToDictionary(rule => rule, _ => new { limit = 1_000_000, seconds = 60 }, StringComparer.Ordinal) });
        Provider = Build(at: proxy.Address);
        var calls = new ProductCalls(Provider, session);
        _opened.Add(calls);
        return (session, calls);
    }

    private async Task<(RemoteSession Session, ProductCalls Calls, AnswerReplacingProxy Proxy, List<((int Status, int Body, bool AfterEffect) Case, RemoteEntry Parent, TransactionEntry Entry)> Entries)> WrittenThroughAsync(
        IEnumerable<(int Status, int Body, bool AfterEffect)> cases)
    {
        Port<IWritesAttachments>();
        var proxy = await AnswerReplacingProxy.StartAsync(Sandbox.Address, Cancellation);
        var (session, calls) = await ThroughAsync(proxy);
        var first = await EntryAsync(session, -10m);
        var all = cases.ToList();
        var entries = all.Select((_, i) => Another(session, first, Day.AddDays(i / 10), -1m - i)).ToList();
        var outcomes = await WriteAsync(session, entries);
        return (session, calls, proxy, [.. all.Select((one, i) => (one, outcomes[i].ShouldBeWritten(), entries[i]))]);
    }

    private Task<Answer<TokenSet>> RefreshThroughAsync(RemoteSession session, ProductCalls calls) =>
        Provider.Authorization.RefreshAsync(calls, session.Tokens, session.Company.RemoteId, Cancellation);

    private static TransactionEntry Another(RemoteSession session, TransactionEntry entry, DateOnly on, decimal amount)
    {
        var id = DocumentId.New();
        return entry with
        {
            EntryKey = EntryKey.For(session.Connection, session.Company.RemoteId, id, 1),
            Document = entry.Document with { Id = id, SourceReference = $"tx-{Guid.CreateVersion7():N}", TransactedOn = on, Amount = new Money(amount, session.Company.BaseCurrency) },
        };
    }

    private static void Report(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
