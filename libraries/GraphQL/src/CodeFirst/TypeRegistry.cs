using System.Collections;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OrleansLedger.GraphQL.Types;
using OrleansLedger.GraphQL.Types.Scalars;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Which GraphQL type stands for which C# type. Types are made when first asked for; their fields are filled in afterwards, so that types may refer to each other.</summary>
internal sealed class TypeRegistry(XmlDocumentation documentation, IReadOnlyList<Type> known)
{
    private static readonly Dictionary<Type, ScalarType> Scalars = new()
    {
        [typeof(int)] = ScalarTypes.Int,
        [typeof(short)] = ScalarTypes.Int,
        [typeof(byte)] = ScalarTypes.Int,
        [typeof(long)] = ScalarTypes.Long,
        [typeof(uint)] = ScalarTypes.Long,
        [typeof(float)] = ScalarTypes.Float,
        [typeof(double)] = ScalarTypes.Float,
        [typeof(decimal)] = ScalarTypes.Decimal,
        [typeof(string)] = ScalarTypes.String,
        [typeof(bool)] = ScalarTypes.Boolean,
        [typeof(Guid)] = ScalarTypes.Uuid,
        [typeof(DateTime)] = ScalarTypes.DateTime,
        [typeof(DateTimeOffset)] = ScalarTypes.DateTime,
        [typeof(DateOnly)] = ScalarTypes.Date,
        [typeof(Uri)] = ScalarTypes.Url,
        [typeof(JsonElement)] = ScalarTypes.Json,
        [typeof(IFormFile)] = ScalarTypes.Upload,
    };

    private readonly Dictionary<Type, NamedType> outputs = [];
    private readonly Dictionary<Type, NamedType> inputs = [];
    private readonly Dictionary<string, Type> names = new(StringComparer.Ordinal);

    /// <summary>Types whose fields are still to be filled in.</summary>
    public Queue<(Type Type, NamedType Made)> Unfilled { get; } = new();

    /// <summary>What the classes get wrong.</summary>
    public List<GraphQLError> Errors { get; } = [];

    /// <summary>Everything made so far, in the order it was asked for.</summary>
    public IEnumerable<NamedType> Made => outputs.Values.Concat(inputs.Values).Distinct();

    /// <summary>The C# types that were taken for object types.</summary>
    public IEnumerable<(Type Type, ObjectType Object)> Objects => outputs.Where(o => o.Value is ObjectType).Select(o => (o.Key, (ObjectType)o.Value)).ToList();

    /// <summary>The GraphQL type of a value.</summary>
    /// <param name="type">Its C# type, tasks taken off.</param>
    /// <param name="nullability">What C# says about null in it; null takes references for non-null.</param>
    /// <param name="input">Whether it is an argument or input field.</param>
    /// <param name="isId">Whether the innermost value is an ID.</param>
    public GraphQLType TypeOf(Type type, NullabilityInfo? nullability, bool input, bool isId)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            return TypeOf(type.GetGenericArguments()[0], nullability?.GenericTypeArguments.ElementAtOrDefault(0), input, isId).Nullable;
        }

        var underlying = Nullable.GetUnderlyingType(type);
        var isNullable = underlying is not null || (!type.IsValueType && (input ? nullability?.WriteState : nullability?.ReadState) is NullabilityState.Nullable);
        var value = underlying ?? type;
        GraphQLType inner;
        if (ElementOf(value) is { } element)
        {
            var elementNullability = nullability?.ElementType ?? nullability?.GenericTypeArguments.ElementAtOrDefault(0);
            inner = new ListType(TypeOf(element, elementNullability, input, isId));
        }
        else
        {
            inner = isId ? ScalarTypes.Id : input ? Input(value) : Output(value);
        }

        return isNullable ? inner : new NonNullType(inner);
    }

    /// <summary>The items' type of a list, null for what is none.</summary>
    public static Type? ElementOf(Type type)
    {
        if (type == typeof(string) || Scalars.ContainsKey(type) || typeof(IDictionary).IsAssignableFrom(type))
        {
            return null;
        }

        if (type.IsArray)
        {
            return type.GetElementType();
        }

        var candidates = type.GetInterfaces().Prepend(type).Where(i => i.IsGenericType);
        return candidates.FirstOrDefault(i => i.GetGenericTypeDefinition() == typeof(IEnumerable<>) || i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))?.GetGenericArguments()[0];
    }

    /// <summary>The type of values of a C# type in responses.</summary>
    public NamedType Output(Type type)
    {
        if (Scalars.TryGetValue(type, out var scalar))
        {
            return scalar;
        }

        if (outputs.TryGetValue(type, out var known))
        {
            return known;
        }

        if (type.IsEnum)
        {
            return EnumOf(type);
        }

        NamedType made = type switch
        {
            _ when type.IsDefined(typeof(InterfaceTypeAttribute), inherit: false) => new InterfaceType(Naming.OfType(type)) { Description = documentation.Of(type), RuntimeType = type },
            _ when type.IsDefined(typeof(UnionTypeAttribute), inherit: false) => new UnionType(Naming.OfType(type)) { Description = documentation.Of(type), RuntimeType = type },
            _ => new ObjectType(Naming.OfType(type)) { Description = documentation.Of(type), RuntimeType = type, Authorize = Requirements.Of(type) },
        };
        Register(outputs, type, made);
        Unfilled.Enqueue((type, made));
        return made;
    }

    /// <summary>The type of values of a C# type in arguments.</summary>
    public NamedType Input(Type type)
    {
        if (Scalars.TryGetValue(type, out var scalar))
        {
            return scalar;
        }

        if (type.IsEnum)
        {
            return outputs.TryGetValue(type, out var values) ? values : EnumOf(type);
        }

        if (inputs.TryGetValue(type, out var known))
        {
            return known;
        }

        var made = new InputObjectType(Naming.OfType(type, input: true))
        {
            Description = documentation.Of(type),
            RuntimeType = type,
            IsOneOf = type.IsDefined(typeof(OneOfAttribute)),
            Create = InputFactory.For(type),
        };
        Register(inputs, type, made);
        Unfilled.Enqueue((type, made));
        return made;
    }

    /// <summary>The concrete classes that may stand where this type does.</summary>
    public IEnumerable<Type> ImplementersOf(Type type) => known.Where(t => t is { IsAbstract: false, IsInterface: false } && type.IsAssignableFrom(t) && !t.IsDefined(typeof(GraphQLIgnoreAttribute)));

    private NamedType EnumOf(Type type)
    {
        var made = (EnumType)Activator.CreateInstance(typeof(ClrEnumType<>).MakeGenericType(type), type, documentation)!;
        Register(outputs, type, made);
        return made;
    }

    private void Register(Dictionary<Type, NamedType> types, Type type, NamedType made)
    {
        types.Add(type, made);
        if (!names.TryAdd(made.Name, type) && names[made.Name] != type)
        {
            Errors.Add(new GraphQLError($"Both {names[made.Name]} and {type} are the type \"{made.Name}\". Give one of them another name with [GraphQLName]."));
        }
    }
}
