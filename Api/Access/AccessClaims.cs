using System.Security.Claims;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.Storage.Access;

namespace OrleansLedger.Api.Access;

/// <summary>The claims of a caller: what every part of the API asks of the principal, and never of an argument.</summary>
public static class AccessClaims
{
    /// <summary>The tenant's id; absent for the platform.</summary>
    public const string Tenant = "tenant";

    /// <summary>One for every role the key's role includes.</summary>
    public const string Role = "role";

    /// <summary>The key's id.</summary>
    public const string Key = "key";

    /// <summary>The key's name.</summary>
    public const string Name = "name";

    /// <summary>The id of the browser's session; absent where the caller shows a key.</summary>
    public const string Browser = "browser";

    /// <param name="browser">The id of the browser's session, where one stands for the key.</param>
    public static ClaimsPrincipal Principal(KeyHolder holder, string scheme, string? browser = null)
    {
        var identity = new ClaimsIdentity(scheme, Name, Role);
        identity.AddClaim(new Claim(Key, holder.Id.ToString()));
        identity.AddClaim(new Claim(Name, holder.Name));
        if (browser is not null)
        {
            identity.AddClaim(new Claim(Browser, browser));
        }

        if (holder.TenantId is { } tenant)
        {
            identity.AddClaim(new Claim(Tenant, tenant.ToString()));
        }

        identity.AddClaims(AccessRoles.Included(holder.Role).Select(role => new Claim(Role, role.Word())));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>The caller's tenant; null for the platform and for nobody.</summary>
    public static TenantId? TenantId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirst(Tenant)?.Value, out var id) ? new TenantId(id) : null;

    /// <summary>The caller's key; null for nobody.</summary>
    public static ApiKeyId? KeyId(this ClaimsPrincipal user) => Guid.TryParse(user.FindFirst(Key)?.Value, out var id) ? new ApiKeyId(id) : null;

    /// <summary>The id of the browser's session; null for callers that show a key.</summary>
    public static string? BrowserSession(this ClaimsPrincipal user) => user.FindFirst(Browser)?.Value;

    /// <summary>The greatest of the caller's roles; null for nobody.</summary>
    public static AccessRole? HighestRole(this ClaimsPrincipal user) => user.FindAll(Role).Select(claim => AccessRoles.Parse(claim.Value)).Max();
}
