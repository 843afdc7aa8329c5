using System.Text;

namespace OrleansLedger.Testing.Proxy;

/// <summary>What the proxy sends instead of the provider's answer.</summary>
public sealed record ReplacedAnswer(int Status)
{
    /// <summary>The bytes of the body as they go over the wire; nothing is encoded.</summary>
    public byte[] Body { get; init; } = [];

    public string? ContentType { get; init; }

    /// <summary>Further headers. <c>Content-Encoding: gzip</c> here labels the body as gzip without compressing it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Announces that many bytes more than the body has and cuts the connection after the body; 0 sends the whole body.</summary>
    public int MissingBytes { get; init; }

    /// <summary>True where the connection is cut without an answer.</summary>
    public bool LosesConnection { get; private init; }

    /// <summary>The connection is cut without an answer.</summary>
    public static ReplacedAnswer LostConnection { get; } = new(0) { LosesConnection = true };

    /// <summary>An answer with a text as its body.</summary>
    public static ReplacedAnswer Text(int status, string body, string contentType = "text/html; charset=utf-8") =>
        new(status) { Body = Encoding.UTF8.GetBytes(body), ContentType = contentType };

    public static ReplacedAnswer Json(int status, string body) => Text(status, body, "application/json; charset=utf-8");

    /// <summary>An answer without a body.</summary>
    public static ReplacedAnswer Empty(int status) => new(status);

    /// <summary>The same answer with one more header.</summary>
    public ReplacedAnswer With(string header, string value) => this with { Headers = [.. Headers, new(header, value)] };
}
