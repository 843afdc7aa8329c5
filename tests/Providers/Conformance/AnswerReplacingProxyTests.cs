using System.Net;
using System.Net.Http.Json;
using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>The proxy itself, between a client and the sandbox's control API.</summary>
public sealed class AnswerReplacingProxyTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private RunningSandbox _sandbox = null!;
    private AnswerReplacingProxy _proxy = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await RunningSandbox.StartAsync();
        _proxy = await AnswerReplacingProxy.StartAsync(_sandbox.Address, Cancellation);
        _http.BaseAddress = new Uri(_proxy.Address, "_sandbox/api/");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _proxy.DisposeAsync();
        await _sandbox.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_rule_calls_pass_unchanged()
    {
        using var answer = await CreateAsync("Harbour Cafe");

        answer.IsSuccessStatusCode.ShouldBeTrue();
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Harbour Cafe");
        _proxy.Calls.ShouldHaveSingleItem().Replaced.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task An_answer_is_replaced_before_or_after_the_effect(bool afterEffect, int companies)
    {
        var rule = _proxy.Replace(new ReplacementRule(ReplacedAnswer.Text(404, "<html>gone</html>").With("X-Gateway", "yes"))
        {
            AfterEffect = afterEffect, Method = "POST", Path = "/api/companies$", Body = "Harbour", Times = 1,
        });

        using var answer = await CreateAsync("Harbour Cafe");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.GetValues("X-Gateway").ShouldBe(["yes"]);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBe("<html>gone</html>");
        rule.Hits.ShouldBe(1);
        (await CompaniesAsync()).ShouldBe(companies);
    }

    [Fact]
    public async Task A_rule_for_a_body_leaves_other_calls_alone_and_ends_when_removed()
    {
        var rule = _proxy.Replace(new ReplacementRule(ReplacedAnswer.Empty(500)) { Body = "Hillside" });

        using (var other = await CreateAsync("Harbour Cafe"))
        {
            other.IsSuccessStatusCode.ShouldBeTrue();
        }

        using (var hit = await CreateAsync("Hillside Bakery"))
        {
            hit.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        _proxy.Remove(rule);
        using var passed = await CreateAsync("Hillside Bakery");
        passed.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_can_be_cut_instead_of_an_answer_and_in_the_middle_of_one()
    {
        _proxy.Replace(new ReplacementRule(ReplacedAnswer.LostConnection) { AfterEffect = true, Times = 1 });
        _proxy.Replace(new ReplacementRule(ReplacedAnswer.Json(200, "{\"cut\":") with { MissingBytes = 10 }) { Times = 1 });

        await Should.ThrowAsync<HttpRequestException>(() => CreateAsync("Harbour Cafe"));
        await Should.ThrowAsync<HttpRequestException>(() => CreateAsync("Hillside Bakery"));
        (await CompaniesAsync()).ShouldBe(1);
    }

    private Task<HttpResponseMessage> CreateAsync(string name) =>
        _http.PostAsJsonAsync("companies", new { provider = "xero", name, currency = "EUR" }, Cancellation);

    private async Task<int> CompaniesAsync()
    {
        using var direct = new HttpClient { BaseAddress = new Uri(_sandbox.Address, "_sandbox/api/") };
        var companies = await direct.GetStringAsync("companies", Cancellation);
        return companies.Split("Harbour Cafe").Length - 1;
    }
}
