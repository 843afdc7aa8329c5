using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Fortnox;

/// <summary>
/// The one place that turns Fortnox's answers into failures. Errors come in three shapes: <c>ErrorInformation</c> in two casings, the gateway's
/// <c>message</c>, the authorization server's <c>error</c>. The code decides, then the status. Messages are Swedish, so the meaning follows in
/// parentheses.
/// </summary>
internal static class FortnoxFailures
{
    private const string Name = "Fortnox";

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

    private sealed record ErrorBody(string Code, string Message);

    /// <summary>
    /// What went wrong in a call of the API. Only <c>ErrorInformation</c> with a code and a status of 4xx tells what Fortnox did, and of its gateway the
    /// two refusals in <see cref="GatewaySays"/>.
    /// </summary>
    /// <param name="window">How long to wait after 429, which comes without Retry-After.</param>
    public static ProviderFailure Of(CallAnswer answer, bool writes, DateTimeOffset now, TimeSpan window)
    {
        if (CallFailure.Of(answer, writes) is { } unanswered)
        {
            return unanswered;
        }

        var answered = (CallAnswer.Answered)answer;
        var status = (int)answered.Status;
        var body = status is >= 400 and < 500 ? InformationIn(answered) : null;
        if (status == 429 && (body is not null || !writes || GatewaySays(answered, "too many requests")))
        {
            return new ProviderFailure.RateLimited(body?.Code ?? "429", body?.Message ?? "Fortnox takes no more calls for a moment.", now + (RetryAfter.Read(answered.Headers, now) ?? window));
        }

        if (status == 401 && body is null && GatewaySays(answered, "unauthorized"))
        {
            return new ProviderFailure.Unauthorized("401", "Fortnox does not accept the access token.");
        }

        if (body is null)
        {
            return CallFailure.NotDocumented(answered, Name, writes);
        }

        var rule = s_byCode.GetValueOrDefault(body.Code);
        var text = rule is null ? body.Message : $"{body.Message} ({rule.Meaning})";
        return KindOf(rule, status) switch
        {
            Kind.NotFound => new ProviderFailure.NotFound(body.Code, text),
            Kind.Conflict => new ProviderFailure.Conflict(body.Code, text),
            Kind.Unauthorized => new ProviderFailure.Unauthorized(body.Code, text),
            Kind.ConsentLost => new ProviderFailure.ConsentLost(body.Code, text),
            Kind.Broken => Broken(body.Code, text, writes),
            _ => new ProviderFailure.Rejected(body.Code, text, rule?.Field),
        };
    }

    /// <summary>True for a documented refusal of the access token: code 2000310 or 2000311 with status 401 or 403, or the gateway's 401.</summary>
    public static bool IsTokenRefusal(CallAnswer.Answered answer) =>
        (int)answer.Status is 401 or 403
        && (InformationIn(answer) is { } body
            ? s_byCode.GetValueOrDefault(body.Code)?.Kind == Kind.Unauthorized
            : (int)answer.Status == 401 && GatewaySays(answer, "unauthorized"));

    /// <summary>What went wrong at the authorization server.</summary>
    public static ProviderFailure OfAuthorization(CallAnswer answer) => OAuthRefusal.Failure(
        answer,
        Name,
        lost => new ProviderFailure.ConsentLost(lost.Error, $"Fortnox no longer accepts this authorisation{lost.Detail}. Connect Fortnox again."),
        refused => new ProviderFailure.Rejected(refused.Error, refused.Error switch
        {
            "invalid_client" or "unauthorized_client" => $"Fortnox does not accept this app{refused.Detail}. Check FORTNOX_CLIENT_ID and FORTNOX_CLIENT_SECRET.",
            "redirect_uri_mismatch" => $"Fortnox knows another redirect address{refused.Detail}. Check FORTNOX_REDIRECT_URI.",
            _ => $"Fortnox refused to give tokens: {refused.Error}{refused.Detail}. Check FORTNOX_CLIENT_ID, FORTNOX_CLIENT_SECRET and FORTNOX_REDIRECT_URI.",
        }));

    /// <summary>The account that a refusal of a voucher says is unknown or inactive, where the message names one of those that were sent.</summary>
    public static StaleReference? StaleIn(ProviderFailure failure, IEnumerable<int> sentAccounts)
    {
        if (failure is not ProviderFailure.Rejected || s_byCode.GetValueOrDefault(failure.Code)?.Field != "Account")
        {
            return null;
        }

        var named = sentAccounts.Select(account => account.ToString(CultureInfo.InvariantCulture))
            .FirstOrDefault(account => failure.Text.Contains(account, StringComparison.Ordinal));
        return named is null ? null : new StaleReference(ReferenceKind.Account, named);
    }

    /// <summary>An answer of success whose body is not what it should be.</summary>
    public static ProviderFailure Unreadable(ProviderRequest request) => Broken(
        "unreadable_answer", $"Fortnox answered '{request.Operation}' with something that is not the JSON it documents.", request.Writes);

    private static ProviderFailure Broken(string code, string text, bool writes) =>
        writes ? new ProviderFailure.OutcomeUnknown(code, text) : new ProviderFailure.Transient(code, text);

    /// <summary>The code counts before the status, but for 404: 2000423 there says of any resource that it is not found.</summary>
    private static Kind KindOf(Rule? rule, int status) => rule switch
    {
        null => status switch { 404 or 410 => Kind.NotFound, 409 => Kind.Conflict, _ => Kind.Rejected },
        { Kind: Kind.Rejected } when status == 404 => Kind.NotFound,
        { Kind: Kind.Unauthorized } when status is not (400 or 401 or 403) => Kind.Broken,
        { Kind: Kind.ConsentLost } when status is not (400 or 403) => Kind.Broken,
        _ => rule.Kind,
    };

    /// <summary>The <c>ErrorInformation</c> in a body, in either casing; null where there is none or it has no code.</summary>
    private static ErrorBody? InformationIn(CallAnswer.Answered answer) => Read(answer, root =>
        Member(root, "ErrorInformation") is { } information && Text(Member(information, "code")) is { Length: > 0 } code
            ? new ErrorBody(ProviderWords.Plain(code, 20), ProviderWords.Plain(Text(Member(information, "message"))) is { Length: > 0 } message ? message : "Fortnox gave no reason.")
            : null);

    /// <summary>True where the gateway before the API says just this: <c>{"message":"unauthorized"}</c>, <c>{"message":"Too Many Requests"}</c>.</summary>
    private static bool GatewaySays(CallAnswer.Answered answer, string message) => Read(answer, root =>
        Text(Member(root, "message"))?.Trim().Equals(message, StringComparison.OrdinalIgnoreCase) is true ? new ErrorBody("", message) : null) is not null;

    private static ErrorBody? Read(CallAnswer.Answered answer, Func<JsonElement, ErrorBody?> body)
    {
        try
        {
            using var json = JsonDocument.Parse(answer.JsonBytes);
            return body(json.RootElement);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
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
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } value => value,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
