using System.Net;

namespace OrleansLedger.Sandbox.Tests.QuickBooks;

public sealed class QuotaTests
{
    [Theory]
    [InlineData("second", "preferences")]
    [InlineData("minute", "preferences")]
    [InlineData("batch", "batch")]
    [InlineData("batch-company", "batch")]
    public async Task A_call_beyond_a_quota_is_throttled_without_saying_until_when(string rule, string path)
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { quotas = new Dictionary<string, object> { [rule] = new { limit = 2, seconds = 3600 } } });
        Task<QuickBooksAnswer> CallAsync() => path == "batch"
            ? session.PostAsync("batch", new { BatchItemRequest = new[] { new { bId = "1", Query = "select * from Vendor" } } })
            : session.GetAsync(path);

        (await CallAsync()).Status.ShouldBe(HttpStatusCode.OK);
        (await CallAsync()).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await CallAsync();

        refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Code.ShouldBe("3001");
        refused.Headers.RetryAfter.ShouldBeNull();
        await session.Sandbox.AdvanceAsync(TimeSpan.FromSeconds(3600));
        await session.ConnectAsync();
        (await CallAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_quotas_are_those_the_provider_states()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { quotas = new Dictionary<string, object?> { ["second"] = null, ["minute"] = null } });
        await session.PostAsync("batch", new { BatchItemRequest = new[] { new { bId = "1", Query = "select * from Vendor" } } });

        var stats = await session.Sandbox.ControlAsync(HttpMethod.Get, $"companies/quickbooks/{session.Realm}/stats");

        var windows = stats["quotas"]!.AsArray().ToDictionary(rule => rule!["name"]!.GetValue<string>(), rule => (rule!["current"]!["limit"]!.GetValue<int>(), rule["current"]!["seconds"]!.GetValue<double>()));
        windows.ShouldBe(new Dictionary<string, (int, double)> { ["second"] = (10, 1), ["minute"] = (500, 60), ["batch"] = (40, 60), ["batch-company"] = (120, 60) }, ignoreOrder: true);
    }

    [Fact]
    public async Task The_monthly_allowance_counts_reads_only_over_all_companies_and_only_where_it_is_switched_on()
    {
        await using var session = await QuickBooksSession.StartAsync();
        var quotas = new Dictionary<string, object> { ["core-plus"] = new { limit = 2 } };
        await session.SetAsync(new { quotas });
        for (var call = 0; call < 3; call++) (await session.GetAsync("preferences")).Status.ShouldBe(HttpStatusCode.OK);

        await session.SetAsync(new { corePlus = true });
        (await session.GetAsync("preferences")).Status.ShouldBe(HttpStatusCode.OK);
        (await session.QueryAsync("select * from Vendor")).Status.ShouldBe(HttpStatusCode.OK);
        await session.WriteAsync("Purchase", Samples.Purchase());
        var refused = await session.GetAsync("preferences");

        (refused.Status, refused.Code).ShouldBe((HttpStatusCode.TooManyRequests, "3001"));
        await session.WriteAsync("Purchase", Samples.Purchase());
        var other = await QuickBooksSession.StartAsync(QuickBooksSession.Gb, session.Sandbox);
        await other.SetAsync(new { corePlus = true, quotas });
        (await other.GetAsync("preferences")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_minute_counts_the_calls_of_all_apps_together()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.SetAsync(new { quotas = new Dictionary<string, object> { ["minute"] = new { limit = 1 } } });
        await session.GetAsync("preferences");
        await session.Sandbox.ControlAsync(HttpMethod.Post, "apps", new { provider = "quickbooks", clientId = "other", clientSecret = "other-secret", redirectUris = Array.Empty<string>() });

        var callback = await session.Sandbox.ConsentAsync(QuickBooksSession.AuthorizePath().Replace("sandbox-quickbooks", "other", StringComparison.Ordinal), session.Realm);
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = callback["code"], ["redirect_uri"] = QuickBooksSession.RedirectUri, ["client_id"] = "other", ["client_secret"] = "other-secret",
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/quickbooks/oauth2/v1/tokens/bearer") { Content = new FormUrlEncodedContent(form) };
        session.Take((await session.SendAsync(request)).Body);

        (await session.GetAsync("preferences")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Faults_answer_in_the_providers_shapes()
    {
        await using var session = await QuickBooksSession.StartAsync();
        await session.Sandbox.FaultAsync(new { provider = "quickbooks", kind = "error-after", path = "/purchase$", count = 1 });
        await session.Sandbox.FaultAsync(new { provider = "quickbooks", kind = "throttle", path = "/preferences$", count = 1 });

        var failed = await session.PostAsync("purchase?requestid=k", Samples.Purchase());
        var throttled = await session.GetAsync("preferences");

        failed.Status.ShouldBe(HttpStatusCode.InternalServerError);
        failed.Code.ShouldBe("10000");
        failed.Body["Fault"]!["type"]!.GetValue<string>().ShouldBe("SystemFault");
        throttled.Code.ShouldBe("3001");
        (await session.RowsAsync("Purchase", "select * from Purchase")).Count.ShouldBe(1);
    }
}
