using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansLedger.GraphQL.Execution;
using OrleansLedger.GraphQL.Transports;
using OrleansLedger.GraphQL.Transports.GraphiQL;
using OrleansLedger.GraphQL.Transports.Http;
using OrleansLedger.GraphQL.Transports.PersistedDocuments;
using OrleansLedger.GraphQL.Transports.WebSockets;

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
        var documents = new DocumentLookup(endpoints.ServiceProvider.GetRequiredService<IOptions<PersistedDocumentOptions>>().Value);
        var services = endpoints.ServiceProvider.GetRequiredService<ConnectionServices>();
        var http = new HttpEndpoint(executor, documents, services, options);
        var sockets = new SocketEndpoint(executor, documents, services, options);
        var socketPipeline = SocketPipeline(endpoints, sockets.HandleAsync);
        var page = new GraphiQLPage(options);
        return endpoints.Map(pattern, Choose).WithDisplayName("GraphQL");

        Task Choose(HttpContext context) =>
            HttpMethods.IsPost(context.Request.Method) ? http.HandleAsync(context)
            : options.Sockets.Enabled && SocketEndpoint.IsFor(context.Request) ? socketPipeline(context)
            : options.GraphiQL && GraphiQLPage.IsFor(context.Request) ? page.HandleAsync(context)
            : http.HandleAsync(context);
    }

    /// <summary>Sockets need ASP.NET Core's middleware; other requests are spared it.</summary>
    private static RequestDelegate SocketPipeline(IEndpointRouteBuilder endpoints, RequestDelegate handler)
    {
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(handler);
        return pipeline.Build();
    }
}
