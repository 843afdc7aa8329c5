using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace OrleansLedger.Domain.Access;

/// <summary>An API key. UUIDv7.</summary>
public readonly record struct ApiKeyId(Guid Value)
{
    public static ApiKeyId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString();
}

/// <summary>
/// A key as its holder writes it: <c>olk_</c>, the key's id (16 bytes) and its secret (32 random bytes), both in base64url without padding: 69 characters.
/// The prefix lets scanners of repositories and logs find keys that leaked.
/// </summary>
public sealed class ApiKeyText
{
    public const string Prefix = "olk_";

    /// <summary>Characters of a key: 4 of the prefix, 22 of the id, 43 of the secret.</summary>
    public const int Length = 69;

    public const int SecretSize = 32;

    private const int IdLength = 22;

    private readonly byte[] _secret;

    private ApiKeyText(ApiKeyId id, byte[] secret) => (Id, _secret) = (id, secret);

    public ApiKeyId Id { get; }

    /// <summary>A new key with a random secret.</summary>
    public static ApiKeyText Create(ApiKeyId id) => new(id, RandomNumberGenerator.GetBytes(SecretSize));

    /// <summary>Reads a key. Each key has one spelling: another one that would decode to the same bytes is refused.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = null;
        if (text is null || text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> id = stackalloc byte[16];
        var secret = new byte[SecretSize];
        var body = text.AsSpan(Prefix.Length);
        if (!Base64Url.IsValid(body[..IdLength])
            || !Base64Url.IsValid(body[IdLength..])
            || !Base64Url.TryDecodeFromChars(body[..IdLength], id, out var idSize)
            || !Base64Url.TryDecodeFromChars(body[IdLength..], secret, out var secretSize)
            || idSize != id.Length
            || secretSize != SecretSize)
        {
            return false;
        }

        var parsed = new ApiKeyText(new ApiKeyId(new Guid(id, bigEndian: true)), secret);
        key = string.Equals(parsed.Reveal(), text, StringComparison.Ordinal) ? parsed : null;
        return key is not null;
    }

    /// <summary>The whole key, for its holder, once. <see cref="ToString"/> does not give it away.</summary>
    public string Reveal() => Prefix + Base64Url.EncodeToString(Id.Value.ToByteArray(bigEndian: true)) + Base64Url.EncodeToString(_secret);

    /// <summary>SHA-256 of the secret, 32 bytes: what is stored. The secret has 256 random bits, so that nothing slower is needed against guessing.</summary>
    public byte[] Hash() => SHA256.HashData(_secret);

    /// <summary>Whether the secret has that hash; takes as long whatever the answer.</summary>
    public bool Matches(ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(), hash);

    /// <summary>The id without the secret: safe in logs.</summary>
    public override string ToString() => $"{Prefix}{Id.Value:N}...";
}
