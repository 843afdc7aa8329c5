using System.Security.Claims;
using OrleansLedger.Api.Access;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Graph;

/// <summary>Who calls, as the credential says it. Nothing of it ever comes from an argument.</summary>
internal static class Caller
{
    /// <summary>The caller's tenant.</summary>
    /// <exception cref="GraphQLException"><c>NO_TENANT</c>: a platform key, which stands for no tenant.</exception>
    public static TenantId Tenant(this ClaimsPrincipal user) =>
        user.TenantId() ?? throw new GraphQLException("This credential belongs to no tenant. Use a key of the tenant whose data you want.", "NO_TENANT");
}
