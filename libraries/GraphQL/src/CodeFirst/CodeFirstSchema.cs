using System.Reflection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL.CodeFirst;

/// <summary>Makes a schema from classes.</summary>
internal static class CodeFirstSchema
{
    /// <summary>The schema of all classes with this library's attributes, and of what they refer to.</summary>
    /// <param name="types">The classes to look at; those without attributes count as implementers of interfaces and unions.</param>
    /// <param name="isService">Whether parameters of a type are services rather than arguments.</param>
    /// <param name="mutationWrapper">Runs around every mutation; null for none.</param>
    /// <exception cref="SchemaException">Classes or schema are wrong; everything that is, is listed.</exception>
    public static Schema Create(IReadOnlyList<Type> types, Func<Type, bool> isService, Func<ResolverContext, Func<ValueTask<object?>>, ValueTask<object?>>? mutationWrapper = null)
    {
        var documentation = new XmlDocumentation();
        var registry = new TypeRegistry(documentation, types);
        var fields = new FieldFactory(registry, new ResolverCompiler(isService), documentation);
        var parts = new SchemaParts
        {
            Query = Root<QueryTypeAttribute>("Query", types, fields, registry),
            Mutation = Root<MutationTypeAttribute>("Mutation", types, fields, registry),
            Subscription = Root<SubscriptionTypeAttribute>("Subscription", types, fields, registry),
        };
        if (mutationWrapper is not null && parts.Mutation is { } mutation)
        {
            mutation.Fields = new NamedList<Field>(mutation.Fields.Select(f => Copy(f, [], new WrappedResolver(f, mutationWrapper))));
        }

        foreach (var type in types.Where(t => t.IsDefined(typeof(ObjectTypeAttribute), inherit: false)))
        {
            registry.Output(type);
        }

        Fill(registry, fields, types);
        parts.Types.AddRange(new NamedType?[] { parts.Query, parts.Mutation, parts.Subscription }.OfType<NamedType>());
        parts.Types.AddRange(registry.Made.OrderBy(t => t.Name, StringComparer.Ordinal));
        var schema = new Schema(parts);
        SchemaException.ThrowIfAny([.. registry.Errors, .. SchemaCheck.Check(schema)]);
        return schema;
    }

    private static ObjectType? Root<TAttribute>(string name, IReadOnlyList<Type> types, FieldFactory fields, TypeRegistry registry)
        where TAttribute : Attribute
    {
        var classes = types.Where(t => t.IsDefined(typeof(TAttribute), inherit: false)).OrderBy(t => t.FullName, StringComparer.Ordinal).ToList();
        if (classes.Count == 0)
        {
            return null;
        }

        var all = classes.SelectMany(c => Guarded(registry, () => fields.FieldsOf(c, parent: null).Select(f => WithRequirements(f, Requirements.Of(c))).ToList())).ToList();
        foreach (var twice in all.GroupBy(f => f.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            registry.Errors.Add(new GraphQLError($"The field \"{name}.{twice.Key}\" is there {twice.Count()} times. Give the methods different names, or [GraphQLName]."));
        }

        return new ObjectType(name) { Fields = new NamedList<Field>(all.DistinctBy(f => f.Name)) };
    }

    private static void Fill(TypeRegistry registry, FieldFactory fields, IReadOnlyList<Type> types)
    {
        while (registry.Unfilled.TryDequeue(out var next))
        {
            var (type, made) = next;
            switch (made)
            {
                case InputObjectType input:
                    input.Fields = new(Guarded(registry, () => fields.InputFieldsOf(type).ToList()));
                    break;
                case UnionType union:
                    union.Types = new(registry.ImplementersOf(type).Select(registry.Output).OfType<ObjectType>().OrderBy(t => t.Name, StringComparer.Ordinal));
                    break;
                case InterfaceType contract:
                    contract.Fields = new(Guarded(registry, () => fields.FieldsOf(type, type, forInterface: true).ToList()));
                    contract.Interfaces = new(InterfacesOf(type, registry));
                    foreach (var implementer in registry.ImplementersOf(type))
                    {
                        registry.Output(implementer);
                    }

                    break;
                case ObjectType one:
                    var own = Guarded(registry, () => fields.FieldsOf(type, type).ToList());
                    var added = types.Where(t => Extends(t, type))
                        .SelectMany(t => Guarded(registry, () => fields.FieldsOf(t, parent: type).Select(f => WithRequirements(f, Requirements.Of(t))).ToList())).ToList();
                    one.Fields = new(own.Where(f => !added.Exists(a => a.Name == f.Name)).Concat(added));
                    one.Interfaces = new(InterfacesOf(type, registry));
                    break;
            }
        }
    }

    private static bool Extends(Type extension, Type type) =>
        extension.GetCustomAttributes(inherit: false).Any(a => a.GetType() is { IsGenericType: true } t && t.GetGenericTypeDefinition() == typeof(ObjectTypeAttribute<>) && t.GetGenericArguments()[0] == type);

    private static IEnumerable<InterfaceType> InterfacesOf(Type type, TypeRegistry registry)
    {
        var bases = new List<Type>(type.GetInterfaces());
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            bases.Add(parent);
        }

        return bases.Where(b => b.IsDefined(typeof(InterfaceTypeAttribute), inherit: false)).Select(registry.Output).OfType<InterfaceType>().OrderBy(i => i.Name, StringComparer.Ordinal);
    }

    private static Field WithRequirements(Field field, IReadOnlyList<AuthorizeRequirement> requirements) =>
        requirements.Count == 0 ? field : Copy(field, [.. requirements, .. field.Authorize], field.Resolver);

    private static Field Copy(Field field, IReadOnlyList<AuthorizeRequirement> requirements, FieldResolver? resolver) => new(field.Name, field.Type)
    {
        Description = field.Description,
        Arguments = field.Arguments,
        DeprecationReason = field.DeprecationReason,
        Resolver = resolver,
        Subscriber = field.Subscriber,
        Authorize = requirements,
        Cost = field.Cost,
    };

    /// <summary>What one class gets wrong is noted, and the others are looked at all the same.</summary>
    private static List<T> Guarded<T>(TypeRegistry registry, Func<List<T>> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when ((e is TargetInvocationException ? e.InnerException : e) is NotSupportedException problem)
        {
            registry.Errors.Add(new GraphQLError(problem.Message));
            return [];
        }
    }
}
