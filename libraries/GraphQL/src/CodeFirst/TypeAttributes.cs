namespace OrleansLedger.GraphQL;

/// <summary>The class's public methods and properties are fields of the query type. Any number of classes may have it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class QueryTypeAttribute : Attribute;

/// <summary>The class's public methods are fields of the mutation type. Any number of classes may have it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MutationTypeAttribute : Attribute;

/// <summary>The class's public methods are fields of the subscription type. Any number of classes may have it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SubscriptionTypeAttribute : Attribute;

/// <summary>The static class's public methods are further fields of the object type for <typeparamref name="T"/>; its parent comes as a parameter with <see cref="ParentAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ObjectTypeAttribute<T> : Attribute
    where T : notnull;

/// <summary>The class is an object type of the schema even where no field has it, such as a member of an interface or union.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ObjectTypeAttribute : Attribute;

/// <summary>The C# interface or abstract class is an interface type; the object types are those of the classes that implement it.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class)]
public sealed class InterfaceTypeAttribute : Attribute;

/// <summary>The C# interface or abstract class is a union of the object types of the classes that implement it.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class)]
public sealed class UnionTypeAttribute : Attribute;

/// <summary>The class is an input object type. Without it, a class that an argument has is one too, by its name and "Input".</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class InputObjectAttribute : Attribute;

/// <summary>Exactly one field of the input object must be given.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class OneOfAttribute : Attribute;

/// <summary>The name in the schema, instead of the one made from the C# name.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>The description in the schema, instead of the XML documentation's summary.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLDescriptionAttribute(string description) : Attribute
{
    /// <summary>The description.</summary>
    public string Description { get; } = description;
}

/// <summary>The member is no part of the schema.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLIgnoreAttribute : Attribute;

/// <summary>Should no longer be used; so says <see cref="ObsoleteAttribute"/> too.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLDeprecatedAttribute(string reason) : Attribute
{
    /// <summary>What to use instead.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Only for somebody signed in, of one of the roles if any are named, satisfying the policy if one is named. On a class: every field of it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
public sealed class AuthorizeAttribute(string? policy = null) : Attribute
{
    /// <summary>The name of an ASP.NET Core authorization policy.</summary>
    public string? Policy { get; set; } = policy;

    /// <summary>One of these is enough.</summary>
    public string[] Roles { get; set; } = [];
}
