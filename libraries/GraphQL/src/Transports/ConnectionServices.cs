using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansLedger.GraphQL.Execution;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>What all connections of a server that stay open share.</summary>
internal sealed class ConnectionServices(
    TimeProvider time, Pulse pulse, IOptions<GraphQLOptions> options, IServiceScopeFactory scopes, ILogger<ConnectionServices> logger, IHostApplicationLifetime? lifetime = null)
{
    public TimeProvider Time => time;

    public Pulse Pulse => pulse;

    public IServiceScopeFactory Scopes => scopes;

    public ILogger Logger => logger;

    /// <summary>Cancelled when the server begins to stop. Connections that stay open end then, so that clients come back to another server.</summary>
    public CancellationToken Stopping { get; } = lifetime?.ApplicationStopping ?? default;

    /// <summary>The client's error for an exception that the application expects; null for every other one.</summary>
    public GraphQLError? Expected(Exception exception) => options.Value.ExpectedException?.Invoke(exception);

    /// <summary>What a client is told of a source stream that broke.</summary>
    public IReadOnlyList<GraphQLError> ErrorsOf(Exception exception) => SourceFailure.ErrorsOf(exception, options.Value, logger);
}
