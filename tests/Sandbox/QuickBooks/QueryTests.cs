using System.Net;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class QueryTests
{
    [Theory]
    [InlineData("select * from Account where AccountType = 'Credit Card' orderby Name", "Mastercard,Visa")]
    [InlineData("SELECT * FROM Account WHERE AccountType IN ('Credit Card','Bank') AND Name LIKE '%a%' ORDER BY Name DESC", "Visa,Savings,Mastercard,GBP Bank Account,EUR Bank Account")]
    [InlineData("select * from Account where Name like 'S%s' orderby Name", "Savings,Services,Software and Cloud Services,Supplies")]
    [InlineData("select * from Account where CurrentBalance > 100 and CurrentBalance <= 18800 orderby CurrentBalance desc", "Savings,Mastercard")]
    [InlineData("select * from Account where AccountType = 'Bank' orderby Name startposition 2 maxresults 2", "EUR Bank Account,GBP Bank Account")]
    [InlineData("select * from Account where Id in ('35', '42')", "Checking,Visa")]
    [InlineData("select Name, Id from Account where Id = '13'", "Meals and Entertainment")]
    [InlineData("select * from Account where AcctNum = ' ' and AccountType = 'Accounts Payable'", "Accounts Payable")]
    public async Task A_query_gives_the_rows_it_asks_for(string query, string expected)
    {
        await using var session = await QuickBooksSession.StartAsync();

        var rows = await session.RowsAsync("Account", query);

        string.Join(',', rows.Select(row => row["Name"]!.GetValue<string>())).ShouldBe(expected);
    }

    [Theory]
    [InlineData("select * from Account where Id = '1' or Id = '2'", "4000")]
    [InlineData("select * from Account where (Id = '1')", "4000")]
    [InlineData("select * from Account where Name != 'x'", "4000")]
    [InlineData("select * from Vendor where DisplayName = 'Peet's'", "4000")]
    [InlineData("update Account", "4000")]
    [InlineData("select * from Account maxresults 1001", "4001")]
    [InlineData("select * from Account startposition 0", "4001")]
    [InlineData("select * from Nonsense", "4001")]
    [InlineData("select * from Purchase where Nonsense = '1'", "4001")]
    [InlineData("select * from Purchase where PrivateNote = 'a note'", "4001")]
    [InlineData("select * from Purchase where DepartmentRef = '1'", "4001")]
    [InlineData("select * from Purchase where Id > '1'", "4001")]
    [InlineData("select * from Purchase where TxnDate = 'yesterday'", "4001")]
    public async Task What_the_language_lacks_and_what_cannot_be_filtered_is_refused(string query, string code)
    {
        await using var session = await QuickBooksSession.StartAsync();

        var refused = await session.QueryAsync(query);

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_query_without_rows_answers_with_an_empty_QueryResponse()
    {
        await using var session = await QuickBooksSession.StartAsync();

        var answer = await session.QueryAsync("select * from Purchase");

        answer.Body["QueryResponse"]!.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task Counting_gives_the_number_of_rows_only()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Purchase", Samples.Purchase());
        await session.WriteAsync("Purchase", Samples.Purchase());

        var answer = await session.QueryAsync("select count(*) from Purchase where TxnDate >= '2026-03-01'");

        answer.Body["QueryResponse"]!.ToJsonString().ShouldBe("""{"totalCount":2}""");
    }

    [Fact]
    public async Task Without_maxresults_a_hundred_rows_come_and_the_total_is_told()
    {
        await using var session = await QuickBooksSession.StartAsync();
        for (var batch = 0; batch < 4; batch++)
            (await session.PostAsync("batch", new { BatchItemRequest = Enumerable.Range(1, 30).Select(item => new { bId = $"{item}", operation = "create", Vendor = new { DisplayName = $"Vendor {batch} {item}" } }) })).Status.ShouldBe(HttpStatusCode.OK);

        var answer = await session.QueryAsync("select * from Vendor");

        answer.Body["QueryResponse"]!["Vendor"]!.AsArray().Count.ShouldBe(100);
        answer.Body["QueryResponse"]!["maxResults"]!.GetValue<int>().ShouldBe(100);
        answer.Body["QueryResponse"]!["totalCount"]!.GetValue<int>().ShouldBe(123);
    }

    [Fact]
    public async Task Inactive_rows_are_hidden_unless_asked_for()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var vendor = await session.WriteAsync("Vendor", new { DisplayName = "O'Neill & Sons" });
        await session.WriteAsync("Vendor", vendor.Version(sparse: true).With("Active", false));

        (await session.RowsAsync("Vendor", @"select * from Vendor where DisplayName = 'O\'Neill & Sons'")).ShouldBeEmpty();
        (await session.RowsAsync("Vendor", @"select * from Vendor where DisplayName = 'O\'Neill & Sons' and Active in (true,false)")).Count.ShouldBe(1);
        (await session.RowsAsync("Vendor", "select * from Vendor where Active = false")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_query_may_come_as_the_text_of_a_post()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var request = session.Authorized(HttpMethod.Post, "query");
        request.Content = new StringContent("select * from CompanyInfo", System.Text.Encoding.UTF8, "application/text");

        var answer = await session.SendAsync(request);

        answer.Body["QueryResponse"]!["CompanyInfo"]![0]!["Country"]!.GetValue<string>().ShouldBe("US");
    }

    [Fact]
    public async Task Rows_are_found_by_the_time_of_their_last_change()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.WriteAsync("Purchase", Samples.Purchase());
        await session.Sandbox.AdvanceAsync(TimeSpan.FromMinutes(5));
        var second = await session.WriteAsync("Purchase", Samples.Purchase());
        var since = second["MetaData"]!["LastUpdatedTime"]!.GetValue<string>();

        var rows = await session.RowsAsync("Purchase", $"select * from Purchase where MetaData.LastUpdatedTime >= '{since}'");

        rows.ShouldHaveSingleItem()["Id"]!.GetValue<string>().ShouldBe(second["Id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_query_may_show_the_version_before_the_last_where_reading_by_id_does_not()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { staleQueriesSeconds = 60 });
        var purchase = await session.WriteAsync("Purchase", Samples.Purchase());
        await session.WriteAsync("Purchase", purchase.Version(sparse: true).With("PrivateNote", "changed"));

        (await session.RowsAsync("Purchase", "select * from Purchase")).ShouldHaveSingleItem()["SyncToken"]!.GetValue<string>().ShouldBe("0");
        (await session.GetAsync($"purchase/{purchase["Id"]}")).Body["Purchase"]!["SyncToken"]!.GetValue<string>().ShouldBe("1");
        await session.Sandbox.AdvanceAsync(TimeSpan.FromSeconds(61));
        (await session.RowsAsync("Purchase", "select * from Purchase")).ShouldHaveSingleItem()["SyncToken"]!.GetValue<string>().ShouldBe("1");
    }
}
