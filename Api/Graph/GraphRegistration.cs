using System.Text.Json;
using OrleansLedger.Api.Access;
using OrleansLedger.Api.Outages;
using OrleansLedger.Domain;
using OrleansLedger.GraphQL;
using OrleansLedger.GraphQL.Transports;
using OrleansLedger.GraphQL.Transports.WebSockets;
using OrleansLedger.Storage.Database;

namespace OrleansLedger.Api.Graph;

/// <summary>The GraphQL endpoint.</summary>
public static class GraphRegistration
{
    /// <summary>The schema of every class of this process with the attributes of the GraphQL library.</summary>
    public static IServiceCollection AddGraph(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddGraphQLServer(options =>
        {
            options.ErrorFilter = Explain;
            options.ExpectedException = OutageAnswer.For;
        }).AddTypes(typeof(GraphRegistration).Assembly).WrapMutations(MutationAudit.RecordAsync).AddAutomaticPersistedQueries();
        return services;
    }

    /// <summary><c>/graphql</c>: HTTP, WebSockets, event streams, and GraphiQL for browsers.</summary>
    public static IEndpointConventionBuilder MapGraph(this IEndpointRouteBuilder app) =>
        app.MapGraphQL("/graphql", options =>
        {
            // A thousand transactions, each with the longest description there may be.
            options.MaxRequestSize = 8 * 1024 * 1024;
            // The checks of values report it as a broken character, by field and index.
            options.LoneSurrogateReplacement = PlainText.BrokenCharacter;
            options.Uploads.MaxFileSize = 32L * 1024 * 1024;
            options.Uploads.MaxRequestSize = 64L * 1024 * 1024;
            options.Sockets.OnConnect = AuthenticateAsync;
            options.GraphiQLDefaultQuery = GraphiQLDefaults.Query;
            options.GraphiQLDefaultHeaders = GraphiQLDefaults.Headers;
            options.Sockets.Admit = app.ServiceProvider.GetRequiredService<RateLimits>().Admit;
        });

    /// <summary>What the database cannot keep is the client's to put right; and here is what credentials are.</summary>
    private static GraphQLError Explain(GraphQLError error) => error switch
    {
        { Exception: UnstorableTextException e } => error with { Message = e.Message, Code = ErrorCodes.BadUserInput },
        { Code: ErrorCodes.NotAuthenticated } => error with
        {
            Message = "This request has no API key, or one that is wrong or was revoked: send credentials. The header is Authorization, its value the word Bearer and the key; over a WebSocket the same goes into the payload of connection_init, as \"authorization\".",
        },
        _ => error,
    };

    /// <summary>
    /// Clients that cannot set headers on a WebSocket send the key with <c>connection_init</c>: <c>{"authorization": "Bearer olk_..."}</c>, in any case and also among <c>headers</c>, as some
    /// client libraries have it.
    /// </summary>
    private static async ValueTask AuthenticateAsync(SocketConnectContext context)
    {
        if ((Member(context.Payload, "authorization") ?? Member(Member(context.Payload, "headers") ?? default, "authorization")) is { ValueKind: JsonValueKind.String } given)
        {
            const string Bearer = "Bearer ";
            var text = given.GetString()!;
            var keys = context.HttpContext.RequestServices.GetRequiredService<KeyCheck>();
            var holder = text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await keys.FindAsync(text[Bearer.Length..].Trim(), context.HttpContext.RequestAborted) : null;
            if (holder is null)
            {
                context.Refuse("The key was not accepted: it is wrong or was revoked.");
                return;
            }

            context.User = AccessClaims.Principal(holder, ApiKeyHandler.SchemeName);
        }

        var key = context.HttpContext.RequestServices.GetRequiredService<KeyWatch>().Hold(context.User);
        context.HttpContext.Response.RegisterForDispose(key);
        context.CloseWhen(key.Over, "The key was revoked.");
    }

    private static JsonElement? Member(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object
        ? of.EnumerateObject().Where(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Select(m => (JsonElement?)m.Value).FirstOrDefault()
        : null;
}
