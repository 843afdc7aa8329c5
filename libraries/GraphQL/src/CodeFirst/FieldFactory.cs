using System.Reflection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Subscriptions;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Fields from the members of classes.</summary>
internal sealed class FieldFactory(TypeRegistry registry, ResolverCompiler compiler, XmlDocumentation documentation)
{
    private readonly NullabilityInfoContext nullability = new();

    /// <summary>The fields a class gives: its public properties and methods, those it inherits included.</summary>
    /// <param name="type">The class whose members are looked at.</param>
    /// <param name="parent">The class of the parents, null on root types.</param>
    /// <param name="forInterface">Whether the fields need no resolvers.</param>
    public IEnumerable<Field> FieldsOf(Type type, Type? parent, bool forInterface = false)
    {
        foreach (var member in MembersOf(type))
        {
            yield return member is PropertyInfo property ? FieldOf(property, parent, forInterface) : FieldOf((MethodInfo)member, parent);
        }
    }

    /// <summary>The fields of an input type.</summary>
    public IEnumerable<InputValue> InputFieldsOf(Type type)
    {
        foreach (var property in InputFactory.PropertiesOf(type))
        {
            var isId = property.IsDefined(typeof(IDAttribute)) || InputFactory.ParameterOf(type, property)?.IsDefined(typeof(IDAttribute)) == true;
            var made = registry.TypeOf(property.PropertyType, nullability.Create(property), input: true, isId);
            yield return new InputValue(Naming.OfMember(property), type.IsDefined(typeof(OneOfAttribute)) ? made.Nullable : made)
            {
                Description = documentation.Of(property),
                DeprecationReason = Deprecation.Of(property),
                Convert = InputConversion.For(property.PropertyType, made),
                DefaultValue = DefaultOf(type, property),
            };
        }
    }

    private static Language.ValueNode? DefaultOf(Type type, PropertyInfo property)
    {
        if (property.GetCustomAttribute<DefaultValueAttribute>() is { } given)
        {
            return Literals.Of(given.Value);
        }

        return InputFactory.ParameterOf(type, property) is { HasDefaultValue: true, DefaultValue: { } value } parameter
            ? Literals.Of(parameter.ParameterType.IsEnum ? Enum.ToObject(parameter.ParameterType, value) : value)
            : null;
    }

    private static IEnumerable<MemberInfo> MembersOf(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;
        var properties = type.GetProperties(Public).Concat(type.IsInterface ? type.GetInterfaces().SelectMany(i => i.GetProperties(Public)) : [])
            .Where(p => p.GetMethod is { IsPublic: true } && p.GetIndexParameters().Length == 0);
        var methods = type.GetMethods(Public).Where(m => !m.IsSpecialName && !m.IsGenericMethod && m.DeclaringType != typeof(object) && m.ReturnType != typeof(void)
            && m.GetBaseDefinition().DeclaringType != typeof(object) && !IsOfRecord(m) && !m.GetParameters().Any(p => p.IsOut || p.ParameterType.IsByRef));
        var members = properties.Concat<MemberInfo>(methods).Where(m => !m.IsDefined(typeof(GraphQLIgnoreAttribute))).ToList();
        var streams = members.OfType<MethodInfo>().Select(m => m.GetCustomAttribute<SubscribeAttribute>()?.With).Where(w => w is not null).ToHashSet(StringComparer.Ordinal);
        return members.Where(m => !streams.Contains(m.Name)).OrderBy(m => m.MetadataToken);
    }

    private static bool IsOfRecord(MethodInfo method) =>
        method.Name is "<Clone>$" or "Deconstruct" || (method.Name == "Equals" && method.GetParameters().Length == 1);

    private Field FieldOf(PropertyInfo property, Type? parent, bool forInterface)
    {
        var isConnection = property.GetCustomAttribute<UsePagingAttribute>() is not null;
        if (isConnection)
        {
            throw new NotSupportedException($"{property.DeclaringType}.{property.Name} has [UsePaging]; only methods can be paged.");
        }

        return new Field(Naming.OfMember(property), registry.TypeOf(property.PropertyType, nullability.Create(property), input: false, property.IsDefined(typeof(IDAttribute))))
        {
            Description = documentation.Of(property),
            DeprecationReason = Deprecation.Of(property),
            Authorize = Requirements.Of(property),
            Cost = CostOf(property, null),
            Resolver = forInterface ? null : ResolverCompiler.Of(property, parent),
        };
    }

    private Field FieldOf(MethodInfo method, Type? parent)
    {
        var arguments = new ArgumentList(registry, documentation);
        var paging = method.GetCustomAttribute<UsePagingAttribute>();
        FieldSubscriber? subscriber = null;
        FieldResolver resolver;
        if (method.GetCustomAttribute<SubscribeAttribute>() is { } subscribe)
        {
            (subscriber, resolver) = Subscription(method, subscribe, arguments);
        }
        else
        {
            resolver = compiler.Of(method, parent, arguments, paging);
        }

        return new Field(Naming.OfMember(method), TypeOf(method, paging))
        {
            Description = documentation.Of(method),
            DeprecationReason = Deprecation.Of(method),
            Authorize = Requirements.Of(method),
            Arguments = arguments.Arguments,
            Cost = CostOf(method, paging),
            Resolver = resolver,
            Subscriber = subscriber,
        };
    }

    private (FieldSubscriber Subscriber, FieldResolver Resolver) Subscription(MethodInfo method, SubscribeAttribute subscribe, ArgumentList arguments)
    {
        if (Awaiting.IsStream(Awaiting.ResultOf(method.ReturnType)))
        {
            // The method is the source itself, and each event is the field's value.
            return (compiler.StreamOf(method, arguments), FieldResolver.Of(context => context.Source));
        }

        var resolver = compiler.Of(method, null, arguments, null);
        if (subscribe.With is { } name)
        {
            var stream = method.DeclaringType!.GetMethod(name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
                ?? throw new NotSupportedException($"{method.DeclaringType}.{method.Name} subscribes with \"{name}\", but {method.DeclaringType} has no such method.");
            return (compiler.StreamOf(stream, arguments), resolver);
        }

        var message = method.GetParameters().FirstOrDefault(p => p.IsDefined(typeof(EventMessageAttribute)))
            ?? throw new NotSupportedException($"{method.DeclaringType}.{method.Name} has [Subscribe], so it needs a parameter with [EventMessage], or must return IAsyncEnumerable<T>.");
        return (TopicSubscriber.For(message.ParameterType, method.GetCustomAttribute<TopicAttribute>()?.Topic ?? method.Name, arguments), resolver);
    }

    private GraphQLType TypeOf(MethodInfo method, UsePagingAttribute? paging)
    {
        var info = nullability.Create(method.ReturnParameter);
        var type = method.ReturnType;
        if (Awaiting.IsAwaited(type) && !Awaiting.IsStream(type))
        {
            type = Awaiting.ResultOf(type);
            info = info.GenericTypeArguments.Length > 0 ? info.GenericTypeArguments[0] : info;
        }

        var isId = method.IsDefined(typeof(IDAttribute)) || method.ReturnParameter.IsDefined(typeof(IDAttribute));
        if (method.IsDefined(typeof(SubscribeAttribute)) && Awaiting.IsStream(type))
        {
            return registry.TypeOf(type.GetGenericArguments()[0], info.GenericTypeArguments.ElementAtOrDefault(0), input: false, isId);
        }

        if (paging is null)
        {
            return registry.TypeOf(type, info, input: false, isId);
        }

        var connection = typeof(IConnection).IsAssignableFrom(type) ? type : typeof(Connection<>).MakeGenericType(TypeRegistry.ElementOf(type)!);
        return new NonNullType(registry.Output(connection));
    }

    private static FieldCost CostOf(MemberInfo member, UsePagingAttribute? paging)
    {
        var size = member.GetCustomAttribute<ListSizeAttribute>();
        var weight = member.GetCustomAttribute<CostAttribute>()?.Weight;
        if (paging is not null)
        {
            return new FieldCost(weight, Math.Min(paging.DefaultPageSize, paging.MaxPageSize), ["first", "last"], ["edges", "nodes"]);
        }

        return weight is null && size is null ? FieldCost.Default : new FieldCost(weight, size is { AssumedSize: > 0 } ? size.AssumedSize : null, size?.SlicingArguments ?? [], []);
    }
}
