using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OrleansLedger.GraphQL.Execution;

/// <summary>One request to execute, however it arrived.</summary>
public sealed class GraphQLRequest
{
    private readonly HttpContext? context;

    /// <summary>A request that came in some other way than by HTTP.</summary>
    public GraphQLRequest()
    {
    }

    /// <summary>A request that came by HTTP. Its services and its user are made only when something asks for them: many requests need neither.</summary>
    [SetsRequiredMembers]
    internal GraphQLRequest(HttpContext context)
    {
        this.context = context;
        Services = null!;
    }

    /// <summary>The document's text as UTF-8; empty when <see cref="DocumentId"/> names a stored one.</summary>
    public ReadOnlyMemory<byte> Query { get; init; }

    /// <summary>A stored document's id (trusted documents) or SHA-256 in lower-case hex (automatic persisted queries), null without one.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Which of the document's operations; null when it has one only.</summary>
    public string? OperationName { get; init; }

    /// <summary>A JSON object, or undefined or null for none.</summary>
    public JsonElement Variables { get; init; }

    /// <summary>The request's <c>extensions</c> object, or undefined.</summary>
    public JsonElement Extensions { get; init; }

    /// <summary>Uploaded files by the path of their variable, such as <c>variables.files.0</c>.</summary>
    public IReadOnlyDictionary<string, IFormFile>? Files { get; init; }

    /// <summary>The kinds of operation that the transport can answer; the others are refused before they begin.</summary>
    public AllowedOperations Allowed { get; init; } = AllowedOperations.All;

    /// <summary>The value that root fields have as their parent.</summary>
    public object? RootValue { get; init; }

    /// <summary>Services for resolvers, scoped to this request.</summary>
    public required IServiceProvider Services { get => field ?? ServicesOfContext(); init; }

    /// <summary>Who asks.</summary>
    public ClaimsPrincipal User { get => field ?? UserOfContext(); init; }

    /// <summary>Data of the application's that resolvers see as <see cref="ResolverContext.RequestData"/>; null for none.</summary>
    public IDictionary<string, object?>? Data { get; init; }

    // Resolvers may ask from several threads at once, which the HTTP request itself does not stand.
    private IServiceProvider ServicesOfContext()
    {
        lock (context!)
        {
            return context.RequestServices;
        }
    }

    private ClaimsPrincipal UserOfContext()
    {
        if (context is null)
        {
            return new ClaimsPrincipal();
        }

        lock (context)
        {
            return context.User;
        }
    }
}

/// <summary>Kinds of operation.</summary>
[Flags]
public enum AllowedOperations
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Queries.</summary>
    Query = 1,

    /// <summary>Mutations.</summary>
    Mutation = 2,

    /// <summary>Subscriptions.</summary>
    Subscription = 4,

    /// <summary>Every kind.</summary>
    All = Query | Mutation | Subscription,
}
