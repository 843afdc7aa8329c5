using System.Reflection;
using System.Text;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Names of the schema from names of C#.</summary>
internal static class Naming
{
    /// <summary><c>GetProductsAsync</c> -> <c>products</c>.</summary>
    public static string OfMember(MemberInfo member)
    {
        if (member.GetCustomAttribute<GraphQLNameAttribute>() is { } named)
        {
            return named.Name;
        }

        var name = member.Name;
        if (member is MethodInfo method)
        {
            if (name.StartsWith("Get", StringComparison.Ordinal) && name.Length > 3 && char.IsUpper(name[3]))
            {
                name = name[3..];
            }

            if (name.EndsWith("Async", StringComparison.Ordinal) && name.Length > 5 && Awaiting.IsAwaited(method.ReturnType))
            {
                name = name[..^5];
            }
        }

        return Camel(name);
    }

    public static string OfParameter(ParameterInfo parameter) => parameter.GetCustomAttribute<GraphQLNameAttribute>()?.Name ?? Camel(parameter.Name!);

    /// <summary><c>Page&lt;Product&gt;</c> -> <c>ProductPage</c>; input types end with "Input".</summary>
    public static string OfType(Type type, bool input = false)
    {
        if (type.GetCustomAttribute<GraphQLNameAttribute>() is { } named)
        {
            return named.Name;
        }

        var name = type.Name;
        if (type.IsGenericType)
        {
            name = string.Concat(type.GetGenericArguments().Select(a => OfType(a))) + name[..name.IndexOf('`')];
        }

        if (type.IsInterface && name.Length > 1 && name[0] == 'I' && char.IsUpper(name[1]))
        {
            name = name[1..];
        }

        return input && !name.EndsWith("Input", StringComparison.Ordinal) ? name + "Input" : name;
    }

    /// <summary><c>PartlyPaid</c> -> <c>PARTLY_PAID</c>.</summary>
    public static string OfEnumValue(FieldInfo value)
    {
        if (value.GetCustomAttribute<GraphQLNameAttribute>() is { } named)
        {
            return named.Name;
        }

        var name = value.Name;
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' &&
                (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }

    /// <summary><c>URLOfPage</c> -> <c>urlOfPage</c>, <c>Id</c> -> <c>id</c>.</summary>
    public static string Camel(string name)
    {
        var upper = 0;
        while (upper < name.Length && char.IsUpper(name[upper]))
        {
            upper++;
        }

        var lowered = upper <= 1 || upper == name.Length ? upper : upper - 1;
        return string.Concat(name[..lowered].ToLowerInvariant(), name.AsSpan(lowered));
    }
}
