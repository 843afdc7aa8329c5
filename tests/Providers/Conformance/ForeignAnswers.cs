using OrleansLedger.Testing.Proxy;

namespace OrleansLedger.Providers.Tests.Conformance;

/// <summary>Answers that no provider documents, as gateways, load balancers and captive portals give them.</summary>
public static class ForeignAnswers
{
    /// <summary>Every status from 300 to 599, and successes whose body is not the provider's.</summary>
    public static IReadOnlyList<int> Statuses { get; } = [200, 201, 202, 203, 204, 206, 226, .. Enumerable.Range(300, 300)];

    /// <summary>The statuses that gateways use most, where a case costs many calls.</summary>
    public static IReadOnlyList<int> CommonStatuses { get; } = [200, 302, 400, 401, 403, 404, 408, 409, 413, 425, 429, 500, 502, 503, 504];

    /// <summary>The bodies by name. Each is a complete answer but for the status.</summary>
    public static IReadOnlyList<(string Name, Func<int, ReplacedAnswer> Answer)> Bodies { get; } =
    [
        ("HTML", status => ReplacedAnswer.Text(status, $"<html><head><title>{status}</title><script>alert(1)</script></head><body><h1>Service is temporarily unavailable</h1></body></html>")
            .With("Retry-After", "soon").With("Location", "/elsewhere")),
        ("XML", status => ReplacedAnswer.Text(status, """<?xml version="1.0"?><error><code>6240</code><Message>Upstream failed</Message></error>""", "text/xml")),
        ("other JSON", status => ReplacedAnswer.Json(status, $$"""{"status":{{status}},"title":"Upstream failed","message":"upstream failed","errors":[{"code":"10"}]}""")),
        ("empty", ReplacedAnswer.Empty),
        ("truncated JSON", status => ReplacedAnswer.Json(status, """{"BankTransactions":[{"BankTransactionID":"0d1c""")),
        ("truncated transfer", status => ReplacedAnswer.Json(status, """{"Voucher":{"VoucherSeries":"A","Vou""") with { MissingBytes = 40 }),
        ("falsely labelled gzip", status => ReplacedAnswer.Text(status, "<html><body>plain text that is labelled gzip</body></html>").With("Content-Encoding", "gzip")),
    ];

    /// <summary>Every status with every body.</summary>
    public static IEnumerable<(string Name, ReplacedAnswer Answer)> All(IReadOnlyList<int> statuses) =>
        from status in statuses from body in Bodies select ($"{status} {body.Name}", body.Answer(status));
}
