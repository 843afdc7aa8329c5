using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansLedger.Providers.Contract;

namespace OrleansLedger.Providers.QuickBooks;

/// <summary>The one place that turns an answer of QuickBooks' into a failure: by its code where the table knows it, else by the kind of fault and the status.</summary>
internal sealed partial class QuickBooksFailures(TimeProvider clock, TimeSpan throttlePause)
{
    public const string DuplicateDocNumber = "6140";
    public const string DuplicateName = "6240";
    public const string ObjectNotFound = "610";

    private enum Meaning
    {
        Unauthorized,
        ConsentLost,
        Throttled,
        PassesByItself,
        OutcomeUnknown,
        Stale,
        NotFound,
        Refused,
    }

    /// <summary>Codes whose meaning differs from what their status says, and the validation codes worth naming. Gateway codes come padded (003200): zeros are trimmed.</summary>
    private static readonly FrozenDictionary<string, Meaning> s_byCode = new Dictionary<string, Meaning>(StringComparer.Ordinal)
    {
        ["3200"] = Meaning.Unauthorized,
        ["3100"] = Meaning.ConsentLost,
        ["120"] = Meaning.ConsentLost,
        ["3001"] = Meaning.Throttled,
        ["130"] = Meaning.PassesByItself,
        ["150"] = Meaning.PassesByItself,
        ["4002"] = Meaning.PassesByItself,
        ["600"] = Meaning.OutcomeUnknown,
        ["10000"] = Meaning.OutcomeUnknown,
        ["5010"] = Meaning.Stale,
        [ObjectNotFound] = Meaning.NotFound,
        ["140"] = Meaning.Refused,
        ["500"] = Meaning.Refused,
        ["620"] = Meaning.Refused,
        ["1040"] = Meaning.Refused,
        ["2000"] = Meaning.Refused,
        ["2010"] = Meaning.Refused,
        ["2020"] = Meaning.Refused,
        ["2030"] = Meaning.Refused,
        ["2040"] = Meaning.Refused,
        ["2050"] = Meaning.Refused,
        ["2130"] = Meaning.Refused,
        ["2300"] = Meaning.Refused,
        ["2500"] = Meaning.Refused,
        ["4000"] = Meaning.Refused,
        ["4001"] = Meaning.Refused,
        ["5020"] = Meaning.Refused,
        ["5030"] = Meaning.Refused,
        ["6000"] = Meaning.Refused,
        ["6070"] = Meaning.Refused,
        ["6100"] = Meaning.Refused,
        [DuplicateDocNumber] = Meaning.Refused,
        ["6160"] = Meaning.Refused,
        ["6170"] = Meaning.Refused,
        ["6190"] = Meaning.Refused,
        ["6200"] = Meaning.Refused,
        ["6210"] = Meaning.Refused,
        ["6230"] = Meaning.Refused,
        [DuplicateName] = Meaning.Refused,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The failure of a call, or null where it succeeded. A fault inside a 200 is a failure too (upload).</summary>
    public ProviderFailure? Of(CallAnswer answer, bool writes)
    {
        if (CallFailure.Of(answer, writes) is { } withoutAnswer)
        {
            return withoutAnswer;
        }

        var answered = (CallAnswer.Answered)answer;
        var fault = FaultIn(answered.Body);
        if (fault is not null)
        {
            return Of(fault, answered.Status, answered.Headers, writes);
        }

        return answered.IsSuccess
            ? null
            : Build(ByStatus(answered.Status, writes), Status(answered.Status), StatusText(answered), field: null, answered.Headers, writes);
    }

    /// <summary>The failure of one item of a batch that itself was answered.</summary>
    public ProviderFailure OfItem(WireFault fault, bool writes) => Of(fault, HttpStatusCode.BadRequest, FrozenDictionary<string, string>.Empty, writes);

    /// <summary>A 2xx whose body is not what it should be: for a write nobody knows what happened.</summary>
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

    private ProviderFailure Of(WireFault fault, HttpStatusCode status, IReadOnlyDictionary<string, string> headers, bool writes)
    {
        var first = fault.Error is [{ } error, ..] ? error : new WireError("QuickBooks named no error", null, null, null);
        var code = Trimmed(first.Code);
        var meaning = s_byCode.TryGetValue(code, out var known) ? known : ByFaultType(fault.Type) ?? ByStatus(status, writes);
        var text = meaning == Meaning.Unauthorized
            // The detail of a 3200 quotes the access token.
            ? "QuickBooks does not accept the access token any more."
            : string.Join(" | ", (fault.Error ?? []).Take(3).Select(Words).DefaultIfEmpty("QuickBooks named no error."));
        if (code == "6000" && SomebodyElseIsAtIt().IsMatch(text))
        {
            meaning = Meaning.PassesByItself;
        }

        return Build(meaning, code.Length == 0 ? Status(status) : code, Redacted(text), FieldOf(first), headers, writes);
    }

    private ProviderFailure Build(
        Meaning meaning, string code, string text, string? field, IReadOnlyDictionary<string, string> headers, bool writes) => meaning switch
    {
        Meaning.Unauthorized => new ProviderFailure.Unauthorized(code, text),
        Meaning.ConsentLost => new ProviderFailure.ConsentLost(code, $"{text} Connect the company again, as a user who may administer it."),
        Meaning.Throttled => new ProviderFailure.RateLimited(code, text, Until(headers)),
        Meaning.PassesByItself => new ProviderFailure.Transient(code, WithTrace(text, headers)),
        Meaning.OutcomeUnknown when writes => new ProviderFailure.OutcomeUnknown(code, WithTrace(text, headers)),
        Meaning.OutcomeUnknown => new ProviderFailure.Transient(code, WithTrace(text, headers)),
        Meaning.Stale => new ProviderFailure.Conflict(code, text),
        Meaning.NotFound => new ProviderFailure.NotFound(code, text),
        Meaning.Refused => new ProviderFailure.Rejected(code, text, field),
        _ => throw new ArgumentOutOfRangeException(nameof(meaning), meaning, "Unknown meaning"),
    };

    private DateTimeOffset Until(IReadOnlyDictionary<string, string> headers) =>
        clock.GetUtcNow() + (headers.TryGetValue("Retry-After", out var after)
            && int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                ? TimeSpan.FromSeconds(seconds)
                : throttlePause);

    private static Meaning? ByFaultType(string? type) => type?.ToUpperInvariant() switch
    {
        "AUTHENTICATIONFAULT" or "AUTHENTICATION" => Meaning.Unauthorized,
        // The schema itself spells it without the second i.
        "AUTHORIZATONFAULT" or "AUTHORIZATIONFAULT" or "AUTHORIZATION" => Meaning.ConsentLost,
        "SYSTEMFAULT" => Meaning.OutcomeUnknown,
        _ => null,
    };

    private static Meaning ByStatus(HttpStatusCode status, bool writes) => (int)status switch
    {
        401 => Meaning.Unauthorized,
        403 => Meaning.ConsentLost,
        404 => Meaning.NotFound,
        429 => Meaning.Throttled,
        408 or >= 500 => writes ? Meaning.OutcomeUnknown : Meaning.PassesByItself,
        _ => Meaning.Refused,
    };

    private static WireFault? FaultIn(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            return document.RootElement.TryGetProperty("Fault", out var fault) || document.RootElement.TryGetProperty("fault", out fault)
                ? QuickBooksJson.Read<WireFault>(fault)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
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

    private static string StatusText(CallAnswer.Answered answered) => $"QuickBooks answered {(int)answered.Status} without saying why.";

    private static string Status(HttpStatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);

    private static string Trimmed(string? code) => code?.Trim().TrimStart('0') ?? "";

    /// <summary>Intuit's support asks for this id, and only for faults of its own.</summary>
    private static string WithTrace(string text, IReadOnlyDictionary<string, string> headers) =>
        headers.TryGetValue("intuit_tid", out var id) ? $"{text} (intuit_tid {id})" : text;

    private static string Redacted(string text) => Secret().Replace(text, "[redacted]");

    /// <summary>Longer than any id, key or word QuickBooks quotes; tokens are.</summary>
    [GeneratedRegex(@"[A-Za-z0-9_\-.=+/]{48,}", RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"TxnType\s*=\s*(?<type>[A-Za-z ]+?)\s*(with\b|,|$)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnerType();

    [GeneratedRegex(@"TxnId\s*=\s*(?<id>\d+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnerId();

    /// <summary>"Accounts element id 77 not found", "Required parameter Line is missing", "Property Name:DocNumber specified".</summary>
    [GeneratedRegex(@"(?<field>[\w.]+) element id|Required param(eter)? (?<field>[\w.]+)|Property Name:\s*(?<field>[\w.]+)\b(?! field)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldInDetail();

    /// <summary>Lock contention comes as a business validation error with a text like this.</summary>
    [GeneratedRegex("another user|working on this|try again", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex SomebodyElseIsAtIt();
}
