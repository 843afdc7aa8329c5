using System.Net;
using System.Text.RegularExpressions;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.Xero;

/// <summary>Everything Xero answers that is not what was asked for, and what it means. Sources: MAPPING.md.</summary>
internal static partial class XeroFailures
{
    /// <summary>Concurrent calls are refused without Retry-After: a slot is free as soon as another call ends.</summary>
    private static readonly TimeSpan s_untilASlotIsFree = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_withoutRetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Xero's texts name no member; these words tell which one is meant. First match wins.</summary>
    private static readonly (string Words, string Field)[] s_fields =
    [
        ("lock date", "Date"),
        ("TaxType", "LineItems.TaxType"),
        ("tax type", "LineItems.TaxType"),
        ("Account code", "LineItems.AccountCode"),
        ("AccountCode", "LineItems.AccountCode"),
        ("bank account", "BankAccount"),
        ("BankAccount", "BankAccount"),
        ("CurrencyRate", "CurrencyRate"),
        ("currency rate", "CurrencyRate"),
        ("currency", "CurrencyCode"),
        ("contact", "Contact"),
        ("description", "LineItems.Description"),
        ("UnitAmount", "LineItems.UnitAmount"),
        ("unit amount", "LineItems.UnitAmount"),
        ("total", "LineItems.UnitAmount"),
        ("reference", "Reference"),
        ("file", "FileName"),
        ("date", "Date"),
    ];

    /// <summary>The failure in an answer of the accounting API or of <c>/connections</c>; null where it succeeded.</summary>
    /// <param name="writes">A write whose effect is not certain is unknown, where a read would be transient.</param>
    public static ProviderFailure? Of(CallAnswer answer, bool writes, DateTimeOffset now)
    {
        if (answer is not CallAnswer.Answered answered)
        {
            return CallFailure.Of(answer, writes);
        }

        return answered.Status switch
        {
            _ when answered.IsSuccess => null,
            HttpStatusCode.BadRequest => BadRequest(answered),
            HttpStatusCode.Unauthorized => Unauthorized(answered),
            HttpStatusCode.Forbidden => Forbidden(answered),
            HttpStatusCode.NotFound => new ProviderFailure.NotFound("404", Words(answered, "Xero does not know this record.")),
            HttpStatusCode.RequestEntityTooLarge => new ProviderFailure.Rejected("413", "Xero takes files of at most 10 MB.", "FileName"),
            HttpStatusCode.TooManyRequests => RateLimited(answered, now),
            HttpStatusCode.ServiceUnavailable when !writes || IsKnownOutage(answered) => new ProviderFailure.Transient("503", Words(answered, "Xero is unavailable.")),
            >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented => Broken(answered, writes),
            _ => new ProviderFailure.Rejected(Code(answered), Words(answered, "Xero refused the call.")),
        };
    }

    /// <summary>The failure in an answer of the token endpoint; null where it succeeded.</summary>
    public static ProviderFailure? OfToken(CallAnswer answer, DateTimeOffset now)
    {
        if (answer is not CallAnswer.Answered { Status: HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized } refused)
        {
            return Of(answer, writes: true, now);
        }

        var error = XeroJson.Read(refused.Body, XeroJson.Default.TokenError);
        var code = error?.Error ?? Code(refused);
        return code switch
        {
            "invalid_grant" => new ProviderFailure.ConsentLost(code, $"Xero no longer accepts this authorisation{Detail(error)}. Connect to Xero again."),
            "invalid_client" => new ProviderFailure.Rejected(code, $"Xero does not accept the app's credentials{Detail(error)}. Check XERO_CLIENT_ID and XERO_CLIENT_SECRET against the app at developer.xero.com."),
            "unauthorized_client" => new ProviderFailure.Rejected(code, $"Xero does not let this app sign in this way{Detail(error)}. XERO_CLIENT_ID must belong to a web app, and XERO_CLIENT_SECRET to that app."),
            _ => new ProviderFailure.Rejected(code, $"Xero refused to give tokens: {code}{Detail(error)}. Check XERO_CLIENT_ID, XERO_CLIENT_SECRET and XERO_REDIRECT_URI against the app at developer.xero.com."),
        };
    }

    /// <summary>One element's refusal.</summary>
    public static ProviderFailure.Rejected Validation(IEnumerable<XeroWire.ValidationError> errors)
    {
        var texts = errors.Select(error => error.Text).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return texts.Count == 0
            ? new ProviderFailure.Rejected("ValidationException", "Xero refused this record without saying why.")
            : new ProviderFailure.Rejected("ValidationException", string.Join(" ", texts), FieldOf(texts[0]));
    }

    public static string? FieldOf(string text) =>
        s_fields.Where(entry => text.Contains(entry.Words, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Field).FirstOrDefault();

    /// <summary>A 200 whose body is not what Xero sends.</summary>
    public static ProviderFailure Unreadable(bool writes) => writes
        ? new ProviderFailure.OutcomeUnknown("unreadable", "Xero answered, but not in a form that tells what was written.")
        : new ProviderFailure.Transient("unreadable", "Xero answered with something that is not its usual JSON.");

    private static ProviderFailure BadRequest(CallAnswer.Answered answered)
    {
        var error = XeroJson.Read(answered.Body, XeroJson.Default.Error);
        if (IdempotencyKeyReused().IsMatch(answered.Text))
        {
            return new ProviderFailure.OutcomeUnknown("idempotency_key_reused", Words(answered, "Xero has seen this idempotency key with another request."));
        }

        var errors = error?.Elements?.SelectMany(element => element.ValidationErrors ?? []).ToList();
        if (errors is { Count: > 0 })
        {
            return Validation(errors);
        }

        var text = Words(answered, "Xero refused the request.");
        return new ProviderFailure.Rejected(error?.Type ?? "400", text, FieldOf(text));
    }

    private static ProviderFailure Unauthorized(CallAnswer.Answered answered) => answered.Text.Contains("AuthorizationUnsuccessful", StringComparison.OrdinalIgnoreCase)
        ? new ProviderFailure.ConsentLost("AuthorizationUnsuccessful", "The consent given to this app in Xero does not cover this. Connect to Xero again and allow all that is asked for.")
        : new ProviderFailure.Unauthorized("401", Words(answered, "Xero does not accept the access token."));

    /// <summary>Only the one text is known to mean that the organisation is no longer connected; a user who lacks a right must not cost the connection.</summary>
    private static ProviderFailure Forbidden(CallAnswer.Answered answered) => answered.Text.Contains("AuthenticationUnsuccessful", StringComparison.OrdinalIgnoreCase)
        ? new ProviderFailure.ConsentLost("AuthenticationUnsuccessful", "This organisation is no longer connected to the app in Xero. Connect to Xero again.")
        : new ProviderFailure.Rejected("403", Words(answered, "Xero does not allow this to the user who connected."));

    private static ProviderFailure.RateLimited RateLimited(CallAnswer.Answered answered, DateTimeOffset now)
    {
        var problem = answered.Headers.GetValueOrDefault("X-Rate-Limit-Problem") ?? "unnamed";
        var wait = int.TryParse(answered.Headers.GetValueOrDefault("Retry-After"), out var seconds) ? TimeSpan.FromSeconds(Math.Max(seconds, 1))
            : problem.Contains("concurrent", StringComparison.OrdinalIgnoreCase) ? s_untilASlotIsFree
            : s_withoutRetryAfter;
        return new ProviderFailure.RateLimited("429", $"Xero's quota is used up ({problem}) until {now + wait:yyyy-MM-dd HH:mm:ss} UTC.", now + wait);
    }

    private static ProviderFailure Broken(CallAnswer.Answered answered, bool writes) => writes
        ? new ProviderFailure.OutcomeUnknown(Code(answered), Words(answered, "Xero failed in the middle of the call."))
        : new ProviderFailure.Transient(Code(answered), Words(answered, "Xero failed in the middle of the call."));

    private static bool IsKnownOutage(CallAnswer.Answered answered) => KnownOutage().IsMatch(answered.Text);

    private static string Code(CallAnswer.Answered answered) => ((int)answered.Status).ToString();

    private static string Detail(XeroIdentityWire.TokenError? error) => error?.ErrorDescription is { Length: > 0 } detail ? $" ({detail})" : "";

    /// <summary>Xero's own words where there are any, never more than people read.</summary>
    private static string Words(CallAnswer.Answered answered, string otherwise)
    {
        var text = XeroJson.Read(answered.Body, XeroJson.Default.Error)?.Message;
        if (string.IsNullOrWhiteSpace(text) && XeroJson.Read(answered.Body, XeroJson.Default.Problem) is { } problem)
        {
            text = problem.Detail ?? problem.Title;
        }

        // Outages and unknown paths are answered in plain text; a page of HTML says nothing to people.
        if (string.IsNullOrWhiteSpace(text) && answered.Text.Trim() is { Length: > 0 and < 500 } plain && !plain.StartsWith('<') && !plain.StartsWith('{'))
        {
            text = plain;
        }

        return string.IsNullOrWhiteSpace(text) ? otherwise : text.Length <= 500 ? text : text[..500];
    }

    [GeneratedRegex("Idempotency Key.*used with a different request", RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdempotencyKeyReused();

    [GeneratedRegex("offline for maintenance|temporarily unavailable|Organisation is offline", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KnownOutage();
}
