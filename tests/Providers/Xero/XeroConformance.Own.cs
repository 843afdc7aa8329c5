using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Tests.Conformance;

namespace OrleansLedger.Providers.Tests.Xero;

/// <summary>What only Xero has.</summary>
public sealed partial class XeroConformance
{
    [Fact]
    public async Task A_locked_period_refuses_the_entry_and_names_the_date()
    {
        var session = await ConnectAsync();
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { periodLockDate = "2020-12-31", endOfYearLockDate = "2021-03-31" });
        var locked = await EntryAsync(session, -10m, on: new DateOnly(2021, 3, 31));
        var open = await EntryAsync(session, -10m, on: new DateOnly(2021, 4, 1));

        var outcomes = await WriteAsync(session, locked, open);

        outcomes[0].ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe("Date");
        outcomes[1].ShouldBeWritten();
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed().LockedThrough.ShouldBe(new DateOnly(2021, 3, 31));
    }

    [Fact]
    public async Task A_key_used_for_another_request_means_look_it_up()
    {
        var session = await ConnectAsync();
        var first = await EntryAsync(session, -10m);
        var second = await EntryAsync(session, -11m);
        await Provider.SendAsync(session.Calls, session.Company, Provider.Prepare(session.Company, [first], "one-key"), Cancellation);

        var outcomes = await Provider.SendAsync(session.Calls, session.Company, Provider.Prepare(session.Company, [second], "one-key"), Cancellation);

        outcomes.ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Unknown>().Code.ShouldBe("idempotency_key_reused");
        (await FindAsync(session, second)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_refused_as_a_whole_blames_only_the_entry_at_fault()
    {
        var session = await ConnectAsync();
        var good = await EntryAsync(session, -10m);
        var bad = Spoil(await EntryAsync(session, -11m));
        var write = Prepare(session, good, bad);
        // Without summarizeErrors=false Xero refuses the whole call for one bad element.
        var strict = write with { Path = "BankTransactions?unitdp=4" };

        var outcomes = await Provider.SendAsync(session.Calls, session.Company, strict, Cancellation);

        outcomes[0].ShouldBeOfType<WriteOutcome.Unknown>();
        outcomes[1].ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe(SpoiltField);
    }

    [Fact]
    public async Task A_tax_code_takes_its_share_out_of_the_amount()
    {
        var session = await ConnectAsync();
        var tax = (await Provider.ReadTaxCodesAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed().Single(code => code.RemoteId == "INPUT2");
        var entry = await EntryAsync(session, -120m) with { TaxCode = tax, PostingAccount = session.Accounts.Single(account => account.Code == "429") };

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        var document = (await Sandbox.BooksAsync(Key, session.Company.RemoteId)).GetProperty("documents").EnumerateArray().ShouldHaveSingleItem();
        document.GetProperty("total").GetDecimal().ShouldBe(120m);
        document.GetProperty("totalTax").GetDecimal().ShouldBe(20m);
    }

    [Fact]
    public async Task A_zero_decimal_currency_keeps_its_amount()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -12_800m, "JPY") with { ExchangeRate = 0.00528m };

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        var booked = (await BookedAsync(session, entry)).ShouldHaveSingleItem();
        (booked.Amount, booked.Currency).ShouldBe((-12_800m, "JPY"));
        booked.BaseAmount.ShouldBe(-67.58m);
    }

    [Fact]
    public async Task A_contact_that_exists_keeps_all_it_has()
    {
        var session = await ConnectAsync();
        var before = await PutContactAsync(session, """{"Name":"Nordic Roasters","EmailAddress":"hello@nordic.example","AccountNumber":"N-1"}""");

        var ids = await Provider.EnsureContactsAsync(session.Calls, session.Company, ["Nordic Roasters", "NORDIC ROASTERS"], Cancellation);

        ids["Nordic Roasters"].ShouldSucceed().ShouldBe(before["ContactID"]!.GetValue<string>());
        ids["NORDIC ROASTERS"].ShouldSucceed().ShouldBe(before["ContactID"]!.GetValue<string>());
        var after = await ContactAsync(session, before["ContactID"]!.GetValue<string>());
        after["Name"]!.GetValue<string>().ShouldBe("Nordic Roasters");
        after["EmailAddress"]!.GetValue<string>().ShouldBe("hello@nordic.example");
        after["UpdatedDateUTC"]!.GetValue<string>().ShouldBe(before["UpdatedDateUTC"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_archived_contact_is_not_brought_back_but_named()
    {
        var session = await ConnectAsync();
        var contact = await PutContactAsync(session, """{"Name":"Old Supplier"}""");
        await PostAsync(session, "Contacts", $$"""{"ContactID":"{{contact["ContactID"]}}","ContactStatus":"ARCHIVED"}""");

        var ids = await Provider.EnsureContactsAsync(session.Calls, session.Company, ["Old Supplier", "New Supplier"], Cancellation);

        ids["Old Supplier"].ShouldFail<string, ProviderFailure.Rejected>().Text.ShouldContain("Old Supplier is archived in Xero");
        ids["New Supplier"].ShouldSucceed();
    }

    [Fact]
    public async Task A_contact_that_was_merged_is_followed_to_the_one_that_is_left()
    {
        var session = await ConnectAsync();
        var ids = new List<string>();
        foreach (var name in (string[])["Old Supplier", "Interim Supplier", "New Supplier"])
        {
            ids.Add((await PutContactAsync(session, $$"""{"Name":"{{name}}"}"""))["ContactID"]!.GetValue<string>());
        }

        var merges = new Dictionary<string, string>(StringComparer.Ordinal) { [ids[0]] = ids[1], [ids[1]] = ids[2] };
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { mergedContacts = merges });

        var found = await Provider.EnsureContactsAsync(session.Calls, session.Company, ["Old Supplier"], Cancellation);

        found["Old Supplier"].ShouldSucceed().ShouldBe(ids[2]);
    }

    [Fact]
    public async Task Contacts_cost_two_calls_the_first_time_and_one_after()
    {
        var session = await ConnectAsync();
        string[] names = [.. Enumerable.Range(1, 20).Select(i => $"Supplier {i}")];
        var before = session.Calls.Sent.Count;

        await Provider.EnsureContactsAsync(session.Calls, session.Company, names, Cancellation);
        var first = session.Calls.Sent.Count - before;
        await Provider.EnsureContactsAsync(session.Calls, session.Company, names, Cancellation);

        first.ShouldBe(2);
        (session.Calls.Sent.Count - before - first).ShouldBe(1);
    }

    [Fact]
    public async Task Fifty_probes_within_a_few_days_cost_one_call()
    {
        var session = await ConnectAsync();
        var entries = new List<TransactionEntry>();
        for (var i = 0; i < 50; i++)
        {
            entries.Add(await EntryAsync(session, -1m - i, on: Day.AddDays(i % 6)));
        }

        await WriteAsync(session, entries);
        var before = session.Calls.Sent.Count;

        (await FindAsync(session, entries)).Count.ShouldBe(50);

        (session.Calls.Sent.Count - before).ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_transaction_is_not_found()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        await PostAsync(session, "BankTransactions", $$"""{"BankTransactionID":"{{written.RemoteId}}","Status":"DELETED"}""");

        (await FindAsync(session, entry)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transaction_xero_altered_is_taken_back()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);

        var outcomes = await Provider.SendAsync(new AlteringCalls(session.Calls), session.Company, Provider.Prepare(session.Company, [entry], "key-1"), Cancellation);

        outcomes.ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Rejected>().Field.ShouldBe("Total");
        (await BookedAsync(session, entry)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transaction_xero_altered_that_cannot_be_taken_back_is_unknown()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var calls = new AlteringCalls(session.Calls, afterFirst: () => Sandbox.FaultAsync(new { kind = "drop-before", provider = Key, count = 1 }));

        var outcomes = await Provider.SendAsync(calls, session.Company, Provider.Prepare(session.Company, [entry], "key-1"), Cancellation);

        outcomes.ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Unknown>().Text.ShouldContain("in Xero");
        (await BookedAsync(session, entry)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_missing_scope_asks_for_a_new_consent_where_a_removed_company_does()
    {
        var session = await ConnectAsync();

        var elsewhere = await Provider.ReadCompanyAsync(session.Calls, await CreateCompanyAsync("Not connected"), Cancellation);

        elsewhere.ShouldFail<Company, ProviderFailure.ConsentLost>().Code.ShouldBe("AuthenticationUnsuccessful");
    }

    [Fact]
    public async Task Disconnecting_without_the_connections_id_looks_it_up()
    {
        var session = await ConnectAsync();
        var withoutId = session.Tokens with { AuthorizationId = null };

        (await Provider.Authorization.DisconnectAsync(Anonymous(), withoutId, session.Company.RemoteId, Cancellation)).ShouldSucceed();
        (await Provider.Authorization.DisconnectAsync(Anonymous(), withoutId, session.Company.RemoteId, Cancellation)).ShouldSucceed();

        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldFail<Company, ProviderFailure.ConsentLost>();
    }

    [Fact]
    public async Task Disconnecting_with_an_expired_token_asks_for_a_renewal_first()
    {
        var session = await ConnectAsync();
        await Sandbox.AdvanceClockAsync(TimeSpan.FromMinutes(31));

        (await Provider.Authorization.DisconnectAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).ShouldFail<bool, ProviderFailure.Unauthorized>();
    }

    [Fact]
    public async Task A_consent_survives_one_lost_list_of_connections()
    {
        var company = await CreateCompanyAsync();
        await Sandbox.FaultAsync(new { kind = "drop-before", provider = Key, path = "/connections$", count = 1 });

        (await ConsentAsync(company)).Companies.ShouldHaveSingleItem().RemoteId.ShouldBe(company);
    }

    [Fact]
    public async Task A_previous_refresh_token_dies_after_the_grace()
    {
        var session = await ConnectAsync();
        (await Provider.Authorization.RefreshAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();
        await Sandbox.AdvanceClockAsync(Provider.Manifest.RefreshGrace!.Value + TimeSpan.FromMinutes(1));

        var late = await Provider.Authorization.RefreshAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation);

        late.ShouldFail<TokenSet, ProviderFailure.ConsentLost>();
    }

    [Fact]
    public async Task A_card_is_a_bank_account_too()
    {
        var session = await ConnectAsync();
        var card = session.Accounts.Single(account => account.Name == "Company Card");
        var entry = await EntryAsync(session, -10m) with { BankAccount = card };
        card.Code.ShouldBeNull();
        Provider.Check(session.Company, entry).ShouldBeEmpty();

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().BankAccount.ShouldBe(card.RemoteId);
    }

    private static async Task<JsonObject> PutContactAsync(RemoteSession session, string json) =>
        (await SendAsync(session, HttpMethod.Put, "Contacts", json))["Contacts"]!.AsArray().Single()!.AsObject();

    private static async Task<JsonObject> ContactAsync(RemoteSession session, string id) =>
        (await SendAsync(session, HttpMethod.Get, $"Contacts/{id}", null))["Contacts"]!.AsArray().Single()!.AsObject();

    private static Task PostAsync(RemoteSession session, string path, string json) => SendAsync(session, HttpMethod.Post, path, json);

    /// <summary>A call past the adapter, as another program makes it.</summary>
    private static async Task<JsonObject> SendAsync(RemoteSession session, HttpMethod method, string path, string? json)
    {
        var root = session.Calls.Sent.First(request => request.Uri.AbsolutePath.EndsWith("/Organisation", StringComparison.Ordinal)).Uri;
        var answer = await session.Calls.SendAsync(
            new ProviderRequest(method, new Uri(root, path))
            {
                Operation = "test",
                Headers = [new("Xero-Tenant-Id", session.Company.RemoteId), new("Accept", "application/json")],
                Body = json is null ? null : Encoding.UTF8.GetBytes(json),
                ContentType = json is null ? null : "application/json",
            },
            Cancellation);
        var answered = answer.ShouldBeOfType<CallAnswer.Answered>();
        answered.Status.ShouldBe(HttpStatusCode.OK, answered.Text);
        return JsonNode.Parse(answered.Body)!.AsObject();
    }

    /// <summary>Xero writing another total than was sent: the sandbox has no such fault, so the first answer is changed on its way.</summary>
    private sealed class AlteringCalls(IProviderCalls calls, Func<Task>? afterFirst = null) : IProviderCalls
    {
        private bool _altered;

        public async Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            var answer = await calls.SendAsync(request, cancellationToken);
            if (_altered)
            {
                return answer;
            }

            _altered = true;
            var answered = (CallAnswer.Answered)answer;
            var body = JsonNode.Parse(answered.Body)!;
            body["BankTransactions"]![0]!["Total"] = 9.99m;
            await (afterFirst?.Invoke() ?? Task.CompletedTask);
            return answered with { Body = JsonSerializer.SerializeToUtf8Bytes(body) };
        }
    }
}
