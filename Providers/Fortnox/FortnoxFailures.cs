using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.Json;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// The one place that turns Fortnox's answers into failures. Errors come in three shapes (<c>ErrorInformation</c> in two casings, the
/// gateway's <c>message</c>, the authorization server's <c>error</c>); what counts is the code, then the status. Messages are Swedish, so the
/// meaning follows in brackets.
/// </summary>
internal static class FortnoxFailures
{
    private const int MaxText = 500;

    private static readonly FrozenDictionary<string, Rule> s_byCode = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["1000003"] = new(Kind.Broken, "system exception at Fortnox"),
        ["1000030"] = new(Kind.Rejected, "answer type not accepted"),
        ["1000031"] = new(Kind.Rejected, "content type not accepted"),
        ["2000106"] = new(Kind.Rejected, "letters and digits expected"),
        ["2000108"] = new(Kind.Rejected, "a number expected"),
        ["2000134"] = new(Kind.Rejected, "true or false expected"),
        ["2000310"] = new(Kind.Unauthorized, "login not valid"),
        ["2000311"] = new(Kind.Unauthorized, "access token missing or not valid"),
        ["2000321"] = new(Kind.Rejected, "a read-only field was sent"),
        ["2000359"] = new(Kind.Rejected, "a text has characters that Fortnox does not take"),
        ["2000423"] = new(Kind.Rejected, "the account does not exist or is not active; choose another in the mapping", "Account"),
        ["2000588"] = new(Kind.Rejected, "a parameter is not valid"),
        ["2000663"] = new(Kind.ConsentLost, "the consent does not cover this part of Fortnox; connect again"),
        ["2000729"] = new(Kind.NotFound, "no such id"),
        ["2001101"] = new(Kind.ConsentLost, "the company has no licence for this part of Fortnox; get it, then connect again"),
        ["2001103"] = new(Kind.ConsentLost, "the company has no licence for integrations; get it, then connect again"),
        ["2001304"] = new(Kind.Rejected, "the account does not exist; choose another in the mapping", "Account"),
        ["2001392"] = new(Kind.Rejected, "the request has no body"),
        ["2001399"] = new(Kind.Rejected, "a field name is not valid"),
        ["2002115"] = new(Kind.Rejected, "the request is not valid JSON"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private enum Kind
    {
        Rejected,
        NotFound,
        Conflict,
        Unauthorized,
        ConsentLost,

        /// <summary>It broke on Fortnox's side: a read may be repeated, a write has to be looked up first.</summary>
        Broken,
    }

    private sealed record Rule(Kind Kind, string Meaning, string? Field = null);

    private sealed record ErrorBody(string? Code, string? Message);

    /// <summary>What went wrong in a call of the API. <paramref name="window"/> is how long to wait after 429, which comes without Retry-After.</summary>
    public static ProviderFailure Of(CallAnswer answer, bool writes, DateTimeOffset now, TimeSpan window)
    {
        if (CallFailure.Of(answer, writes) is { } unanswered)
        {
            return unanswered;
        }

        var answered = (CallAnswer.Answered)answer;
        var body = Parse(answered);
        var code = body.Code ?? ((int)answered.Status).ToString(CultureInfo.InvariantCulture);
        var message = body.Message ?? $"Fortnox answered {(int)answered.Status} without a message.";
        if (answered.Status == HttpStatusCode.TooManyRequests)
        {
            return new ProviderFailure.RateLimited(code, message, now + (RetryAfter(answered) ?? window));
        }

        var rule = s_byCode.GetValueOrDefault(code);
        var text = rule is null ? message : $"{message} ({rule.Meaning})";
        return KindOf(rule, answered.Status) switch
        {
            Kind.NotFound => new ProviderFailure.NotFound(code, text),
            Kind.Conflict => new ProviderFailure.Conflict(code, text),
            Kind.Unauthorized => new ProviderFailure.Unauthorized(code, text),
            Kind.ConsentLost => new ProviderFailure.ConsentLost(code, text),
            Kind.Broken => Broken(code, text, writes),
            _ => new ProviderFailure.Rejected(code, text, rule?.Field),
        };
    }

    /// <summary>What went wrong at the authorization server.</summary>
    public static ProviderFailure OfAuthorization(CallAnswer answer, DateTimeOffset now, TimeSpan window)
    {
        if (CallFailure.Of(answer, writes: true) is { } unanswered)
        {
            return unanswered;
        }

        var answered = (CallAnswer.Answered)answer;
        var body = Parse(answered);
        var status = (int)answered.Status;
        var code = body.Code ?? (status == 401 ? "invalid_client" : status.ToString(CultureInfo.InvariantCulture));
        var message = body.Message ?? code;
        return code switch
        {
            _ when status == 429 => new ProviderFailure.RateLimited(code, message, now + (RetryAfter(answered) ?? window)),
            _ when status >= 500 => Broken(code, message, writes: true),
            "invalid_grant" => new ProviderFailure.ConsentLost(code, $"Fortnox no longer accepts this authorisation: {message} Connect Fortnox again."),
            "invalid_client" or "unauthorized_client" => new ProviderFailure.Rejected(
                code, $"Fortnox does not accept this app: {message} Check FORTNOX_CLIENT_ID and FORTNOX_CLIENT_SECRET."),
            "redirect_uri_mismatch" => new ProviderFailure.Rejected(code, $"Fortnox knows another redirect address: {message} Check FORTNOX_REDIRECT_URI."),
            _ when status == 403 => new ProviderFailure.ConsentLost(code, message),
            _ => new ProviderFailure.Rejected(code, message),
        };
    }

    /// <summary>An answer of success whose body is not what it should be.</summary>
    public static ProviderFailure Unreadable(ProviderRequest request) => Broken(
        "unreadable_answer", $"Fortnox answered '{request.Operation}' with something that is not the JSON it documents.", request.Writes);

    private static ProviderFailure Broken(string code, string text, bool writes) =>
        writes ? new ProviderFailure.OutcomeUnknown(code, text) : new ProviderFailure.Transient(code, text);

    /// <summary>The code counts before the status, but for 404: 2000423 there says of any resource that it is not found.</summary>
    private static Kind KindOf(Rule? rule, HttpStatusCode status) => rule switch
    {
        null => ByStatus(status),
        { Kind: Kind.Rejected } when status == HttpStatusCode.NotFound => Kind.NotFound,
        _ => rule.Kind,
    };

    private static Kind ByStatus(HttpStatusCode status) => (int)status switch
    {
        401 => Kind.Unauthorized,
        403 => Kind.ConsentLost,
        404 or 410 => Kind.NotFound,
        409 => Kind.Conflict,
        408 or >= 500 => Kind.Broken,
        _ => Kind.Rejected,
    };

    private static TimeSpan? RetryAfter(CallAnswer.Answered answer) =>
        answer.Headers.TryGetValue("Retry-After", out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static ErrorBody Parse(CallAnswer.Answered answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            var root = json.RootElement;
            if (Member(root, "ErrorInformation") is { } information)
            {
                return new ErrorBody(Text(Member(information, "code")), Text(Member(information, "message")));
            }

            return Text(Member(root, "error")) is { } error
                ? new ErrorBody(error, Text(Member(root, "error_description")) ?? Text(Member(root, "message")))
                : new ErrorBody(null, Text(Member(root, "message")));
        }
        catch (JsonException)
        {
            return new ErrorBody(null, answer.Text.Trim() is { Length: > 0 } text ? Cut(text) : null);
        }
    }

    private static JsonElement? Member(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return property.Value;
                }
            }
        }

        return null;
    }

    private static string? Text(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => Cut(value),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
