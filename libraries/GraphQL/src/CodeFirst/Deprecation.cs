using System.Reflection;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Why a member should no longer be used.</summary>
internal static class Deprecation
{
    public static string? Of(ICustomAttributeProvider member)
    {
        var own = (GraphQLDeprecatedAttribute?)member.GetCustomAttributes(typeof(GraphQLDeprecatedAttribute), inherit: false).FirstOrDefault();
        var obsolete = (ObsoleteAttribute?)member.GetCustomAttributes(typeof(ObsoleteAttribute), inherit: false).FirstOrDefault();
        return own?.Reason ?? (obsolete is null ? null : obsolete.Message ?? Types.StandardDirectives.DefaultDeprecationReason);
    }
}
