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

    private const string Name = "Xero";
    private const string ScopeMissing = "AuthorizationUnsuccessful";
    private const string NotConnected = "AuthenticationUnsuccessful";

    private static readonly string[] s_outages =
        ["The Xero API is currently offline for maintenance", "The Xero API is temporarily unavailable", "The Organisation is offline"];

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

    /// <summary>
    /// The failure in an answer of the accounting API or of <c>/connections</c>; null where it succeeded. Only an answer in a shape that Xero documents
    /// tells what Xero did; see <see cref="CallFailure.NotDocumented"/> for all others.
    /// </summary>
    public static ProviderFailure? Of(CallAnswer answer, bool writes, DateTimeOffset now)
    {
        if (answer is not CallAnswer.Answered answered)
        {
            return CallFailure.Of(answer, writes);
        }

        if (answered.IsSuccess)
        {
            return null;
        }

        return Documented(answered, writes, now) ?? CallFailure.NotDocumented(answered, Name, writes);
    }

    /// <summary>True for the documented refusal of an access token; a scope that is missing is not cured by another token.</summary>
    public static bool IsTokenRefusal(CallAnswer.Answered answer) =>
        answer.Status == HttpStatusCode.Unauthorized && ProblemIn(answer) is { Title: "Unauthorized" } problem && !Says(problem, ScopeMissing);

    /// <summary>The failure in an answer of the token endpoint; null where it succeeded.</summary>
    public static ProviderFailure? OfToken(CallAnswer answer) => answer is CallAnswer.Answered { IsSuccess: true } ? null : OAuthRefusal.Failure(
        answer,
        Name,
        lost => new ProviderFailure.ConsentLost(lost.Error, $"Xero no longer accepts this authorisation{lost.Detail}. Connect to Xero again."),
        refused => new ProviderFailure.Rejected(refused.Error, refused.Error switch
        {
            "invalid_client" => $"Xero does not accept the app's credentials{refused.Detail}. Check XERO_CLIENT_ID and XERO_CLIENT_SECRET against the app at developer.xero.com.",
            "unauthorized_client" => $"Xero does not let this app sign in this way{refused.Detail}. XERO_CLIENT_ID must belong to a web app, and XERO_CLIENT_SECRET to that app.",
            _ => $"Xero refused to give tokens: {refused.Error}{refused.Detail}. Check XERO_CLIENT_ID, XERO_CLIENT_SECRET and XERO_REDIRECT_URI against the app at developer.xero.com.",
        }));

    /// <summary>One element's refusal.</summary>
    /// <param name="sent">The element as it was sent, to name the id that Xero no longer accepts.</param>
    public static ProviderFailure.Rejected Validation(IEnumerable<XeroWire.ValidationError> errors, XeroWire.BankTransaction? sent = null)
    {
        var texts = errors.Select(error => ProviderWords.Plain(error.Text)).Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return texts.Count == 0
            ? new ProviderFailure.Rejected("ValidationException", "Xero refused this record without saying why.")
            : new ProviderFailure.Rejected("ValidationException", ProviderWords.Plain(string.Join(" ", texts)), FieldOf(texts[0]))
            {
                Stale = sent is null ? null : texts.Select(text => StaleIn(text, sent)).FirstOrDefault(stale => stale is not null),
            };
    }

    /// <summary>
    /// The record that a refusal says is archived, deleted, merged or unknown, by the id it was sent with: a contact's or bank account's ContactID or
    /// AccountID, the code of the account posted to, the TaxType. Null where the text says something else.
    /// </summary>
    public static StaleReference? StaleIn(string text, XeroWire.BankTransaction sent)
    {
        if (!NoLongerUsable().IsMatch(text))
        {
            return null;
        }

        var line = sent.LineItems is [var only, ..] ? only : null;
        return FieldOf(text) switch
        {
            "Contact" when sent.Contact?.ContactID is { } contact => new StaleReference(ReferenceKind.Contact, contact),
            "BankAccount" when sent.BankAccount?.AccountID is { } account => new StaleReference(ReferenceKind.Account, account),
            // These texts quote the code, which may be one that was sent for something else.
            "LineItems.AccountCode" when line?.AccountCode is { } code && text.Contains($"'{code}'", StringComparison.Ordinal) => new StaleReference(ReferenceKind.Account, code),
            "LineItems.TaxType" when line?.TaxType is { } tax && text.Contains($"'{tax}'", StringComparison.Ordinal) => new StaleReference(ReferenceKind.TaxCode, tax),
            _ => null,
        };
    }

    public static string? FieldOf(string text) =>
        s_fields.Where(entry => text.Contains(entry.Words, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Field).FirstOrDefault();

    /// <summary>A 200 whose body is not what Xero sends.</summary>
    public static ProviderFailure Unreadable(bool writes) => writes
        ? new ProviderFailure.OutcomeUnknown("unreadable", "Xero answered, but not in a form that tells what was written.")
        : new ProviderFailure.Transient("unreadable", "Xero answered with something that is not its usual JSON.");

    /// <summary>What an answer in one of Xero's own shapes means; null where it has none of them.</summary>
    private static ProviderFailure? Documented(CallAnswer.Answered answered, bool writes, DateTimeOffset now) => answered.Status switch
    {
        HttpStatusCode.BadRequest => BadRequest(answered),
        HttpStatusCode.NotFound when IsNotFound(answered) => new ProviderFailure.NotFound("404", "Xero does not know this record: the resource cannot be found."),
        HttpStatusCode.TooManyRequests => RateLimited(answered, writes, now),
        HttpStatusCode.ServiceUnavailable when KnownOutage(answered) is { } outage =>
            // Xero does not say that nothing was written, and a look-up is cheap.
            writes ? new ProviderFailure.OutcomeUnknown("503", outage) : new ProviderFailure.Transient("503", outage),
        _ => ProblemIn(answered) is { } problem ? OfProblem(answered.Status, problem) : null,
    };

    private static ProviderFailure? BadRequest(CallAnswer.Answered answered)
    {
        var error = XeroJson.Read(answered.JsonBytes.Span, XeroJson.Default.Error);
        if (error?.Message is { } message && IdempotencyKeyReused().IsMatch(message))
        {
            return new ProviderFailure.OutcomeUnknown("idempotency_key_reused", ProviderWords.Plain(message));
        }

        if (error is { Elements: { Count: > 0 } elements } && elements.SelectMany(element => element.ValidationErrors ?? []).ToList() is { Count: > 0 } errors)
        {
            return Validation(errors);
        }

        if (error is not { ErrorNumber: not null } and not { Elements.Count: > 0 })
        {
            return ProblemIn(answered) is { } problem ? OfProblem(answered.Status, problem) : null;
        }

        var text = ProviderWords.Plain(error.Message) is { Length: > 0 } words ? words : "Xero refused the request without saying why.";
        return new ProviderFailure.Rejected(error.Type ?? "400", text, FieldOf(text));
    }

    /// <summary>What a problem in Xero's shape means. Only one text is known to mean that the organisation is no longer connected.</summary>
    private static ProviderFailure? OfProblem(HttpStatusCode status, XeroIdentityWire.Problem problem)
    {
        var text = ProviderWords.Plain(problem.Detail is { Length: > 0 } detail ? detail : problem.Title);
        return status switch
        {
            HttpStatusCode.Unauthorized when Says(problem, ScopeMissing) => new ProviderFailure.ConsentLost(
                ScopeMissing, "The consent given to this app in Xero does not cover this. Connect to Xero again and allow all that is asked for."),
            HttpStatusCode.Unauthorized => new ProviderFailure.Unauthorized("401", text),
            HttpStatusCode.Forbidden when Says(problem, NotConnected) => new ProviderFailure.ConsentLost(
                NotConnected, "This organisation is no longer connected to the app in Xero. Connect to Xero again."),
            HttpStatusCode.RequestEntityTooLarge => new ProviderFailure.Rejected("413", "Xero takes files of at most 10 MB.", "FileName"),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new ProviderFailure.Rejected(((int)status).ToString(), text, FieldOf(text)),
            _ => null,
        };
    }

    /// <summary>A quota refusal is Xero's own where it names the quota; a gateway's 429 to a write says nothing about the write.</summary>
    private static ProviderFailure.RateLimited? RateLimited(CallAnswer.Answered answered, bool writes, DateTimeOffset now)
    {
        var named = answered.Headers.GetValueOrDefault("X-Rate-Limit-Problem");
        if (writes && named is null && ProblemIn(answered) is null)
        {
            return null;
        }

        var problem = named ?? "unnamed";
        var wait = RetryAfter.Read(answered.Headers, now)
            ?? (problem.Contains("concurrent", StringComparison.OrdinalIgnoreCase) ? s_untilASlotIsFree : s_withoutRetryAfter);
        return new ProviderFailure.RateLimited("429", $"Xero's quota is used up ({ProviderWords.Plain(problem, 40)}) until {now + wait:yyyy-MM-dd HH:mm:ss} UTC.", now + wait);
    }

    /// <summary>The problem in the body, where it has Xero's members and the status of the answer.</summary>
    private static XeroIdentityWire.Problem? ProblemIn(CallAnswer.Answered answered) =>
        XeroJson.Read(answered.JsonBytes.Span, XeroJson.Default.Problem) is { Title: { Length: > 0 }, Detail: not null } problem && problem.Status == (int)answered.Status ? problem : null;

    private static bool Says(XeroIdentityWire.Problem problem, string word) => problem.Detail?.Contains(word, StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Xero answers for unknown records and paths in plain text.</summary>
    private static bool IsNotFound(CallAnswer.Answered answered) =>
        answered.Text.Trim() is { Length: < 200 } text && text.StartsWith("The resource you're looking for cannot be found", StringComparison.OrdinalIgnoreCase);

    /// <summary>The sentence of an outage of Xero's, which is answered in plain text; null for any other text.</summary>
    private static string? KnownOutage(CallAnswer.Answered answered) =>
        answered.Text.Trim() is { Length: < 200 } text && s_outages.Any(outage => text.StartsWith(outage, StringComparison.OrdinalIgnoreCase)) ? ProviderWords.Plain(text) : null;

    [GeneratedRegex("archived|deleted|merged|inactive|not active|no longer|could not be found|cannot be found|does not exist|not a valid", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoLongerUsable();

    [GeneratedRegex("Idempotency Key.*used with a different request", RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdempotencyKeyReused();
}
