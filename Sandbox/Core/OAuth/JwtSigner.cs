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
    private readonly RSA _key;
    private readonly Lock _gate = new();

    public JwtSigner(StateStore store)
    {
        _key = RSA.Create(2048);
        if (store.Load<SavedKey>(Section) is { } saved) _key.ImportFromPem(saved.Pem);
        var pem = _key.ExportPkcs8PrivateKeyPem();
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
