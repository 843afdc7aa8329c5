namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>What a method's return type says about waiting.</summary>
internal static class Awaiting
{
    public static bool IsAwaited(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask) ||
        (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>))) ||
        IsStream(type);

    /// <summary>The type of the value that comes in the end.</summary>
    public static Type ResultOf(Type type) => type.IsGenericType && IsAwaited(type) && !IsStream(type) ? type.GetGenericArguments()[0] : type;

    public static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);
}
