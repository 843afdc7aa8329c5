namespace OrleansLedger.GraphQL;

/// <summary>The value is an ID.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Method | AttributeTargets.ReturnValue)]
public sealed class IDAttribute : Attribute;

/// <summary>The field is a Relay connection: arguments <c>first</c>, <c>after</c>, <c>last</c>, <c>before</c>; the method returns a <see cref="Connection{T}"/> or a list to slice.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class UsePagingAttribute : Attribute
{
    /// <summary>Items in a page when the request does not say. Default 10.</summary>
    public int DefaultPageSize { get; set; } = 10;

    /// <summary>Items in a page at most. Default 50.</summary>
    public int MaxPageSize { get; set; } = 50;

    /// <summary>Whether the connection has a field <c>totalCount</c>. Default false.</summary>
    public bool IncludeTotalCount { get; set; }
}

/// <summary>What one resolution of the field counts for in cost analysis.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class CostAttribute(int weight) : Attribute
{
    /// <summary>0 and up.</summary>
    public int Weight { get; } = weight;
}

/// <summary>How many items the list has, for cost analysis.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class ListSizeAttribute : Attribute
{
    /// <summary>Items when no argument says; 0 for the engine's default.</summary>
    public int AssumedSize { get; set; }

    /// <summary>Arguments that bound the list.</summary>
    public string[] SlicingArguments { get; set; } = [];
}

/// <summary>A field of the subscription type. Its source stream comes from the topic named by <see cref="TopicAttribute"/>, or from the method named here.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SubscribeAttribute : Attribute
{
    /// <summary>A method of the same class that returns the events: <c>IAsyncEnumerable&lt;T&gt;</c>, or a task of one. It may take the field's arguments.</summary>
    public string? With { get; set; }
}

/// <summary>The topic whose messages are the field's events. Arguments in braces are filled in: <c>[Topic("order-{id}")]</c>. Without text, the topic is the method's name.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TopicAttribute(string? topic = null) : Attribute
{
    /// <summary>The topic, with arguments in braces.</summary>
    public string? Topic { get; } = topic;
}

/// <summary>The parameter is the object whose field this is.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ParentAttribute : Attribute;

/// <summary>The parameter is a service of the request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceAttribute : Attribute;

/// <summary>The parameter is the subscription's event.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class EventMessageAttribute : Attribute;

/// <summary>The boolean parameter says whether the request selects this field directly under the method's.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class IsSelectedAttribute(string fieldName) : Attribute
{
    /// <summary>The field's name in the schema.</summary>
    public string FieldName { get; } = fieldName;
}

/// <summary>The argument's or input field's default, where C# has no place for one. Enum values, numbers, strings, booleans.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class DefaultValueAttribute(object? value) : Attribute
{
    /// <summary>The value.</summary>
    public object? Value { get; } = value;
}
