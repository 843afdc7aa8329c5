using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Storage.Security;

/// <summary>
/// Token sets at rest: AES-256-GCM, the connection id as associated data, so that a row copied to another connection does not open.
/// The first key of the ring encrypts, every key decrypts: put a new key first to rotate.
/// </summary>
public sealed class TokenCipher
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly List<(string Id, byte[] Key)> _keys;

    /// <param name="keys">Each <c>id:base64</c> of 32 bytes.</param>
    /// <exception cref="OptionsValidationException">No key, one that is not 32 bytes of base64, or two with one id; the message names the setting.</exception>
    public TokenCipher(IEnumerable<string> keys)
    {
        _keys = keys.Select(Parse).ToList();
        if (_keys.Count == 0)
        {
            throw Invalid("The setting Encryption:Keys:0 is missing. Set it to 'id:' and 32 random bytes in base64, for instance the output of: echo k1:$(openssl rand -base64 32)");
        }

        if (_keys.GroupBy(k => k.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw Invalid($"The setting Encryption:Keys has two keys with the id '{twice.Key}'. Give the new one another id: the id of a key that has encrypted anything cannot change.");
        }
    }

    /// <summary>The ids of the keys; the first encrypts.</summary>
    public IReadOnlyList<string> KeyIds => _keys.ConvertAll(k => k.Id);

    public static TokenCipher FromConfiguration(IConfiguration configuration) =>
        new(configuration.GetSection("Encryption:Keys").GetChildren().Select(c => c.Value ?? ""));

    public byte[] Encrypt(ConnectionId connection, TokenSet tokens) => Seal(connection.Value, JsonSerializer.SerializeToUtf8Bytes(tokens));

    /// <exception cref="CryptographicException">The key is not in the ring, or the bytes were altered or belong to another connection.</exception>
    public TokenSet Decrypt(ConnectionId connection, byte[] sealedTokens) =>
        JsonSerializer.Deserialize<TokenSet>(Open(connection.Value, sealedTokens))
        ?? throw new CryptographicException("The credential is empty.");

    /// <summary>Seals any secret for the owner of that id.</summary>
    public byte[] Seal(Guid owner, ReadOnlySpan<byte> plain) => SealWith(_keys[0].Id, owner, plain);

    /// <summary>Seals with the key of that id.</summary>
    public byte[] SealWith(string keyId, Guid owner, ReadOnlySpan<byte> plain)
    {
        var (id, key) = _keys.Find(k => string.Equals(k.Id, keyId, StringComparison.Ordinal));
        var idBytes = Encoding.UTF8.GetBytes(id);
        var result = new byte[1 + idBytes.Length + NonceSize + TagSize + plain.Length];
        result[0] = (byte)idBytes.Length;
        idBytes.CopyTo(result, 1);
        var nonce = result.AsSpan(1 + idBytes.Length, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        var tag = result.AsSpan(1 + idBytes.Length + NonceSize, TagSize);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, plain, result.AsSpan(1 + idBytes.Length + NonceSize + TagSize), tag, owner.ToByteArray(bigEndian: true));
        return result;
    }

    /// <exception cref="CryptographicException">The key is not in the ring, or the bytes were altered or belong to another owner.</exception>
    public byte[] Open(Guid owner, byte[] box)
    {
        if (box.Length < 1 || box.Length < 1 + box[0] + NonceSize + TagSize)
        {
            throw new CryptographicException("The sealed value is too short.");
        }

        var idLength = box[0];
        var id = Encoding.UTF8.GetString(box, 1, idLength);
        var key = _keys.Find(k => string.Equals(k.Id, id, StringComparison.Ordinal)).Key
            ?? throw new CryptographicException($"The key '{id}' is not in Encryption:Keys. Put it back, after the first one, until every credential has been renewed.");
        var start = 1 + idLength;
        var plain = new byte[box.Length - start - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            box.AsSpan(start, NonceSize),
            box.AsSpan(start + NonceSize + TagSize),
            box.AsSpan(start + NonceSize, TagSize),
            plain,
            owner.ToByteArray(bigEndian: true));
        return plain;
    }

    /// <summary>True if a key of the ring opens the value.</summary>
    public bool CanOpen(Guid owner, byte[] box)
    {
        try
        {
            Open(owner, box);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static OptionsValidationException Invalid(string message) => new("Encryption:Keys", typeof(TokenCipher), [message]);

    private static (string Id, byte[] Key) Parse(string setting, int index)
    {
        var colon = setting.IndexOf(':');
        var buffer = new byte[32];
        if (colon is < 1 or > 100 || !Convert.TryFromBase64String(setting[(colon + 1)..], buffer, out var written) || written != 32)
        {
            throw Invalid($"The setting Encryption:Keys:{index} is not 'id:' and 32 bytes in base64. Make one with: echo k1:$(openssl rand -base64 32)");
        }

        return (setting[..colon], buffer);
    }
}
