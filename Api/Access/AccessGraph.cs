using System.Security.Claims;
using OrleansLedger.Api.Graph;
using OrleansLedger.Api.Jobs;
using OrleansLedger.Domain;
using OrleansLedger.Domain.Access;
using OrleansLedger.GraphQL;

namespace OrleansLedger.Api.Access;

/// <summary>Who calls.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="TenantId">Whose data it sees; null for the platform's.</param>
public sealed record Viewer(string Name, AccessRole? Role, [property: ID] string? TenantId);

[QueryType]
public static class AccessQueries
{
    /// <summary>Who calls.</summary>
    [Authorize]
    public static Viewer GetViewer(ClaimsPrincipal user) => new(
        user.Identity?.Name ?? "", user.HighestRole(), user.TenantId() is { } tenant ? GlobalId.Of(GlobalId.Tenant, tenant.Value) : null);
}

/// <summary>What several fields of tenants, keys and the audit record need.</summary>
internal static class AccessInput
{
    private const int LongestName = 200;

    /// <summary>A name for a tenant or key, without the blanks around it.</summary>
    /// <exception cref="RequestRefusedException"><c>invalid_name</c>.</exception>
    public static string Name(string name) => name.Trim() is { Length: > 0 and <= LongestName } trimmed && !trimmed.Any(char.IsControl) && PlainText.Unprintable(trimmed) is null
        ? trimmed
        : throw new RequestRefusedException("invalid_name", $"The name must have 1 to {LongestName} characters, none of them a line break or another that cannot be printed. Nothing was changed.");

    /// <summary>What to look for: null where nothing is said. A character that no text has is found nowhere.</summary>
    public static string? Search(string? text) => text?.Trim() is { Length: > 0 } trimmed ? PlainText.Printable(trimmed) : null;

    /// <exception cref="GraphQLException">The caller is neither an admin nor the platform.</exception>
    public static void RequireAdmin(ClaimsPrincipal user, string what)
    {
        if (user.HighestRole() is not (AccessRole.Admin or AccessRole.Platform))
        {
            throw new GraphQLException($"{what} is for admins. Use a key of that role.", ErrorCodes.NotAuthorized);
        }
    }
}
