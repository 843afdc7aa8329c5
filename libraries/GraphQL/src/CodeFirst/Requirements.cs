using System.Reflection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>What a class or member asks of who is signed in.</summary>
internal static class Requirements
{
    public static IReadOnlyList<AuthorizeRequirement> Of(MemberInfo member) =>
        [.. member.GetCustomAttributes<AuthorizeAttribute>(inherit: true).Select(a => new AuthorizeRequirement(a.Policy, a.Roles))];
}
