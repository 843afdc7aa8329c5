using OrleansLedger.GraphQL;
using OrleansLedger.GraphQL.Transports;

namespace OrleansLedger.Api.Graph;

/// <summary>The GraphQL endpoint.</summary>
public static class GraphRegistration
{
    /// <summary>The schema of every class of this process with the attributes of the GraphQL library.</summary>
    public static IServiceCollection AddGraph(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddGraphQLServer().AddTypes(typeof(GraphRegistration).Assembly).WrapMutations(MutationAudit.RecordAsync).AddAutomaticPersistedQueries();
        return services;
    }

    /// <summary><c>/graphql</c>: HTTP, WebSockets, event streams, and GraphiQL for browsers.</summary>
    public static IEndpointConventionBuilder MapGraph(this IEndpointRouteBuilder app) =>
        app.MapGraphQL("/graphql", options =>
        {
            options.Uploads.MaxFileSize = 32L * 1024 * 1024;
            options.Uploads.MaxRequestSize = 64L * 1024 * 1024;
        });
}
