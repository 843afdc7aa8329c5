using System.Linq.Expressions;
using System.Reflection;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Makes C# objects from the fields of input objects: by the constructor with the most parameters that are properties, then by setters.</summary>
internal static class InputFactory
{
    /// <summary>The properties that are fields of the input type, in order.</summary>
    public static IReadOnlyList<PropertyInfo> PropertiesOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0 && !p.IsDefined(typeof(GraphQLIgnoreAttribute)) && (p.CanWrite || ConstructorOf(type).GetParameters().Any(a => Same(a, p))))];

    /// <summary>The constructor's parameter that is this property, null when there is none.</summary>
    public static ParameterInfo? ParameterOf(Type type, PropertyInfo property) => ConstructorOf(type).GetParameters().FirstOrDefault(p => Same(p, property));

    public static Func<InputFieldValues, object> For(Type type)
    {
        if (type.IsAbstract)
        {
            throw new NotSupportedException($"{type} cannot be an input object: it is abstract. Use a class, a record or a struct.");
        }

        var properties = PropertiesOf(type);
        var values = Expression.Parameter(typeof(InputFieldValues), "values");
        var made = Expression.Variable(type, "made");
        var constructor = ConstructorOf(type);
        var taken = new HashSet<PropertyInfo>();
        var arguments = constructor.GetParameters().Select(parameter =>
        {
            var property = properties.Single(p => Same(parameter, p));
            taken.Add(property);
            return Value(values, properties.Index().First(p => p.Item == property).Index, parameter.ParameterType, parameter.HasDefaultValue ? parameter.DefaultValue : null);
        }).ToList();
        var body = new List<Expression> { Expression.Assign(made, Expression.New(constructor, arguments)) };
        foreach (var (index, property) in properties.Index().Where(p => !taken.Contains(p.Item)))
        {
            body.Add(Expression.IfThen(
                Expression.Call(values, nameof(InputFieldValues.Has), null, Expression.Constant(index)),
                Expression.Assign(Expression.Property(made, property), Value(values, index, property.PropertyType, null))));
        }

        body.Add(Expression.Convert(made, typeof(object)));
        return Expression.Lambda<Func<InputFieldValues, object>>(Expression.Block([made], body), values).Compile();
    }

    private static Expression Value(ParameterExpression values, int index, Type type, object? absent)
    {
        var value = Expression.Property(values, "Item", Expression.Constant(index));
        var has = Expression.Call(values, nameof(InputFieldValues.Has), null, Expression.Constant(index));
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var inner = type.GetGenericArguments()[0];
            return Expression.Condition(has, Expression.New(type.GetConstructor([inner])!, Unboxed(value, inner)), Expression.Default(type));
        }

        Expression otherwise = absent is null ? Expression.Default(type) : Expression.Constant(absent, type);
        return Expression.Condition(has, Unboxed(value, type), otherwise);
    }

    private static ConditionalExpression Unboxed(Expression value, Type type) =>
        Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Convert(value, type));

    private static ConstructorInfo ConstructorOf(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        return type.GetConstructors().Where(c => c.GetParameters().All(a => properties.Any(p => Same(a, p)))).MaxBy(c => c.GetParameters().Length)
            ?? throw new NotSupportedException($"{type} cannot be an input object: it needs a public constructor whose parameters are its properties, or none.");
    }

    private static bool Same(ParameterInfo parameter, PropertyInfo property) =>
        string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase) && parameter.ParameterType == property.PropertyType;
}
