namespace OrleansLedger.Domain.Access;

/// <summary>
/// What a key may do. Within a tenant each role includes those before it; <see cref="Platform"/> stands apart: it manages tenants and
/// includes none of theirs, so that a call of the platform's into a tenant is always one that names the tenant.
/// </summary>
public enum AccessRole
{
    /// <summary>Reads what is the tenant's.</summary>
    Viewer,

    /// <summary>That, and works: pushes, maps, exports, retries.</summary>
    Operator,

    /// <summary>That, and connects, disconnects, manages keys, reads the audit record.</summary>
    Admin,

    /// <summary>Manages tenants; includes no tenant's role.</summary>
    Platform,
}

/// <summary>Which role includes which.</summary>
public static class AccessRoles
{
    private static readonly AccessRole[] s_ofTenants = [AccessRole.Viewer, AccessRole.Operator, AccessRole.Admin];

    /// <summary>The role and all it includes, the smallest first.</summary>
    public static IReadOnlyList<AccessRole> Included(AccessRole role) =>
        role == AccessRole.Platform ? [AccessRole.Platform] : [.. s_ofTenants.Where(r => r <= role)];

    public static bool Includes(this AccessRole role, AccessRole needed) => Included(role).Contains(needed);

    /// <summary>The role's word in claims, policies and the database.</summary>
    public static string Word(this AccessRole role) => role switch
    {
        AccessRole.Viewer => "viewer",
        AccessRole.Operator => "operator",
        AccessRole.Admin => "admin",
        AccessRole.Platform => "platform",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "There is no such role. Use viewer, operator, admin or platform."),
    };

    /// <returns>Null where no role has that word.</returns>
    public static AccessRole? Parse(string word) => word switch
    {
        "viewer" => AccessRole.Viewer,
        "operator" => AccessRole.Operator,
        "admin" => AccessRole.Admin,
        "platform" => AccessRole.Platform,
        _ => null,
    };
}
