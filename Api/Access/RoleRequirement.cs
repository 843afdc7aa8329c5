using Microsoft.AspNetCore.Authorization;
using OrleansLedger.Domain.Access;

namespace OrleansLedger.Api.Access;

/// <summary>A key of that role, or of one that includes it. Who has none is told which one is needed.</summary>
internal sealed class RoleRequirement(AccessRole role) : AuthorizationHandler<RoleRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement)
    {
        if (context.User.IsInRole(role.Word()))
        {
            context.Succeed(this);
        }
        else if (context.User.HighestRole() is { } own)
        {
            context.Fail(new AuthorizationFailureReason(this, Needed(own)));
        }

        return Task.CompletedTask;
    }

    private string Needed(AccessRole own) => (role, own) switch
    {
        (AccessRole.Platform, _) => "This is the platform's, and this key is a tenant's. Use the platform's key.",
        (_, AccessRole.Platform) => "This belongs to a tenant, and this key is the platform's. Use a key of the tenant whose data you want: createTenant gives the first, createTenantKey another.",
        _ => $"This needs a key of the role {role.Word()}, and this one's is {own.Word()}. Use a key of that role; an admin makes one with createApiKey.",
    };
}
