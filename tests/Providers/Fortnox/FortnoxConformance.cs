using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Accounts;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Domain.SyncRecords;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Fortnox;
using OrleansLedger.Providers.Tests.Conformance;

namespace OrleansLedger.Providers.Tests.Fortnox;

/// <summary>The inherited suite, and what only Fortnox does.</summary>
public sealed class FortnoxConformance : ProviderConformance<FortnoxProvider>
{
    private const int BankAccountNumber = 1930;

    protected override string Key => "fortnox";

    protected override string ForeignCurrency => "EUR";

    protected override string TransactionPath => "/3/vouchers$";

    protected override string TokenPath => "/oauth-v1/token$";

    protected override IReadOnlyList<string> QuotaRules => ["window"];

    protected override string AttachmentPath => "/3/inbox$";

    protected override string SpoiltField => "Account";

    /// <summary>A service account's consent gives tokens without one.</summary>
    protected override bool RenewsWithoutRefreshToken => true;

    [Fact]
    public async Task A_refresh_whose_answer_was_lost_is_recovered_by_client_credentials()
    {
        var session = await ConnectAsync();
        (await RefreshAsync(session.Tokens, session)).ShouldSucceed();

        session.Tokens = (await RefreshAsync(session.Tokens, session)).ShouldSucceed();

        session.Tokens.RefreshToken.ShouldBeEmpty();
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed();
        session.Tokens = (await RefreshAsync(session.Tokens, session)).ShouldSucceed();
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed();
    }

    [Fact]
    public async Task Disconnecting_ends_the_refresh_token_and_removing_the_app_ends_the_consent()
    {
        var session = await ConnectAsync();

        (await Provider.Authorization.DisconnectAsync(Anonymous(), session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();

        // Only the company's own consent to the service account is left, and that is the customer's to end.
        (await RefreshAsync(session.Tokens, session)).ShouldSucceed().RefreshToken.ShouldBeEmpty();
        await Sandbox.RemoveAuthorizationsAsync(Key, session.Company.RemoteId);
        (await RefreshAsync(session.Tokens, session)).ShouldFail<TokenSet, ProviderFailure.ConsentLost>();
    }

    [Fact]
    public async Task A_recovered_connection_has_nothing_left_to_revoke_and_disconnects()
    {
        var session = await ConnectAsync();
        (await RefreshAsync(session.Tokens, session)).ShouldSucceed();
        session.Tokens = (await RefreshAsync(session.Tokens, session)).ShouldSucceed();
        var calls = Anonymous();

        (await Provider.Authorization.DisconnectAsync(calls, session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();

        calls.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recovered_connection_knows_when_the_app_was_removed()
    {
        var session = await ConnectAsync();
        (await RefreshAsync(session.Tokens, session)).ShouldSucceed();
        session.Tokens = (await RefreshAsync(session.Tokens, session)).ShouldSucceed();

        await Sandbox.RemoveAuthorizationsAsync(Key, session.Company.RemoteId);

        (await RefreshAsync(session.Tokens, session)).ShouldFail<TokenSet, ProviderFailure.ConsentLost>();
    }

    [Fact]
    public async Task A_refresh_in_the_normal_way_is_one_call_and_rotates_the_refresh_token()
    {
        var session = await ConnectAsync();
        var calls = Anonymous();

        var renewed = (await Provider.Authorization.RefreshAsync(calls, session.Tokens, session.Company.RemoteId, Cancellation)).ShouldSucceed();

        calls.Sent.Count.ShouldBe(1);
        renewed.RefreshToken.ShouldNotBeEmpty();
        renewed.RefreshToken.ShouldNotBe(session.Tokens.RefreshToken);
    }

    [Fact]
    public async Task A_consent_whose_company_cannot_be_read_just_now_takes_its_number_from_the_token()
    {
        var company = await CreateCompanyAsync();
        var callback = await DecideAsync(company, allow: true);
        await Sandbox.FaultAsync(new { kind = "status", provider = Key, path = "/3/companyinformation", count = 1, status = 503 });

        var grant = (await Provider.Authorization.ExchangeAsync(Anonymous(), new AuthorizationCallback(callback["code"], null, null), Cancellation)).ShouldSucceed();

        grant.Companies.ShouldHaveSingleItem().RemoteId.ShouldBe(company);
    }

    [Theory]
    [InlineData("drop-before")]
    [InlineData("drop-after")]
    [InlineData("error-after")]
    public async Task A_file_cut_off_between_upload_and_connection_is_uploaded_once(string fault)
    {
        var (session, parent, entry) = await WrittenAsync();
        var file = File("receipt.png", "r7x2k9ab");
        await Sandbox.FaultAsync(new { kind = fault, provider = Key, path = "/3/voucherfileconnections$", method = "POST", count = 1 });

        (await AttachOnceAsync(session, parent, file)).ShouldBeOfType<WriteOutcome.Unknown>();
        (await AttachOnceAsync(session, parent, file with { MayHaveBeenSent = true })).ShouldStand();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem();
        session.Calls.Sent.Count(request => request.Operation == "upload file").ShouldBe(1);
        (await Sandbox.BooksAsync(Key, session.Company.RemoteId)).GetProperty("inbox").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Attaching_without_looking_first_still_leaves_one_file()
    {
        var (session, parent, entry) = await WrittenAsync();
        var file = File("receipt.png", "r7x2k9ab");
        var writer = Port<IWritesAttachments>();
        await Sandbox.FaultAsync(new { kind = "status", provider = Key, path = "/3/voucherfileconnections$", method = "POST", count = 1, status = 429 });

        (await writer.AttachAsync(session.Calls, session.Company, parent, file, Cancellation)).ShouldBeOfType<WriteOutcome.RetryLater>();
        (await writer.AttachAsync(session.Calls, session.Company, parent, file, Cancellation)).ShouldBeWritten();

        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Vouchers_and_receipts_go_to_the_year_of_their_date_and_not_to_the_selected_one()
    {
        var session = await ConnectAsync();
        var years = session.Company.FinancialYears.ShouldNotBeNull();
        years.Count.ShouldBe(2);
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { selectedFinancialYear = int.Parse(years[0].RemoteId) });
        var entry = await EntryAsync(session, -10m, on: years[1].From);

        var written = (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeWritten();
        (await AttachOnceAsync(session, written, File("receipt.png", "r7x2k9ab"))).ShouldBeWritten();

        written.ShouldBe(new RemoteEntry($"A/1/{years[1].RemoteId}", "A1"));
        (await BookedAsync(session, entry)).ShouldHaveSingleItem().Files.ShouldHaveSingleItem();
        (await FindAsync(session, entry)).ShouldHaveSingleItem().Value.Entry.ShouldBe(written);
    }

    [Fact]
    public async Task A_voucher_in_a_locked_period_is_refused_in_Fortnoxs_words()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { lockedUntil = Day.ToString("yyyy-MM-dd") });

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Rejected>().Text.ShouldContain("låst perioden");
        (await Provider.ReadCompanyAsync(session.Calls, session.Company.RemoteId, Cancellation)).ShouldSucceed().LockedThrough.ShouldBe(Day);
    }

    [Fact]
    public async Task A_missing_licence_is_for_the_user_to_mend()
    {
        var session = await ConnectAsync();
        var entry = await EntryAsync(session, -10m);
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { unlicensedScopes = (string[])["bookkeeping"] });

        (await WriteAsync(session, entry)).ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.ReauthoriseNeeded>().Text.ShouldContain("licence");
    }

    [Fact]
    public async Task Inactive_accounts_are_read_as_such()
    {
        var session = await ConnectAsync();

        session.Accounts.ShouldContain(account => !account.Active);
        session.Accounts.ShouldAllBe(account => account.Currency == null);
    }

    [Fact]
    public async Task A_reversed_voucher_and_its_reversal_no_longer_stand_for_a_document()
    {
        var session = await ConnectAsync();
        var reversed = await EntryAsync(session, -10m);
        var kept = await EntryAsync(session, -20m);
        var outcomes = await WriteAsync(session, reversed, kept);
        var reversal = reversed with
        {
            EntryKey = EntryKey.For(session.Connection, session.Company.RemoteId, reversed.Document.Id, 2),
            Role = EntryRole.Reversal,
            Existing = outcomes[0].ShouldBeWritten(),
        };
        (await WriteAsync(session, reversal)).ShouldHaveSingleItem().ShouldBeWritten();

        var listed = (await Port<IReadsTransactions>().ListAsync(session.Calls, session.Company, [Day], Cancellation)).ShouldSucceed();

        listed.ShouldHaveSingleItem().EntryKey.ShouldBe(kept.EntryKey);
    }

    [Fact]
    public async Task More_vouchers_than_a_page_are_searched_to_the_end()
    {
        var session = await ConnectAsync();
        await Sandbox.ChangeCompanyAsync(Key, session.Company.RemoteId, new { quotas = new { window = new { limit = 10_000, seconds = 1 } } });
        await FillAsync(session, await EntryAsync(session, -1m), 501);

        var last = await EntryAsync(session, -2m);
        (await WriteAsync(session, last)).ShouldHaveSingleItem().ShouldBeWritten().Number.ShouldBe("A502");

        (await FindAsync(session, last)).Keys.ShouldBe([last.EntryKey]);
    }

    /// <summary>Many vouchers past the adapter: over a few kept connections, which the adapter's calls in these tests do without.</summary>
    private async Task FillAsync(RemoteSession session, TransactionEntry sample, int count)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", session.Tokens.AccessToken) } };
        var write = Prepare(session, sample);
        var address = new Uri(Sandbox.Address, $"{Key}/3/{write.Path}");
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancellation }, async (_, cancellation) =>
        {
            using var body = new StringContent(write.Body, System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(address, body, cancellation);
            answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created);
        });
    }

    protected override void Register(IServiceCollection services, IConfiguration configuration) => services.AddFortnox(configuration);

    protected override object NewCompany(string name) => new { provider = Key, name };

    protected override TransactionEntry Spoil(TransactionEntry entry) => entry with { PostingAccount = entry.PostingAccount with { RemoteId = "9998" } };

    protected override RemoteAccount BankAccount(RemoteSession session, string currency) =>
        session.Accounts.Single(account => account.RemoteId == BankAccountNumber.ToString());

    protected override Money Expected(Company company, TransactionEntry entry)
    {
        var signed = Math.Round(entry.Document.Amount.Amount * (entry.ExchangeRate ?? 1), 2, MidpointRounding.AwayFromZero);
        return new Money(entry.Role == EntryRole.Reversal ? -signed : signed, "SEK");
    }

    protected override string Shown(string text) => text.Replace('"', '’').Replace('<', '(').Replace('>', ')');

    protected override IReadOnlyList<BookedEntry> ReadBooks(JsonElement books) =>
    [
        .. books.GetProperty("vouchers").EnumerateArray()
            .Where(voucher => EntryKey.FindIn(voucher.GetProperty("comments").GetString()) is not null)
            .Select(Booked),
    ];

    private static BookedEntry Booked(JsonElement voucher)
    {
        var rows = voucher.GetProperty("rows").EnumerateArray().ToList();
        rows.Count.ShouldBe(2);
        rows.Sum(Debit).ShouldBe(rows.Sum(Credit));
        var bank = rows.Single(row => row.GetProperty("account").GetInt32() == BankAccountNumber);
        var posting = rows.Single(row => row.GetProperty("account").GetInt32() != BankAccountNumber);
        return new BookedEntry(
            $"{voucher.GetProperty("series").GetString()}/{voucher.GetProperty("number").GetInt32()}/{voucher.GetProperty("financialYear").GetInt32()}",
            EntryKey.FindIn(voucher.GetProperty("comments").GetString())!,
            DateOnly.Parse(voucher.GetProperty("transactionDate").GetString()!),
            Debit(bank) - Credit(bank),
            "SEK",
            Debit(bank) - Credit(bank),
            bank.GetProperty("account").GetInt32().ToString(),
            posting.GetProperty("account").GetInt32().ToString(),
            voucher.GetProperty("description").GetString()!,
            [.. voucher.GetProperty("files").EnumerateArray().Select(file => new BookedFile(file.GetProperty("name").GetString()!, file.GetProperty("size").GetInt64()))]);
    }

    private static decimal Debit(JsonElement row) => row.GetProperty("debit").GetDecimal();

    private static decimal Credit(JsonElement row) => row.GetProperty("credit").GetDecimal();

    private Task<Answer<TokenSet>> RefreshAsync(TokenSet tokens, RemoteSession session) =>
        Provider.Authorization.RefreshAsync(Anonymous(), tokens, session.Company.RemoteId, Cancellation);
}
