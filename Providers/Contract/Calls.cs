using System.Net;
using System.Text;

namespace OrleansLedger.Providers.Contract;

/// <summary>
/// The one way to a provider's API: adds the bearer token, waits for the quota gate, writes the sync log, renews the token once on 401.
/// The turn that holds the connection owns it; nothing else may call the provider.
/// </summary>
public interface IProviderCalls
{
    /// <summary>Sends one request. Never throws for what a provider or a network does: that is a value of <see cref="CallAnswer"/>.</summary>
    Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken);
}

/// <summary>A request without its authorization.</summary>
public sealed record ProviderRequest(HttpMethod Method, Uri Uri)
{
    /// <summary>A few words for the sync log and the trace: <c>create bank transactions</c>.</summary>
    public required string Operation { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    /// <summary>The full Content-Type of <see cref="Body"/>, boundary included.</summary>
    public string? ContentType { get; init; }

    /// <summary>True where the call can change something at the provider: no answer then means <see cref="WriteOutcome.Unknown"/>.</summary>
    public bool Writes { get; init; }

    /// <summary>The quota class of the call; windows of that class count it beside those of all calls.</summary>
    public string? QuotaClass { get; init; }

    public static ProviderRequest Get(Uri uri, string operation) => new(HttpMethod.Get, uri) { Operation = operation };

    public static ProviderRequest Json(HttpMethod method, Uri uri, string operation, string json) => new(method, uri)
    {
        Operation = operation,
        Body = Encoding.UTF8.GetBytes(json),
        ContentType = "application/json",
        Writes = true,
    };
}

/// <summary>What came of a call.</summary>
public abstract record CallAnswer
{
    private CallAnswer()
    {
    }

    /// <summary>The provider answered, with any status. Header names compare without case.</summary>
    public sealed record Answered(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, byte[] Body) : CallAnswer
    {
        public string Text => Encoding.UTF8.GetString(Body);

        /// <summary>The body without a byte order mark, which JSON may not have and some gateways add.</summary>
        internal ReadOnlyMemory<byte> JsonBytes => Body is [0xEF, 0xBB, 0xBF, ..] ? Body.AsMemory(3) : Body;

        public bool IsSuccess => (int)Status is >= 200 and < 300;
    }

    /// <summary>No answer came. <paramref name="MayHaveArrived"/> is false only where the request provably never left (refused connection, unresolved name).</summary>
    public sealed record NoAnswer(string Text, bool MayHaveArrived) : CallAnswer;

    /// <summary>The quota has no room before <paramref name="Until"/>; nothing was sent.</summary>
    public sealed record NotAdmitted(DateTimeOffset Until) : CallAnswer;
}

/// <summary>Requests to the authorization server: no bearer token, no quota.</summary>
public interface IAuthorizationCalls
{
    Task<CallAnswer> SendAsync(ProviderRequest request, CancellationToken cancellationToken);
}
