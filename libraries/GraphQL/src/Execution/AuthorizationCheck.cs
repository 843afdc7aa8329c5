using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Asks, once a request, which of an operation's requirements the user meets.</summary>
internal static class AuthorizationCheck
{
    public static async ValueTask<AuthorizationOutcome[]> EvaluateAsync(IReadOnlyList<AuthorizeRequirement> requirements, ClaimsPrincipal user, IServiceProvider services)
    {
        var outcomes = new AuthorizationOutcome[requirements.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await EvaluateAsync(requirements[i], user, services);
        }

        return outcomes;
    }

    /// <summary>Turns a requirement that is not met into the client's error.</summary>
    /// <exception cref="GraphQLException">It is not met.</exception>
    public static void ThrowUnlessGranted(AuthorizationOutcome outcome)
    {
        switch (outcome.Verdict)
        {
            case AuthorizationVerdict.Granted:
                break;
            case AuthorizationVerdict.NotAuthenticated:
                throw new GraphQLException("The current user is not authenticated: send credentials.", ErrorCodes.NotAuthenticated);
            default:
                throw new GraphQLException(outcome.Reason ?? "The current user is not authorized to access this resource: use the credentials of somebody who is.", ErrorCodes.NotAuthorized);
        }
    }

    private static async ValueTask<AuthorizationOutcome> EvaluateAsync(AuthorizeRequirement requirement, ClaimsPrincipal user, IServiceProvider services)
    {
        if (user.Identities.All(i => !i.IsAuthenticated))
        {
            return new(AuthorizationVerdict.NotAuthenticated);
        }

        if (requirement.Roles.Count > 0 && !requirement.Roles.Any(user.IsInRole))
        {
            return new(AuthorizationVerdict.NotAuthorized);
        }

        if (requirement.Policy is { } policy)
        {
            var service = services.GetRequiredService<IAuthorizationService>();
            var result = await service.AuthorizeAsync(user, resource: null, policy);
            return result.Succeeded ? new(AuthorizationVerdict.Granted) : new(AuthorizationVerdict.NotAuthorized, result.Failure?.FailureReasons.FirstOrDefault()?.Message);
        }

        return new(AuthorizationVerdict.Granted);
    }
}
