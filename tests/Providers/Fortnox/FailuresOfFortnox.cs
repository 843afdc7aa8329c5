using System.Net;
using System.Text;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Fortnox;

namespace OrleansLedger.Providers.Tests.Fortnox;

public sealed class FailuresOfFortnox
{
    private static readonly DateTimeOffset s_now = new(2026, 4, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Kontot finns inte","code":2000423}}""", "Rejected", "2000423")]
    [InlineData(400, """{"ErrorInformation":{"Error":1,"Message":"Kontot finns inte","Code":2001304}}""", "Rejected", "2001304")]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Otillåtna tecken","code":"2000359"}}""", "Rejected", "2000359")]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Något annat","code":2009999}}""", "Rejected", "2009999")]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Ogiltig inloggning","code":2000310}}""", "Unauthorized", "2000310")]
    [InlineData(403, """{"ErrorInformation":{"error":1,"message":"Token saknas","code":2000311}}""", "Unauthorized", "2000311")]
    [InlineData(403, """{"ErrorInformation":{"error":1,"message":"Licens saknas","code":2001101}}""", "ConsentLost", "2001101")]
    [InlineData(403, """{"ErrorInformation":{"error":1,"message":"Licens saknas","code":2001103}}""", "ConsentLost", "2001103")]
    [InlineData(403, """{"message":"Forbidden"}""", "Transient", "403")]
    [InlineData(403, "<html>Forbidden</html>", "Transient", "403")]
    [InlineData(500, """{"ErrorInformation":{"error":1,"message":"Licens saknas","code":2001103}}""", "Transient", "500")]
    [InlineData(401, """{"message":"unauthorized"}""", "Unauthorized", "401")]
    [InlineData(401, "", "Transient", "401")]
    [InlineData(404, """{"ErrorInformation":{"error":1,"message":"Kan inte hitta","code":2000433}}""", "NotFound", "2000433")]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Ogiltig identifierare","code":2000729}}""", "NotFound", "2000729")]
    [InlineData(409, "", "Transient", "409")]
    [InlineData(429, "<html></html>", "RateLimited", "429")]
    [InlineData(500, """{"ErrorInformation":{"error":1,"message":"Systemfel","code":1000003}}""", "Transient", "500")]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Systemfel","code":1000003}}""", "Transient", "1000003")]
    [InlineData(502, "<html>Bad gateway</html>", "Transient", "502")]
    public void An_answer_to_a_read_is_classed_by_its_code_then_by_its_status(int status, string body, string kind, string code)
    {
        var failure = Of(status, body, writes: false);

        failure.GetType().Name.ShouldBe(kind);
        failure.Code.ShouldBe(code);
        failure.Text.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData(500, """{"ErrorInformation":{"error":1,"message":"Systemfel","code":1000003}}""")]
    [InlineData(400, """{"ErrorInformation":{"error":1,"message":"Systemfel","code":1000003}}""")]
    [InlineData(503, "")]
    [InlineData(504, "<html></html>")]
    [InlineData(408, "")]
    [InlineData(400, "<html>Bad request</html>")]
    [InlineData(401, "<html>Sign in</html>")]
    [InlineData(404, "")]
    [InlineData(429, "<html>Too many requests</html>")]
    public void A_write_that_broke_at_Fortnox_may_have_taken_effect(int status, string body) =>
        Of(status, body, writes: true).ShouldBeOfType<ProviderFailure.OutcomeUnknown>();

    [Fact]
    public void A_message_is_shown_in_Fortnoxs_words_with_what_it_means()
    {
        var failure = Of(400, """{"ErrorInformation":{"error":1,"message":"Konto 9999 finns inte.","code":2000423}}""", writes: true).ShouldBeOfType<ProviderFailure.Rejected>();

        failure.Text.ShouldStartWith("Konto 9999 finns inte. (");
        failure.Text.ShouldContain("mapping");
        failure.Field.ShouldBe("Account");
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData("30", 30)]
    public void Too_many_calls_wait_for_the_window_or_as_long_as_Fortnox_says(string? retryAfter, int seconds)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (retryAfter is not null)
        {
            headers["Retry-After"] = retryAfter;
        }

        var answer = new CallAnswer.Answered(HttpStatusCode.TooManyRequests, headers, """{"message":"Too Many Requests"}"""u8.ToArray());

        FortnoxFailures.Of(answer, writes: true, s_now, s_window).ShouldBeOfType<ProviderFailure.RateLimited>().Until.ShouldBe(s_now.AddSeconds(seconds));
    }

    [Theory]
    [InlineData(400, """{"error":"invalid_grant","error_description":"Invalid refresh token"}""", "ConsentLost", "invalid_grant")]
    [InlineData(401, """{"error":"invalid_client","error_description":"Client authentication failed"}""", "Rejected", "invalid_client")]
    [InlineData(401, "", "OutcomeUnknown", "401")]
    [InlineData(401, """{"error":"invalid_grant"}""", "OutcomeUnknown", "401")]
    [InlineData(500, """{"error":"invalid_grant"}""", "OutcomeUnknown", "500")]
    [InlineData(400, """{"error":"temporarily_unavailable"}""", "Transient", "temporarily_unavailable")]
    [InlineData(400, "<html>Bad request</html>", "OutcomeUnknown", "400")]
    [InlineData(400, """{"error":"unauthorized_client"}""", "Rejected", "unauthorized_client")]
    [InlineData(400, """{"error":"invalid_request","error_description":"Missing parameter"}""", "Rejected", "invalid_request")]
    [InlineData(403, """{"message":"missing license"}""", "OutcomeUnknown", "403")]
    [InlineData(429, "", "OutcomeUnknown", "429")]
    [InlineData(500, "", "OutcomeUnknown", "500")]
    public void The_authorization_servers_answers_are_classed(int status, string body, string kind, string code)
    {
        var failure = FortnoxFailures.OfAuthorization(Answered(status, body));

        failure.GetType().Name.ShouldBe(kind);
        failure.Code.ShouldBe(code);
    }

    [Fact]
    public void A_refused_app_names_the_settings_to_check() =>
        FortnoxFailures.OfAuthorization(Answered(401, """{"error":"invalid_client"}""")).Text.ShouldContain("FORTNOX_CLIENT_ID and FORTNOX_CLIENT_SECRET");

    private static ProviderFailure Of(int status, string body, bool writes) => FortnoxFailures.Of(Answered(status, body), writes, s_now, s_window);

    private static CallAnswer.Answered Answered(int status, string body) =>
        new((HttpStatusCode)status, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(body));
}
