using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;
using OrleansLedger.Providers.Tests.Conformance;

namespace OrleansLedger.Providers.Tests.QuickBooks;

/// <summary>What only QuickBooks does.</summary>
public sealed partial class QuickBooksConformance
{
    [Fact]
    public async Task A_name_that_belongs_to_a_customer_is_used_as_the_customer()
    {
        var session = await ConnectAsync();

        var contacts = await Provider.EnsureContactsAsync(session.Calls, session.Company, ["Amy's Bird Sanctuary", "amy's bird sanctuary"], Cancellation);

        var contact = contacts["Amy's Bird Sanctuary"].ShouldSucceed();
        contact.ShouldStartWith("customer:");
        contacts["amy's bird sanctuary"].ShouldSucceed().ShouldBe(contact);
        foreach (var amount in (decimal[])[12m, -12m])
        {
            var entry = await EntryAsync(session, amount) with { ContactId = contact };
            (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        }
    }

    [Fact]
    public async Task Sub_accounts_are_read_with_their_parents()
    {
        var session = await ConnectAsync();

        var fuel = session.Accounts.Single(account => account.Name == "Vehicle Expenses:Fuel");

        session.Accounts.Single(account => account.RemoteId == fuel.ParentRemoteId).Name.ShouldBe("Vehicle Expenses");
        session.Accounts.Count(account => account.ParentRemoteId == fuel.ParentRemoteId).ShouldBe(2);
    }

    [Theory]
    [InlineData(-25)]
    [InlineData(25)]
    public async Task A_charge_and_a_refund_stand_on_the_card(int amount)
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, amount) with { BankAccount = session.Accounts.First(account => account.Kind == AccountKind.CreditCard) };

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten().RemoteId.ShouldStartWith("purchase:");

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Amount.ShouldBe(amount);
        (await FindAsync(session, entry))[entry.EntryKey].Amount.Amount.ShouldBe(amount);
    }

    [Theory]
    [InlineData("-120.01")]
    [InlineData("-0.03")]
    [InlineData("120.00")]
    [InlineData("-99.99")]
    [InlineData("0.05")]
    [InlineData("29.91")]
    [InlineData("0.03")]
    public async Task With_tax_the_total_is_what_the_bank_says(string signed)
    {
        var amount = decimal.Parse(signed);
        var session = await ConnectAsync();
        var codes = (await Provider.ReadTaxCodesAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed();
        var entry = await EntryAsync(session, amount) with { TaxCode = codes.First(code => code is { Active: true, Rate: 20m }) };
        Provider.Check(session.Company, entry).ShouldBeEmpty();

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Amount.ShouldBe(amount);
    }

    [Theory]
    [InlineData(161735)]
    [InlineData(-161735)]
    public async Task With_tax_a_currency_without_decimals_stays_whole(int amount)
    {
        var session = await ConnectAsync();
        var codes = (await Provider.ReadTaxCodesAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed();
        var entry = await EntryAsync(session, amount) with { TaxCode = codes.First(code => code is { Active: true, Rate: 20m }), ExchangeRate = 0.0052m, ContactId = null };
        entry = entry with { Document = entry.Document with { Amount = new Money(amount, "JPY") } };
        Provider.Check(session.Company, entry).ShouldBeEmpty();

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        var booked = (await BookedAsync(session, entry)).ShouldHaveSingleItem();
        (booked.Amount, booked.Currency).ShouldBe((amount, "JPY"));
    }

    [Fact]
    public async Task A_changed_deposit_whose_tax_does_not_add_up_is_parked_and_one_that_does_is_changed()
    {
        var session = await ConnectAsync();
        var codes = (await Provider.ReadTaxCodesAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed();
        var entry = await EntryAsync(session, 29.91m) with { TaxCode = codes.First(code => code is { Active: true, Rate: 20m }) };
        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        Provider.Check(session.Company, entry with { Existing = written }).ShouldHaveSingleItem().Code.ShouldBe("tax_rounding");
        var changed = entry with { Existing = written, Document = entry.Document with { Amount = new Money(120m, "GBP"), Revision = 2 } };
        Provider.Check(session.Company, changed).ShouldBeEmpty();
        (await WriteAsync(session, changed)).ShouldHaveSingleItem().ShouldBeWritten();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Amount.ShouldBe(120m);
    }

    [Fact]
    public void An_entry_may_go_without_a_contact_and_writes_count_as_batches()
    {
        ((IKeepsContacts)Provider).ContactsAreRequired.ShouldBeFalse();
        ((IWritesTransactions)Provider).TransactionQuotaClass.ShouldBe("batch");
        Provider.Manifest.Windows.ShouldContain(window => window.QuotaClass == "batch");
    }

    [Fact]
    public async Task A_us_company_takes_any_text_and_any_name()
    {
        var session = await ConnectToAsync(await UnhurriedAsync(new { provider = Key, name = "Cedar Studio", country = "US" }));
        (await Provider.ReadTaxCodesAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed().ShouldAllBe(code => code.RemoteId == "NON");
        TransactionEntry[] entries =
        [
            await EntryAsync(session, -10m, description: "東京の店 – “Łódź” 🧾", counterparty: "東京商店"),
            await EntryAsync(session, 10m, description: "東京の店", counterparty: "大阪商店"),
        ];

        foreach (var outcome in await WriteAsync(session, entries))
        {
            outcome.ShouldBeWritten();
        }

        entries[0].ContactId.ShouldNotBe(entries[1].ContactId);
        (await BookedAsync(session, entries)).Select(entry => entry.Amount).Order().ShouldBe([-10m, 10m]);
    }

    [Fact]
    public async Task A_number_that_is_taken_is_the_entry_that_stands_there()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var first = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();

        var again = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.AlreadyThere>();

        again.Entry.ShouldBe(first);
        (await BookedAsync(session, entry)).ShouldHaveSingleItem();
    }

    /// <summary>Deposits may share a number, so nothing but the request id stands between a repeat and a second deposit.</summary>
    [Theory]
    [InlineData("drop-after")]
    [InlineData("error-after")]
    public async Task A_deposit_sent_again_under_its_key_is_made_once(string fault)
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, 10m);
        var write = Prepare(session, entry);
        await Sandbox.FaultAsync(new { kind = fault, provider = Key, path = TransactionPath, method = "POST", count = 1 });

        (await SendAsync(session, write)).ShouldBeOfType<WriteOutcome.Unknown>();
        var replayed = (await SendAsync(session, write)).ShouldStand();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().RemoteId.ShouldBe(replayed.RemoteId);
    }

    [Fact]
    public async Task A_stale_version_is_tried_later_with_the_one_that_is_found()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        var changed = entry with { Existing = written, Document = entry.Document with { Amount = new Money(-11m, "GBP"), Revision = 2 } };
        (await WriteAsync(session, changed)).ShouldHaveSingleItem().ShouldBeWritten().Version.ShouldNotBe(written.Version);

        (await WriteAsync(session, changed)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.RetryLater>().Code.ShouldBe("5010");
        var found = (await FindAsync(session, entry))[entry.EntryKey].Entry;
        (await WriteAsync(session, changed with { Existing = found })).ShouldHaveSingleItem().ShouldBeWritten().RemoteId.ShouldBe(written.RemoteId);
    }

    [Fact]
    public async Task An_entry_in_a_closed_period_is_refused_in_quickbooks_words()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { bookCloseDate = Day.ToString("yyyy-MM-dd") });

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("6210");
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed().LockedThrough.ShouldBe(Day);
    }

    [Fact]
    public async Task A_callback_without_a_company_is_refused()
    {
        var exchanged = await Provider.Authorization.ExchangeAsync(Anonymous(), new AuthorizationCallback("code", null, null), Cancellation);

        exchanged.ShouldFail<Grant, ProviderFailure.Rejected>().Field.ShouldBe("realmId");
    }

    [Fact]
    public async Task A_company_whose_subscription_has_ended_is_inactive()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { subscribed = false });

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.CompanyInactive>().Text.ShouldContain("renewed the subscription");
    }

    [Theory]
    [InlineData("one\rtwo")]
    [InlineData("one\r\ntwo")]
    [InlineData("one\u2028two")]
    [InlineData("one\u0085two")]
    public void Every_kind_of_line_end_keeps_two_words_apart(string text)
    {
        QuickBooksText.Fit(text, 100, latin1Only: false).ShouldBe("one two");
        QuickBooksText.Fit(text, 100, latin1Only: true).ShouldBe("one two");
        QuickBooksText.Name(text).ShouldBe("one two");
    }
}
