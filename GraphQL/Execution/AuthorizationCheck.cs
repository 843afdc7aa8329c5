using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>Asks, once a request, which of an operation's requirements the user meets.</summary>
internal static class AuthorizationCheck
{
    public static async ValueTask<AuthorizationOutcome[]> EvaluateAsync(IReadOnlyList<AuthorizeRequirement> requirements, GraphQLRequest request)
    {
        var outcomes = new AuthorizationOutcome[requirements.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = await EvaluateAsync(requirements[i], request);
        }

        return outcomes;
    }

    private static async ValueTask<AuthorizationOutcome> EvaluateAsync(AuthorizeRequirement requirement, GraphQLRequest request)
    {
        var user = request.User;
        if (user.Identities.All(i => !i.IsAuthenticated))
        {
            return AuthorizationOutcome.NotAuthenticated;
        }

        if (requirement.Roles.Count > 0 && !requirement.Roles.Any(user.IsInRole))
        {
            return AuthorizationOutcome.NotAuthorized;
        }

        if (requirement.Policy is { } policy)
        {
            var service = request.Services.GetRequiredService<IAuthorizationService>();
            var result = await service.AuthorizeAsync(user, resource: null, policy);
            return result.Succeeded ? AuthorizationOutcome.Granted : AuthorizationOutcome.NotAuthorized;
        }

        return AuthorizationOutcome.Granted;
    }
}
