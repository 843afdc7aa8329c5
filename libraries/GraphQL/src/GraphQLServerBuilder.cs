using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansLedger.GraphQL.CodeFirst;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Subscriptions;
using OrleansLedger.GraphQL.Types;

namespace OrleansLedger.GraphQL;

/// <summary>Says what a GraphQL server is made of.</summary>
public sealed class GraphQLServerBuilder
{
    private readonly HashSet<Type> types = [];
    private Func<ResolverContext, Func<ValueTask<object?>>, ValueTask<object?>>? mutationWrapper;

    internal GraphQLServerBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Takes every class of the assembly that has one of this library's attributes.</summary>
    public GraphQLServerBuilder AddTypes(Assembly assembly)
    {
        types.UnionWith(assembly.GetTypes().Where(t => !t.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), inherit: false)));
        return this;
    }

    /// <summary>Takes one class.</summary>
    public GraphQLServerBuilder AddType(Type type)
    {
        types.Add(type);
        return this;
    }

    /// <summary>Takes one class.</summary>
    public GraphQLServerBuilder AddType<T>() => AddType(typeof(T));

    /// <summary>
    /// Runs around every mutation, refused ones included: the second argument does the mutation (its authorization first) and may throw. One wrapper; the last one given counts.
    /// </summary>
    public GraphQLServerBuilder WrapMutations(Func<ResolverContext, Func<ValueTask<object?>>, ValueTask<object?>> wrapper)
    {
        mutationWrapper = wrapper;
        return this;
    }

    internal Schema CreateSchema(IServiceProvider services)
    {
        var isService = services.GetService<IServiceProviderIsService>();
        return CodeFirstSchema.Create([.. types], type => isService?.IsService(type) == true, mutationWrapper);
    }
}

/// <summary>Adds GraphQL to an application.</summary>
public static class GraphQLServiceCollectionExtensions
{
    /// <summary>Adds a GraphQL server. Say with the result what it is made of, and map it with <c>app.MapGraphQL()</c>.</summary>
    public static GraphQLServerBuilder AddGraphQLServer(this IServiceCollection services, Action<GraphQLOptions>? configure = null)
    {
        var builder = new GraphQLServerBuilder(services);
        services.AddLogging();
        services.AddOptions<GraphQLOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InMemoryTopics>();
        services.TryAddSingleton<ITopicEventSender>(p => p.GetRequiredService<InMemoryTopics>());
        services.TryAddSingleton<ITopicEventReceiver>(p => p.GetRequiredService<InMemoryTopics>());
        services.TryAddSingleton<Transports.Pulse>();
        services.TryAddSingleton<Transports.ConnectionServices>();
        services.AddSingleton(builder.CreateSchema);
        services.AddSingleton<IRequestExecutor>(p => new RequestExecutor(
            p.GetRequiredService<Schema>(),
            p.GetRequiredService<Microsoft.Extensions.Options.IOptions<GraphQLOptions>>().Value,
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<Microsoft.Extensions.Logging.ILogger<RequestExecutor>>()));
        return builder;
    }
}
