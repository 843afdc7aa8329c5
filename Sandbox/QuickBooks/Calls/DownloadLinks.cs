using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.QuickBooks.Wire;

namespace OrleansLedger.Sandbox.QuickBooks.Calls;

/// <summary>Temporary links to the content of attachments: good for 15 minutes, without further authorization. A restart ends them.</summary>
internal static class DownloadLinks
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly string[] Envelopes = ["QueryResponse", "BatchItemResponse", "AttachableResponse", "CDCResponse"];

    public static string For(HttpContext context, string realm, string id, DateTimeOffset now)
    {
        var until = (now + Lifetime).ToUnixTimeSeconds();
        var link = string.Create(CultureInfo.InvariantCulture, $"{context.Request.Scheme}://{context.Request.Host}/quickbooks/files/{realm}/{id}?until={until}&signature=");
        return link + Sign(realm, id, until);
    }

    public static bool IsGood(string realm, string id, string? until, string? signature, DateTimeOffset now) =>
        long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var end)
        && signature is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(realm, id, end)), Encoding.ASCII.GetBytes(signature))
        && now.ToUnixTimeSeconds() < end;

    /// <summary>Puts a fresh link on every attachable with a file in the answer.</summary>
    public static JsonObject AddTo(JsonObject answer, CompanyCall call)
    {
        foreach (var (member, value) in answer.ToList())
        {
            var parts = value switch { JsonObject part => [part], JsonArray array => array.OfType<JsonObject>(), _ => [] };
            if (member == "Attachable")
            {
                foreach (var attachable in parts.Where(attachable => attachable.ContainsKey("FileAccessUri")))
                    attachable["TempDownloadUri"] = For(call.Context, call.Company.Id, attachable.Text("Id")!, call.Now);
            }
            else if (Envelopes.Contains(member, StringComparer.Ordinal))
            {
                foreach (var part in parts) AddTo(part, call);
            }
        }

        return answer;
    }

    private static string Sign(string realm, string id, long until) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{realm}/{id}/{until}"))));
}
