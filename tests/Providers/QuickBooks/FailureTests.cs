using System.Net;
using System.Text;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.QuickBooks;

namespace OrleansLedger.Providers.Tests.QuickBooks;

public sealed class FailureTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 5, 12, 0, 0, TimeSpan.Zero);
    private readonly QuickBooksFailures _failures = new(new StoppedClock(s_now), TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(400, "6240", "Rejected")]
    [InlineData(400, "2500", "Rejected")]
    [InlineData(400, "6210", "Rejected")]
    [InlineData(400, "9999", "Rejected")]
    [InlineData(403, "5020", "Rejected")]
    [InlineData(403, "6190", "CompanyInactive")]
    [InlineData(400, "140", "CompanyInactive")]
    [InlineData(403, "3001", "RateLimited")]
    [InlineData(500, "3100", "OutcomeUnknown")]
    [InlineData(500, "3200", "OutcomeUnknown")]
    [InlineData(302, "6240", "OutcomeUnknown")]
    [InlineData(400, "", "OutcomeUnknown")]
    [InlineData(400, "610", "NotFound")]
    [InlineData(400, "5010", "Conflict")]
    [InlineData(400, "120", "ConsentLost")]
    [InlineData(400, "150", "Transient")]
    [InlineData(400, "4002", "Transient")]
    [InlineData(400, "600", "OutcomeUnknown")]
    [InlineData(500, "10000", "OutcomeUnknown")]
    [InlineData(429, "3001", "RateLimited")]
    [InlineData(401, "3200", "Unauthorized")]
    [InlineData(403, "3100", "ConsentLost")]
    public void A_code_decides_what_a_failed_write_means(int status, string code, string failure) =>
        Kind(_failures.Of(Entity(status, code, "Something", "happened"), writes: true)).ShouldBe(failure);

    [Theory]
    [InlineData(401, "003200", "AUTHENTICATION", "Unauthorized")]
    [InlineData(403, "003100", "SERVICE", "ConsentLost")]
    [InlineData(429, "003001", "SERVICE", "RateLimited")]
    public void The_gateways_lower_case_faults_and_padded_codes_are_read(int status, string code, string type, string failure)
    {
        var body = $$"""{"warnings":null,"fault":{"error":[{"message":"message=X; errorCode={{code}}; statusCode={{status}}","detail":"","code":"{{code}}","element":null}],"type":"{{type}}"},"time":1}""";

        var found = _failures.Of(Answer(status, body), writes: true);

        Kind(found).ShouldBe(failure);
        found!.Code.ShouldBe(code[2..]);
    }

    [Theory]
    [InlineData(401, true, "OutcomeUnknown")]
    [InlineData(401, false, "Transient")]
    [InlineData(403, true, "OutcomeUnknown")]
    [InlineData(403, false, "Transient")]
    [InlineData(404, true, "OutcomeUnknown")]
    [InlineData(429, true, "OutcomeUnknown")]
    [InlineData(429, false, "RateLimited")]
    [InlineData(400, true, "OutcomeUnknown")]
    [InlineData(503, true, "OutcomeUnknown")]
    [InlineData(503, false, "Transient")]
    public void An_answer_without_a_fault_says_nothing(int status, bool writes, string failure) =>
        Kind(_failures.Of(Answer(status, "<html>gateway</html>"), writes)).ShouldBe(failure);

    [Theory]
    [InlineData(403, "003001", "SERVICE", "RateLimited")]
    [InlineData(403, "003100", "SERVICE", "ConsentLost")]
    [InlineData(401, "003200", "AUTHENTICATION", "Unauthorized")]
    [InlineData(400, "6240", "ValidationFault", "Rejected")]
    [InlineData(500, "003100", "SERVICE", "OutcomeUnknown")]
    public void A_fault_in_XML_is_read(int status, string code, string type, string failure)
    {
        var body = $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse time="2026-03-05T12:00:00Z" xmlns="http://schema.intuit.com/finance/v3"><Fault type="{type}"><Error code="{code}" element=""><Message>message=X</Message><Detail>why</Detail></Error></Fault></IntuitResponse>""";

        Kind(_failures.Of(Answer(status, body), writes: true)).ShouldBe(failure);
    }

    [Theory]
    [InlineData("3100")]
    [InlineData("3200")]
    [InlineData("150")]
    public void A_passing_fault_of_one_item_delays_that_item_alone(string code)
    {
        var fault = new WireFault([new WireError("X", "why", code, null)], "SERVICE");

        QuickBooksFailures.ItemOutcome(_failures.OfItem(fault, writes: true)).ShouldBeOfType<WriteOutcome.RetryLater>();
    }

    [Fact]
    public void A_fault_inside_a_200_is_a_failure() =>
        Kind(_failures.Of(Entity(200, "6041", "Invalid type", "exe"), writes: true)).ShouldBe("Rejected");

    [Fact]
    public void A_success_is_no_failure() => _failures.Of(Answer(200, """{"Vendor":{"Id":"1"}}"""), writes: true).ShouldBeNull();

    [Fact]
    public void The_token_in_an_authentication_fault_is_not_repeated()
    {
        var token = $"eyJ{new string('x', 300)}";

        _failures.Of(Entity(401, "3200", "message=AuthenticationFailed", $"Token expired: {token}"), writes: false)!.Text.ShouldNotContain("eyJ");
        _failures.Of(Entity(400, "2010", "Odd", $"You sent {token}."), writes: false)!.Text.ShouldBe("Odd: You sent [redacted]");
    }

    [Fact]
    public void A_throttled_realm_is_left_alone_for_a_minute_or_as_long_as_it_says()
    {
        _failures.Of(Entity(429, "3001", "ThrottleExceeded", ""), writes: true).ShouldBeOfType<ProviderFailure.RateLimited>().Until.ShouldBe(s_now.AddSeconds(60));
        var told = new CallAnswer.Answered(
            HttpStatusCode.TooManyRequests, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["retry-after"] = "7" }, []);
        _failures.Of(told, writes: false).ShouldBeOfType<ProviderFailure.RateLimited>().Until.ShouldBe(s_now.AddSeconds(7));
    }

    [Theory]
    [InlineData("Accounts element id 77 not found", "Reference Id", "Accounts")]
    [InlineData("Required parameter Line is missing in the request", "", "Line")]
    [InlineData("Property Name:Unrecognized field \"Foo\" specified", "", null)]
    [InlineData("Too long", "DocNumber", "DocNumber")]
    public void The_member_at_fault_is_named_where_quickbooks_names_it(string detail, string element, string? field) =>
        _failures.Of(Entity(400, "2500", "Invalid Reference Id", detail, element), writes: true).ShouldBeOfType<ProviderFailure.Rejected>().Field.ShouldBe(field);

    [Fact]
    public void A_lock_of_another_user_is_transient() =>
        Kind(_failures.Of(Entity(400, "6000", "A business validation error", "Another user is working on this customer."), writes: true)).ShouldBe("Transient");

    [Theory]
    [InlineData("DocNumber=1 is assigned to TxnType=Purchase with TxnId=145", "Purchase", "145")]
    [InlineData("DocNumber=1 is assigned to TxnType=Cash Expense with TxnId=9", "Cash Expense", "9")]
    [InlineData("You must specify a different number.", null, null)]
    public void The_owner_of_a_taken_number_is_read_from_the_text(string text, string? type, string? id) =>
        QuickBooksFailures.OwnerOfDocNumber(text).ShouldBe((type, id));

    private static CallAnswer.Answered Entity(int status, string code, string message, string detail, string element = "") => Answer(
        status,
        $$"""{"Fault":{"Error":[{"Message":"{{message}}","Detail":"{{detail.Replace("\"", "\\\"", StringComparison.Ordinal)}}","code":"{{code}}","element":"{{element}}"}],"type":"ValidationFault"},"time":"2026-03-05T12:00:00Z"}""");

    private static CallAnswer.Answered Answer(int status, string body) =>
        new((HttpStatusCode)status, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(body));

    private static string? Kind(ProviderFailure? failure) => failure?.GetType().Name;

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
