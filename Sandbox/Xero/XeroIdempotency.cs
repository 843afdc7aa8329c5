using System.Security.Cryptography;
using System.Text;
using OrleansLedger.Sandbox.Core;

namespace OrleansLedger.Sandbox.Xero;

/// <summary>
/// The first answer to an Idempotency-Key, refusals included, is kept six minutes for the app and replayed; the same key with another request is refused.
/// Kept in memory only: a restart of the sandbox forgets the keys.
/// </summary>
internal sealed class XeroIdempotency(SandboxClock clock)
{
    public const int LongestKey = 128;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(6);
    private readonly Dictionary<(string ClientId, string Key), Entry> _entries = [];
    private readonly Lock _gate = new();

    /// <summary>Runs <paramref name="handle"/> unless the key's answer is known. Two calls with one key at the same time run it once.</summary>
    public XeroReply Once(string clientId, string key, string fingerprint, Func<XeroReply> handle)
    {
        Entry entry;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (old, expired) in _entries.ToArray())
                if (now >= expired.ForgottenAt) _entries.Remove(old);
            if (!_entries.TryGetValue((clientId, key), out entry!))
                _entries[(clientId, key)] = entry = new Entry(fingerprint, now + Kept, new Lazy<XeroReply>(handle, LazyThreadSafetyMode.ExecutionAndPublication));
        }

        return entry.Fingerprint == fingerprint ? entry.Reply.Value : XeroErrors.KeyReused(key);
    }

    public void Reset()
    {
        lock (_gate) _entries.Clear();
    }

    public static string Fingerprint(HttpRequest request, string tenantId, byte[] body) =>
        Convert.ToHexString(SHA256.HashData([.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString} {tenantId}\n"), .. body]));

    private sealed record Entry(string Fingerprint, DateTimeOffset ForgottenAt, Lazy<XeroReply> Reply);
}
