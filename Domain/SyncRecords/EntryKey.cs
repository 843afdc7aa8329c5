using System.Security.Cryptography;
using System.Text;

namespace OrleansLedger.Domain.SyncRecords;

/// <summary>
/// The reference under which one entry of a document stands in the remote books: 20 characters, <c>OL</c> and 18 of Crockford's base 32
/// (90 bits), so that it fits the shortest reference field of any provider (21, QuickBooks' DocNumber). The same connection, company,
/// document and entry always give the same key; that is what reconciliation looks for.
/// </summary>
public static class EntryKey
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public const int Length = 20;

    public static string For(ConnectionId connection, string remoteCompanyId, DocumentId document, int entry)
    {
        var text = $"{connection.Value:N}/{remoteCompanyId}/{document.Value:N}/{entry}";
        return "OL" + Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text)), Length - 2);
    }

    /// <summary>The first entry key found in a text such as a remote reference or comment; null where there is none.</summary>
    public static string? FindIn(string? text)
    {
        if (text is null)
        {
            return null;
        }

        for (var at = text.IndexOf("OL", StringComparison.Ordinal); at >= 0; at = text.IndexOf("OL", at + 1, StringComparison.Ordinal))
        {
            if (at + Length <= text.Length
                && (at == 0 || !char.IsLetterOrDigit(text[at - 1]))
                && (at + Length == text.Length || !char.IsLetterOrDigit(text[at + Length]))
                && text.AsSpan(at + 2, Length - 2).IndexOfAnyExcept(Alphabet) < 0)
            {
                return text.Substring(at, Length);
            }
        }

        return null;
    }

    private static string Encode(ReadOnlySpan<byte> hash, int characters)
    {
        var encoded = new char[characters];
        for (var i = 0; i < characters; i++)
        {
            var bit = i * 5;
            var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            encoded[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }

        return new string(encoded);
    }
}
