using System.Globalization;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>From what scalars and lists give to what a C# parameter or property asks for.</summary>
internal static class InputConversion
{
    /// <summary>The conversion, null when there is nothing to convert.</summary>
    public static Func<object?, object?>? For(Type target, GraphQLType type)
    {
        if (target.IsGenericType && target.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            return For(target.GetGenericArguments()[0], type);
        }

        var value = Nullable.GetUnderlyingType(target) ?? target;
        if (type.Nullable is ListType list)
        {
            var element = TypeRegistry.ElementOf(value)!;
            return (Func<object?, object?>)typeof(InputConversion).GetMethod(nameof(ListOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(element).Invoke(null, [value, For(element, list.OfType)])!;
        }

        return type.Named is ScalarType scalar && scalar.RuntimeType != value ? Scalar(value) : null;
    }

    private static Func<object?, object?>? Scalar(Type target)
    {
        if (target == typeof(Guid))
        {
            return v => v is string text ? Guid.TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is not an id of this kind.") : v;
        }

        if (target == typeof(DateTime))
        {
            return v => v is DateTimeOffset instant ? instant.UtcDateTime : v;
        }

        if (target.IsPrimitive)
        {
            return v => v is null || v.GetType() == target ? v : Number(v, target);
        }

        return null;
    }

    private static object Number(object value, Type target)
    {
        try
        {
            return Convert.ChangeType(value, target, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            throw new FormatException($"\"{value}\" does not fit: {e.Message}", e);
        }
    }

    private static Func<object?, object?> ListOf<T>(Type target, Func<object?, object?>? convert)
    {
        Func<T[], object> wrap = target.IsAssignableFrom(typeof(T[])) ? items => items
            : target.IsAssignableFrom(typeof(List<T>)) ? items => items.ToList()
            : target.IsAssignableFrom(typeof(HashSet<T>)) ? items => items.ToHashSet()
            : throw new NotSupportedException($"{target} cannot be an argument: use an array, List, HashSet or one of their interfaces.");
        return v => v is object?[] items ? wrap([.. items.Select(i => (T)(convert is null ? i : convert(i))!)]) : v;
    }
}
