using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>The one place that turns an answer of QuickBooks' into a failure: by the code of its fault and the status that Intuit documents for it.</summary>
internal sealed partial class QuickBooksFailures(TimeProvider clock, TimeSpan throttlePause)
{
    public const string DuplicateDocNumber = "6140";
    public const string DuplicateName = "6240";
    public const string ObjectNotFound = "610";

    private const string Name = "QuickBooks";

    private enum Meaning
    {
        Unauthorized,
        ConsentLost,
        CompanyInactive,
        Throttled,
        PassesByItself,
        OutcomeUnknown,
        Stale,
        NotFound,
        Refused,
    }

    /// <summary>
    /// The codes that mean more than a refusal of the content, with the statuses that Intuit documents for them; any 4xx where none are given. Gateway
    /// codes come padded (003200): zeros are trimmed.
    /// </summary>
    private static readonly FrozenDictionary<string, (Meaning Meaning, int[] Statuses)> s_byCode = new Dictionary<string, (Meaning, int[])>(StringComparer.Ordinal)
    {
        ["3200"] = (Meaning.Unauthorized, [401]),
        ["3100"] = (Meaning.ConsentLost, [403]),
        ["120"] = (Meaning.ConsentLost, []),
        ["3001"] = (Meaning.Throttled, [429, 403]),
        ["130"] = (Meaning.PassesByItself, []),
        ["150"] = (Meaning.PassesByItself, []),
        ["4002"] = (Meaning.PassesByItself, []),
        ["600"] = (Meaning.OutcomeUnknown, []),
        ["10000"] = (Meaning.OutcomeUnknown, []),
        ["5010"] = (Meaning.Stale, []),
        ["140"] = (Meaning.CompanyInactive, []),
        ["6190"] = (Meaning.CompanyInactive, []),
        [ObjectNotFound] = (Meaning.NotFound, []),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// The failure of a call, or null where it succeeded. Only a fault in QuickBooks' own shape, in JSON or XML and with a code, tells what QuickBooks
    /// did. A fault inside a 200 is a failure too (upload).
    /// </summary>
    public ProviderFailure? Of(CallAnswer answer, bool writes)
    {
        if (CallFailure.Of(answer, writes) is { } withoutAnswer)
        {
            return withoutAnswer;
        }

        var answered = (CallAnswer.Answered)answer;
        var fault = QuickBooksFaults.In(answered);
        if (answered.IsSuccess)
        {
            return fault is null ? null : OfItem(fault, writes);
        }

        return MeaningOf(fault, (int)answered.Status) is { } meaning
            ? Build(meaning, fault!, answered.Headers, writes, sent: null)
            : answered.Status == HttpStatusCode.TooManyRequests && !writes
                ? new ProviderFailure.RateLimited("429", "QuickBooks or a gateway before it takes no more calls for a while.", Until(answered.Headers))
                : CallFailure.NotDocumented(answered, Name, writes);
    }

    /// <summary>True for the documented refusal of an access token: a fault with code 3200 and status 401.</summary>
    public static bool IsTokenRefusal(CallAnswer.Answered answer) =>
        answer.Status == HttpStatusCode.Unauthorized && MeaningOf(QuickBooksFaults.In(answer), 401) == Meaning.Unauthorized;

    /// <summary>The failure of one item of a call that itself was let in: it says nothing about the token or the consent.</summary>
    /// <param name="sent">The item as it was sent, to name the id that QuickBooks no longer accepts.</param>
    public ProviderFailure OfItem(WireFault fault, bool writes, WireBatchItem? sent = null) => MeaningOf(fault, status: null) is { } meaning
        ? Build(meaning, fault, FrozenDictionary<string, string>.Empty, writes, sent)
        : Unreadable(writes);

    /// <summary>The outcome of one item: a passing fault delays that item alone, where an outage of the whole call pauses the connection.</summary>
    public static WriteOutcome ItemOutcome(ProviderFailure failure) =>
        failure is ProviderFailure.Transient ? new WriteOutcome.RetryLater(failure.Code, failure.Text) : WriteOutcome.From(failure);

    /// <summary>A 2xx whose body is not what it should be: the outcome of a write is unknown.</summary>
    public static ProviderFailure Unreadable(bool writes) => writes
        ? new ProviderFailure.OutcomeUnknown("unreadable_answer", "QuickBooks answered with a success whose content could not be read.")
        : new ProviderFailure.Transient("unreadable_answer", "QuickBooks answered with a success whose content could not be read.");

    /// <summary>The id and type QuickBooks names as owner of a document number, from the text of a 6140; nulls where it names none.</summary>
    public static (string? Type, string? Id) OwnerOfDocNumber(string text)
    {
        var type = OwnerType().Match(text);
        var id = OwnerId().Match(text);
        return (type.Success ? type.Groups["type"].Value : null, id.Success ? id.Groups["id"].Value : null);
    }

    /// <summary>What a fault means; null where there is none, where it has no code, or where its code does not come with that status.</summary>
    /// <param name="status">The status of the answer; null for an item inside a 200.</param>
    private static Meaning? MeaningOf(WireFault? fault, int? status)
    {
        if (fault?.Error is not [{ Code: var raw } error, ..] || Trimmed(raw) is not { Length: > 0 } code)
        {
            return null;
        }

        var isItem = status is null;
        if (status is < 400 or >= 500)
        {
            return null;
        }

        if (!s_byCode.TryGetValue(code, out var known))
        {
            return string.Equals(fault.Type, "SystemFault", StringComparison.OrdinalIgnoreCase) ? Meaning.OutcomeUnknown
                : code == "6000" && IsLockContention().IsMatch(Words(error)) ? Meaning.PassesByItself
                : Meaning.Refused;
        }

        return isItem && known.Meaning is (Meaning.Unauthorized or Meaning.ConsentLost) ? Meaning.PassesByItself
            : isItem || known.Statuses.Length == 0 || known.Statuses.Contains(status!.Value) ? known.Meaning
            : null;
    }

    private ProviderFailure Build(Meaning meaning, WireFault fault, IReadOnlyDictionary<string, string> headers, bool writes, WireBatchItem? sent)
    {
        var first = fault.Error![0];
        var code = Trimmed(first.Code);
        var text = meaning == Meaning.Unauthorized
            // The detail of a 3200 quotes the access token.
            ? "QuickBooks does not accept the access token any more."
            : ProviderWords.Plain(ProviderWords.Redacted(string.Join(" | ", fault.Error.Take(3).Select(Words))));
        return meaning switch
        {
            Meaning.Unauthorized => new ProviderFailure.Unauthorized(code, text),
            Meaning.ConsentLost => new ProviderFailure.ConsentLost(code, $"{text} Connect the company again, as a user who may administer it."),
            Meaning.CompanyInactive => new ProviderFailure.CompanyInactive(
                code, $"{text} QuickBooks takes no entries for this company until its owner has renewed the subscription or unlocked it there. Then sync again."),
            Meaning.Throttled => new ProviderFailure.RateLimited(code, text, Until(headers)),
            Meaning.PassesByItself => new ProviderFailure.Transient(code, WithTrace(text, headers)),
            Meaning.OutcomeUnknown when writes => new ProviderFailure.OutcomeUnknown(code, WithTrace(text, headers)),
            Meaning.OutcomeUnknown => new ProviderFailure.Transient(code, WithTrace(text, headers)),
            Meaning.Stale => new ProviderFailure.Conflict(code, text),
            Meaning.NotFound when sent is not null && QuickBooksFaults.StaleIn(first, sent) is { } stale => new ProviderFailure.Rejected(code, text, FieldOf(first)) { Stale = stale },
            Meaning.NotFound => new ProviderFailure.NotFound(code, text),
            Meaning.Refused => new ProviderFailure.Rejected(code, text, FieldOf(first)) { Stale = sent is null ? null : QuickBooksFaults.StaleIn(first, sent) },
            _ => throw new ArgumentOutOfRangeException(nameof(meaning), meaning, "Unknown meaning"),
        };
    }

    private DateTimeOffset Until(IReadOnlyDictionary<string, string> headers)
    {
        var now = clock.GetUtcNow();
        return now + (RetryAfter.Read(headers, now) ?? throttlePause);
    }

    private static string Words(WireError error) => (error.Message?.Trim(), error.Detail?.Trim()) switch
    {
        ({ Length: > 0 } message, { Length: > 0 } detail) =>
            detail.StartsWith(message, StringComparison.OrdinalIgnoreCase) ? detail : $"{message}: {detail}",
        (var message, var detail) => message is { Length: > 0 } ? message : detail is { Length: > 0 } ? detail : "QuickBooks gave no reason.",
    };

    /// <summary>What the text names, which is nearer than the element ("Reference Id", or nothing at all).</summary>
    private static string? FieldOf(WireError error) => FieldInDetail().Match(error.Detail ?? "") is { Success: true } match
        ? match.Groups["field"].Value
        : error.Element is { Length: > 0 } element ? element : null;

    private static string Trimmed(string? code) => code?.Trim().TrimStart('0') ?? "";

    /// <summary>Intuit's support asks for this id, and only for faults of its own.</summary>
    private static string WithTrace(string text, IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue("intuit_tid", out var id) ? $"{text} (intuit_tid {id})" : text;

    [GeneratedRegex(@"TxnType\s*=\s*(?<type>[A-Za-z ]+?)\s*(with\b|,|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnerType();

    [GeneratedRegex(@"TxnId\s*=\s*(?<id>\d+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnerId();

    /// <summary>"Accounts element id 77 not found", "Required parameter Line is missing", "Property Name:DocNumber specified".</summary>
    [GeneratedRegex(@"(?<field>[\w.]+) element id|Required param(eter)? (?<field>[\w.]+)|Property Name:\s*(?<field>[\w.]+)\b(?! field)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldInDetail();

    /// <summary>Lock contention comes as a business validation error with a text like this.</summary>
    [GeneratedRegex("another user|working on this|try again", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex IsLockContention();
}
