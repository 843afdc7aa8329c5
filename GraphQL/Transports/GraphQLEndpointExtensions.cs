using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Transports;
using OrleansLedger.GraphQL.Transports.Http;

namespace OrleansLedger.GraphQL;

/// <summary>Puts a GraphQL server on a path.</summary>
public static class GraphQLEndpointExtensions
{
    /// <summary>Serves GraphQL at a path. The schema is made here, so that a wrong one stops the start.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path.</param>
    /// <param name="configure">Changes what the endpoint takes and gives.</param>
    /// <returns>For conventions such as <c>RequireAuthorization()</c> and <c>RequireRateLimiting(policy)</c>.</returns>
    /// <exception cref="Types.SchemaException">The schema is wrong; everything that is, is listed.</exception>
    public static IEndpointConventionBuilder MapGraphQL(this IEndpointRouteBuilder endpoints, string pattern = "/graphql", Action<GraphQLEndpointOptions>? configure = null)
    {
        var options = new GraphQLEndpointOptions();
        configure?.Invoke(options);
        var executor = endpoints.ServiceProvider.GetService<IRequestExecutor>()
            ?? throw new InvalidOperationException("There is no GraphQL server to map. Call builder.Services.AddGraphQLServer() and say what it is made of.");
        var http = new HttpEndpoint(executor, options);
        return endpoints.Map(pattern, http.HandleAsync).WithDisplayName("GraphQL");
    }
}
