using OrleansLedger.Domain.Accounts;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Tests.Conformance;

public abstract partial class ProviderConformance<TProvider>
{
    [Fact]
    public async Task The_company_is_read_with_its_name_and_currency()
    {
        var session = await ConnectAsync("Harbour Cafe");

        session.Company.Name.ShouldBe("Harbour Cafe");
        session.Company.BaseCurrency.Length.ShouldBe(3);
        session.Company.BaseCurrency.ShouldNotBe(ForeignCurrency);
        session.Company.Currencies?.ShouldContain(ForeignCurrency);
    }

    [Fact]
    public async Task Accounts_are_read_with_bank_accounts_income_and_expenses()
    {
        Port<IReadsAccounts>();
        var session = await ConnectAsync();

        session.Accounts.Select(account => account.RemoteId).ShouldBeUnique();
        session.Accounts.ShouldAllBe(account => account.Name.Length > 0 && account.Type.Length > 0);
        foreach (var kind in (AccountKind[])[AccountKind.Bank, AccountKind.Income, AccountKind.Expense])
        {
            session.Accounts.ShouldContain(account => account.Kind == kind && account.Active, $"no active {kind} account");
        }
    }

    [Fact]
    public async Task Tax_codes_are_read()
    {
        var reader = Port<IReadsTaxCodes>();
        var session = await ConnectAsync();

        var codes = (await reader.ReadTaxCodesAsync(session.Calls, session.Company, Cancellation)).ShouldSucceed();

        codes.ShouldNotBeEmpty();
        codes.Select(code => code.RemoteId).ShouldBeUnique();
        codes.ShouldContain(code => code.Rate > 0 && code.Active);
    }

    [Fact]
    public async Task The_quota_headers_speak_of_windows_the_manifest_has()
    {
        var session = await ConnectAsync();

        var readings = Provider.Manifest.ReadQuota(session.Calls.LatestHeaders);

        var windows = Provider.Manifest.Windows.Concat(Provider.Manifest.AppWindows).ToDictionary(window => window.Name, StringComparer.Ordinal);
        readings.ShouldAllBe(reading => windows.ContainsKey(reading.Window) && reading.Remaining >= 0 && reading.Remaining < windows[reading.Window].Limit);
    }

    [Fact]
    public async Task A_contact_is_created_once_however_often_it_is_asked_for()
    {
        var contacts = Port<IKeepsContacts>();
        var session = await ConnectAsync();
        var names = ((string[])["Nordic Roasters", "Åkerö Bröd & Café", "東京商店", "O'Brien \"Bob\"", "A <weird>  name "])
            .Select(name => contacts.ContactName(name).ShouldNotBeNull()).ToList();

        var first = await contacts.EnsureContactsAsync(session.Calls, session.Company, names, Cancellation);
        var second = await contacts.EnsureContactsAsync(session.Calls, session.Company, names, Cancellation);

        names.Select(name => first[name].ShouldSucceed()).ShouldBeUnique();
        names.Select(name => second[name].ShouldSucceed()).ShouldBe(names.Select(name => first[name].ShouldSucceed()));
    }

    [Fact]
    public void A_contact_name_is_stored_as_it_is_sent()
    {
        var contacts = Port<IKeepsContacts>();

        contacts.ContactName("   ").ShouldBeNull();
        var name = contacts.ContactName($"  {new string('x', 5000)}").ShouldNotBeNull();
        contacts.ContactName(name).ShouldBe(name);
    }

    [Fact]
    public async Task A_contact_batch_as_large_as_declared_is_taken()
    {
        var contacts = Port<IKeepsContacts>();
        var session = await ConnectAsync();
        var names = Enumerable.Range(1, contacts.ContactBatchSize).Select(i => contacts.ContactName($"Supplier {i}")!).ToList();

        var ids = await contacts.EnsureContactsAsync(session.Calls, session.Company, names, Cancellation);

        names.Select(name => ids[name].ShouldSucceed()).ShouldBeUnique();
    }
}
