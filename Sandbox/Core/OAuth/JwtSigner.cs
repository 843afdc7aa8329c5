using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansLedger.Sandbox.Core.State;

namespace OrleansLedger.Sandbox.Core.OAuth;

/// <summary>Signs JSON Web Tokens (RS256) with a key made at the first start, and publishes it as JWKS. Clients that verify id tokens can.</summary>
internal sealed class JwtSigner : IDisposable
{
    private const string Section = "signing-key";
    private const string KeyId = "sandbox-1";

    /// <summary>Making a key takes a tenth of a second: hosts in one process (tests) that keep nothing share one.</summary>
    private static readonly Lazy<string> ProcessKey = new(() =>
    {
        using var made = RSA.Create(2048);
        return made.ExportPkcs8PrivateKeyPem();
    });

    private readonly RSA _key = RSA.Create();
    private readonly Lock _gate = new();

    public JwtSigner(StateStore store)
    {
        var pem = store.Load<SavedKey>(Section)?.Pem ?? ProcessKey.Value;
        _key.ImportFromPem(pem);
        store.Register(Section, () => new SavedKey(pem));
        store.Changed(Section);
    }

    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId, ["typ"] = "JWT" };
        var text = $"{Encode(header)}.{Encode(claims)}";
        byte[] signature;
        lock (_gate) signature = _key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public JsonObject KeySet()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = KeyId,
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            }),
        };
    }

    public void Dispose() => _key.Dispose();

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(json, SandboxJson.State));

    private sealed record SavedKey(string Pem);
}
