using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    private const int MutationsPerCall = 400;

    [Fact]
    public async Task A_broken_answer_never_makes_a_call_throw()
    {
        var seed = Random.Shared.Next();
        var session = await ConnectAsync();
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { quotas = QuotaRules.ToDictionary(rule => rule, _ => new { limit = 1_000_000, seconds = 60 }, StringComparer.Ordinal) });
        var entry = await EntryAsync(session, -10m);
        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        var tried = 0;
        foreach (var (name, call) in CallsOf(session, entry, written))
        {
            var recorded = new RecordedCalls(session.Calls);
            await call(recorded, recorded);
            for (var i = 0; i < MutationsPerCall; i++, tried++)
            {
                var mutation = new AnswerMutation(new Random(HashCode.Combine(seed, i)));
                var mutated = new MutatedCalls(recorded.Answers, mutation);
                try
                {
                    await call(mutated, mutated);
                }
                catch (Exception thrown) when (thrown is not ShouldAssertException)
                {
                    throw new ShouldAssertException($"'{name}' threw {thrown.GetType().Name} with seed {seed}, mutation {i}: {thrown}", thrown);
                }
            }
        }

        Report($"{tried} broken answers with seed {seed}: no call threw.");
    }

    [Fact]
    public async Task Extreme_dates_and_amounts_never_make_a_call_throw()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        DateOnly[] days = [DateOnly.MinValue, new(1900, 1, 1), new(9999, 12, 30), DateOnly.MaxValue];
        decimal[] amounts = [decimal.MinValue, -900_000_000_000_000m, 0.0000000000000000000000000001m, decimal.MaxValue];

        var probes = (from day in days from amount in amounts select new EntryProbe(Another(session, entry, day, amount).EntryKey, day, new Money(amount, "EUR"))).ToList();
        (await Port<IReadsTransactions>().FindAsync(session.Calls, session.Company, probes, Cancellation)).ShouldSucceed().ShouldBeEmpty();
        foreach (var day in days)
        {
            (await Port<IReadsTransactions>().ListAsync(session.Calls, session.Company, [day], Cancellation)).ShouldSucceed();
        }

        foreach (var amount in amounts)
        {
            foreach (var rate in (decimal?[])[null, 1e15m, 0.0000000000000000000000000001m, decimal.MaxValue])
            {
                foreach (var currency in (string[])[session.Company.BaseCurrency, ForeignCurrency])
                {
                    var extreme = entry with { ExchangeRate = rate, Document = entry.Document with { Amount = new Money(amount, currency), TransactedOn = DateOnly.MaxValue } };
                    Port<IWritesTransactions>().Check(session.Company, extreme).ShouldNotBeNull();
                }
            }
        }
    }

    /// <summary>Every call of the adapter that reads an answer, by name.</summary>
    private List<(string Name, Func<IProviderCalls, IAuthorizationCalls, Task> Call)> CallsOf(RemoteSession session, TransactionEntry entry, RemoteEntry written)
    {
        List<(string, Func<IProviderCalls, IAuthorizationCalls, Task>)> calls =
        [
            ("read company", (api, _) => Provider.ReadCompanyAsync(api, session.Company.RemoteId, Cancellation)),
            ("refresh", async (_, authorization) =>
            {
                // The real refresh may rotate the token: the next recording needs the new one.
                if (await Provider.Authorization.RefreshAsync(authorization, session.Tokens, session.Company.RemoteId, Cancellation) is { Succeeded: true } refreshed && authorization is RecordedCalls)
                {
                    session.Tokens = refreshed.Value;
                }
            }),
        ];
        if (Provider is IReadsAccounts accounts)
        {
            calls.Add(("read accounts", (api, _) => accounts.ReadAccountsAsync(api, session.Company, Cancellation)));
        }

        if (Provider is IReadsTaxCodes taxes)
        {
            calls.Add(("read tax codes", (api, _) => taxes.ReadTaxCodesAsync(api, session.Company, Cancellation)));
        }

        if (Provider is IKeepsContacts contacts)
        {
            calls.Add(("ensure contacts", (api, _) => contacts.EnsureContactsAsync(api, session.Company, ["Nordic Roasters", $"New {Guid.NewGuid():N}"], Cancellation)));
        }

        if (Provider is IReadsTransactions reader)
        {
            calls.Add(("find", (api, _) => reader.FindAsync(api, session.Company, [new EntryProbe(entry.EntryKey, entry.Document.TransactedOn, entry.Document.Amount)], Cancellation)));
            calls.Add(("list", (api, _) => reader.ListAsync(api, session.Company, [entry.Document.TransactedOn], Cancellation)));
        }

        if (Provider is IWritesTransactions writer)
        {
            var another = Another(session, entry, Day, -3m);
            calls.Add(("write", (api, _) => writer.SendAsync(api, session.Company, Prepare(session, another), Cancellation)));
        }

        if (Provider is IWritesAttachments files)
        {
            calls.Add(("attach", (api, _) => files.AttachAsync(api, session.Company, written, File("receipt.png", "r7x2k9ab") with { MayHaveBeenSent = true }, Cancellation)));
            calls.Add(("find attachment", (api, _) => files.FindAttachmentAsync(api, session.Company, written, File("receipt.png", "r7x2k9ab").FileName, Cancellation)));
        }

        calls.Add(("disconnect", (_, authorization) => Provider.Authorization.DisconnectAsync(authorization, session.Tokens, session.Company.RemoteId, Cancellation)));
        return calls;
    }
}
