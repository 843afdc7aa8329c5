using System.Net;
using System.Text;
using OrleansLedger.Providers.Contract;
using OrleansLedger.Providers.Xero;

namespace OrleansLedger.Providers.Tests.Xero;

public sealed class XeroFailuresTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<int, string, bool, string, string> Answers => new()
    {
        // status, body, writes, class, code
        { 400, """{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"ValidationErrors":[{"Message":"The document date cannot be before the period lock date, currently set at 31 December 2025"}]}]}""", true, "Rejected", "ValidationException" },
        { 400, """{"ErrorNumber":14,"Type":"PostDataInvalidException","Message":"JSON for post data was invalid"}""", true, "Rejected", "PostDataInvalidException" },
        { 400, """{"ErrorNumber":16,"Type":"QueryParseException","Message":"Syntax error"}""", false, "Rejected", "QueryParseException" },
        { 400, """{"Message":"Idempotency Key 3f2a is used with a different request"}""", true, "OutcomeUnknown", "idempotency_key_reused" },
        { 401, """{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired at 03/04/2026 11:00:00","Instance":"0d1c","Extensions":{}}""", true, "Unauthorized", "401" },
        { 401, """{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"AuthorizationUnsuccessful","Instance":"0d1c","Extensions":{}}""", true, "ConsentLost", "AuthorizationUnsuccessful" },
        { 401, "", false, "Transient", "401" },
        { 401, "<html>Sign in</html>", true, "OutcomeUnknown", "401" },
        { 400, "<html>Bad request</html>", true, "OutcomeUnknown", "400" },
        { 400, """{"Type":null,"Title":"BadRequest","Status":400,"Detail":"The header is not valid"}""", true, "Rejected", "400" },
        { 403, """{"Type":null,"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful","Instance":"0d1c","Extensions":{}}""", true, "ConsentLost", "AuthenticationUnsuccessful" },
        { 403, """{"Title":"Forbidden","Status":403,"Detail":"The user lacks the permission for this"}""", true, "Rejected", "403" },
        { 404, "The resource you're looking for cannot be found", true, "NotFound", "404" },
        { 404, "<html>Not found</html>", true, "OutcomeUnknown", "404" },
        { 412, "", true, "OutcomeUnknown", "412" },
        { 413, "", true, "OutcomeUnknown", "413" },
        { 413, """{"Title":"RequestEntityTooLarge","Status":413,"Detail":"PayloadTooLarge"}""", true, "Rejected", "413" },
        { 429, "", true, "OutcomeUnknown", "429" },
        { 429, "", false, "RateLimited", "429" },
        { 500, "", true, "OutcomeUnknown", "500" },
        { 500, "", false, "Transient", "500" },
        { 501, "", true, "OutcomeUnknown", "501" },
        { 502, "<html>Bad gateway</html>", true, "OutcomeUnknown", "502" },
        { 503, "The Xero API is currently offline for maintenance", true, "OutcomeUnknown", "503" },
        { 503, "The Xero API is temporarily unavailable", true, "OutcomeUnknown", "503" },
        { 503, "The Organisation is offline", true, "OutcomeUnknown", "503" },
        { 503, "<html>The service is temporarily unavailable</html>", true, "OutcomeUnknown", "503" },
        { 503, "<html>upstream</html>", false, "Transient", "503" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_answer_has_one_meaning(int status, string body, bool writes, string meaning, string code)
    {
        var failure = XeroFailures.Of(Answer(status, body), writes, s_now).ShouldNotBeNull();

        failure.GetType().Name.ShouldBe(meaning);
        failure.Code.ShouldBe(code);
        failure.Text.ShouldNotBeNullOrWhiteSpace();
        failure.Text.ShouldNotContain("<html>");
    }

    [Fact]
    public void A_success_is_no_failure() => XeroFailures.Of(Answer(204, ""), writes: true, s_now).ShouldBeNull();

    [Theory]
    [InlineData("minute", "7", 7)]
    [InlineData("day", "66975", 66975)]
    [InlineData("concurrent", null, 1)]
    [InlineData("Minute", null, 60)]
    [InlineData(null, "0", 1)]
    public void A_refusal_by_quota_says_until_when(string? problem, string? retryAfter, int seconds)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (problem is not null)
        {
            headers["x-rate-limit-problem"] = problem;
        }

        if (retryAfter is not null)
        {
            headers["retry-after"] = retryAfter;
        }

        XeroFailures.Of(new CallAnswer.Answered(HttpStatusCode.TooManyRequests, headers, []), writes: false, s_now)
            .ShouldBeOfType<ProviderFailure.RateLimited>().Until.ShouldBe(s_now.AddSeconds(seconds));
    }

    [Theory]
    [InlineData("Account code '999' is not a valid code for this document.", "LineItems.AccountCode")]
    [InlineData("The TaxType code 'OUTPUT2' cannot be used with account code '400'.", "LineItems.TaxType")]
    [InlineData("The document date cannot be before the end of year lock date, currently set at 31 March 2025", "Date")]
    [InlineData("Organisation is not subscribed to currency EUR", "CurrencyCode")]
    [InlineData("The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber", "Contact")]
    [InlineData("The file couldn't be uploaded because it isn't a supported file type.", "FileName")]
    [InlineData("Something that was not seen before", null)]
    public void Xeros_words_tell_the_field(string text, string? field) => XeroFailures.FieldOf(text).ShouldBe(field);

    [Theory]
    [InlineData("Account code '429' has been archived, or has been deleted. Each line item must reference a valid account.", ReferenceKind.Account, "429")]
    [InlineData("Account code '999' is not a valid code for this document.", null, null)]
    [InlineData("The contact is archived and cannot be used.", ReferenceKind.Contact, "c-1")]
    [InlineData("The contact with the ContactID c-1 could not be found.", ReferenceKind.Contact, "c-1")]
    [InlineData("The TaxType code 'INPUT2' has been archived.", ReferenceKind.TaxCode, "INPUT2")]
    [InlineData("The TaxType code 'INPUT2' cannot be used with account code '429'.", null, null)]
    [InlineData("The document date cannot be before the period lock date", null, null)]
    public void A_refusal_names_the_remote_id_that_is_out_of_use(string text, ReferenceKind? kind, string? id)
    {
        var sent = new XeroWire.BankTransaction
        {
            Contact = new XeroWire.Contact { ContactID = "c-1" },
            BankAccount = new XeroWire.Account { AccountID = "a-1" },
            LineItems = [new XeroWire.LineItem { AccountCode = "429", TaxType = "INPUT2" }],
        };

        XeroFailures.StaleIn(text, sent).ShouldBe(kind is { } known ? new StaleReference(known, id!) : null);
    }

    [Theory]
    [InlineData("""{"error":"invalid_grant"}""", "ConsentLost", "Connect to Xero again")]
    [InlineData("""{"error":"invalid_client"}""", "Rejected", "XERO_CLIENT_SECRET")]
    [InlineData("""{"error":"unauthorized_client","error_description":"not for this app"}""", "Rejected", "not for this app")]
    [InlineData("""{"error":"invalid_scope"}""", "Rejected", "invalid_scope")]
    [InlineData("""{"error":"temporarily_unavailable"}""", "Transient", "tried again")]
    [InlineData("""{"error":"server_error"}""", "Transient", "tried again")]
    [InlineData("<html>Bad gateway</html>", "OutcomeUnknown", "Bad gateway")]
    [InlineData("no json", "OutcomeUnknown", "400")]
    public void Each_answer_of_the_token_endpoint_has_one_meaning(string body, string meaning, string words)
    {
        var failure = XeroFailures.OfToken(Answer(400, body)).ShouldNotBeNull();

        failure.GetType().Name.ShouldBe(meaning);
        failure.Text.ShouldContain(words);
    }

    [Fact]
    public void A_refresh_without_an_answer_may_have_rotated_the_token()
    {
        XeroFailures.OfToken(new CallAnswer.NoAnswer("cut", MayHaveArrived: true)).ShouldBeOfType<ProviderFailure.OutcomeUnknown>();
        XeroFailures.OfToken(new CallAnswer.NoAnswer("refused", MayHaveArrived: false)).ShouldBeOfType<ProviderFailure.Transient>();
        XeroFailures.OfToken(Answer(500, "")).ShouldBeOfType<ProviderFailure.OutcomeUnknown>();
    }

    private static CallAnswer.Answered Answer(int status, string body) =>
        new((HttpStatusCode)status, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), Encoding.UTF8.GetBytes(body));
}
