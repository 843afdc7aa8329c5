using System.Net;
using System.Text;
using OrleansLedger.Domain;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

/// <summary>Answers that QuickBooks is known to give and its simulation does not, as recorded bodies.</summary>
public sealed class AnswerTests
{
    private const string OtherKey = "OLABCDEFGH0123456789";

    private static readonly QuickBooksProvider s_provider = new(
        new QuickBooksOptions(new ProviderOptions { SandboxUrl = new Uri("http://127.0.0.1:1/quickbooks"), ClientId = "id", ClientSecret = "secret", RedirectUri = "http://localhost/" }),
        TimeProvider.System);

    [Fact]
    public async Task Each_item_of_a_batch_has_its_own_outcome()
    {
        var calls = new RecordedAnswers(
            """
            {"BatchItemResponse":[
              {"bId":"4","Fault":{"Error":[{"Message":"An application error has occurred","Detail":"","code":"10000"}],"type":"SystemFault"}},
              {"bId":"1","Deposit":{"Id":"77","SyncToken":"0","DocNumber":"OL0123456789ABCDEFGH"}},
              {"bId":"2","Fault":{"Error":[{"Message":"ThrottleExceeded","Detail":"","code":"003001"}],"type":"SERVICE"}}
            ],"time":"2026-03-05T12:00:00Z"}
            """);

        var outcomes = await s_provider.SendAsync(calls, Samples.Uk, Write(4), TestContext.Current.CancellationToken);

        outcomes[0].ShouldBe(new WriteOutcome.Written(new RemoteEntry("deposit:77", Samples.Key, "0")));
        outcomes[1].ShouldBeOfType<WriteOutcome.RetryLater>().Until.ShouldNotBeNull();
        outcomes[2].ShouldBeOfType<WriteOutcome.Unknown>();
        outcomes[3].ShouldBeOfType<WriteOutcome.Unknown>().Code.ShouldBe("10000");
        calls.Sent.ShouldHaveSingleItem().Uri.Query.ShouldBe("?minorversion=75&requestid=0123456789abcdef0123456789abcdef");
        calls.Sent[0].QuotaClass.ShouldBe("batch");
    }

    [Fact]
    public async Task A_taken_number_whose_owner_cannot_be_read_stays_unknown()
    {
        var calls = new RecordedAnswers(
            """{"BatchItemResponse":[{"bId":"1","Fault":{"Error":[{"Message":"Duplicate Document Number Error","Detail":"Duplicate Document Number Error : DocNumber=X is assigned to TxnType=Cash Expense with TxnId=145","code":"6140"}],"type":"ValidationFault"}}]}""",
            "gateway down");

        var outcomes = await s_provider.SendAsync(calls, Samples.Uk, Write(1), TestContext.Current.CancellationToken);

        outcomes.ShouldHaveSingleItem().ShouldBeOfType<WriteOutcome.Unknown>().Code.ShouldBe("6140");
    }

    [Fact]
    public async Task A_deposit_is_found_by_its_date_and_note_where_numbers_cannot_be_filtered()
    {
        var calls = new RecordedAnswers(
            """{"QueryResponse":{},"time":"2026-03-05T12:00:00Z"}""",
            """{"Fault":{"Error":[{"Message":"Invalid query","Detail":"QueryValidationError: Property DocNumber not found for Entity Deposit","code":"4001"}],"type":"ValidationFault"}}""",
            $$$"""{"QueryResponse":{"Deposit":[{"Id":"9","SyncToken":"1","TxnDate":"2026-03-05","TotalAmt":80,"PrivateNote":"tx-77: sale [{{{Samples.Key}}}]"},{"Id":"10","TxnDate":"2026-03-05","TotalAmt":80,"PrivateNote":"by hand"}]}}""");

        var found = await s_provider.FindAsync(calls, Samples.Uk, [Probe(Samples.Key, 80m), Probe(OtherKey, 80m)], TestContext.Current.CancellationToken);

        found.Value.Keys.ShouldBe([Samples.Key]);
        found.Value[Samples.Key].Entry.ShouldBe(new RemoteEntry("deposit:9", null, "1"));
        Encoding.UTF8.GetString(calls.Sent[2].Body!).ShouldContain("TxnDate >= '2026-03-05' and TxnDate <= '2026-03-05'");
    }

    [Fact]
    public async Task A_look_up_that_fails_on_the_way_proves_nothing()
    {
        var calls = new RecordedAnswers("""{"QueryResponse":{}}""", "gateway down");

        var found = await s_provider.FindAsync(calls, Samples.Uk, [Probe(Samples.Key, 80m)], TestContext.Current.CancellationToken);

        found.Failure.ShouldBeOfType<ProviderFailure.Transient>();
    }

    [Fact]
    public async Task Every_page_of_a_long_list_is_read()
    {
        static string Page(int from, int count) =>
            $$$"""{"QueryResponse":{"Account":[{{{string.Join(',', Enumerable.Range(from, count).Select(i => $$"""{"Id":"{{i}}","Name":"A{{i}}","AccountType":"Expense"}"""))}}}]}}""";
        var calls = new RecordedAnswers(Page(1, 1000), Page(1001, 1000), Page(2001, 3));

        var accounts = await s_provider.ReadAccountsAsync(calls, Samples.Uk, TestContext.Current.CancellationToken);

        accounts.Value.Select(account => account.RemoteId).Distinct(StringComparer.Ordinal).Count().ShouldBe(2003);
        Encoding.UTF8.GetString(calls.Sent[2].Body!).ShouldContain("startposition 2001 maxresults 1000");
    }

    [Fact]
    public async Task The_earlier_end_of_a_refresh_token_counts()
    {
        var calls = new RecordedAnswers(
            """{"token_type":"bearer","access_token":"a","refresh_token":"r","expires_in":3600,"x_refresh_token_expires_in":8640000,"x_refresh_token_hard_expires_in":1000}""");
        var old = new Domain.Connections.TokenSet { AccessToken = "o", RefreshToken = "r", AccessExpiresAt = default, RefreshExpiresAt = default, IssuedAt = default };

        var tokens = (await s_provider.Authorization.RefreshAsync(calls, old, "9341", TestContext.Current.CancellationToken)).Value;

        (tokens.RefreshExpiresAt - tokens.IssuedAt).ShouldBe(TimeSpan.FromSeconds(1000));
        tokens.RefreshToken.ShouldBe("r");
        calls.Sent.ShouldHaveSingleItem().Headers.ShouldContain(KeyValuePair.Create("x-include-refresh-token-hard-expires-in", "true"));
    }

    private static PreparedWrite Write(int entries) => new(
        "create transactions", "POST", "batch?minorversion=75", "{}", "0123456789abcdef0123456789abcdef", [.. Enumerable.Repeat(Samples.Key, entries)]);

    private static EntryProbe Probe(string key, decimal amount) => new(key, new DateOnly(2026, 3, 5), new Money(amount, "GBP"));

    /// <summary>Gives the bodies one after the other; what is no JSON comes as a 502.</summary>
    private sealed class RecordedAnswers(params IReadOnlyList<string> bodies) : IProviderCalls, IAuthorizationCalls
    {
        public List<ProviderRequest> Sent { get; } = [];

        public Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken)
        {
            var body = bodies[Sent.Count];
            Sent.Add(request);
            var status = body[0] != '{' ? HttpStatusCode.BadGateway : body.StartsWith("{\"Fault", StringComparison.Ordinal) ? HttpStatusCode.BadRequest : HttpStatusCode.OK;
            return Task.FromResult<CallAnswer>(new CallAnswer.Answered(status, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(body)));
        }
    }
}
