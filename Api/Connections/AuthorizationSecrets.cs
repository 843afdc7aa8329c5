using System.Text.Json;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Connections;
using OrleansLedger.Storage.Security;

namespace OrleansLedger.Api.Connections;

/// <summary>Tokens of a consent whose company is still to be chosen: sealed for the tenant.</summary>
public sealed class AuthorizationSecrets(TokenCipher cipher)
{
    public byte[] Seal(TenantId tenant, TokenSet tokens) => cipher.Seal(tenant.Value, JsonSerializer.SerializeToUtf8Bytes(tokens));

    public TokenSet Open(TenantId tenant, byte[] box) => JsonSerializer.Deserialize<TokenSet>(cipher.Open(tenant.Value, box))!;
}
