using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Books;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>
/// A write under a request id takes effect once in a company: a repeat gets the first answer. Refusals are not remembered, so that a write
/// that had no effect can be tried again. The caller holds the company's gate.
/// </summary>
internal static class RequestIds
{
    /// <summary>How long the service remembers is not documented; here it is by number.</summary>
    private const int Kept = 50_000;

    public static Answer<JsonObject> Once(QuickBooksCompany company, string? requestId, string fingerprint, DateTimeOffset now, Func<Answer<JsonObject>> write)
    {
        if (requestId is null) return write();
        if (company.Answers.TryGetValue(requestId, out var recorded))
            return string.Equals(recorded.Fingerprint, fingerprint, StringComparison.Ordinal) ? recorded.Body.Clone() : Refusals.RequestIdReused(requestId);

        var answer = write();
        if (answer.Value is { } value)
        {
            company.Answers[requestId] = new RecordedAnswer(fingerprint, value.Clone(), now);
            if (company.Answers.Count > Kept) company.Answers.RemoveAt(0);
        }

        return answer;
    }

    public static string Fingerprint(params IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}
