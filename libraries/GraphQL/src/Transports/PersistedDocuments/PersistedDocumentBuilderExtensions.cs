using Microsoft.Extensions.DependencyInjection;
using OrleansLedger.GraphQL.Transports.PersistedDocuments;

namespace OrleansLedger.GraphQL;

/// <summary>Adds stored documents to a server.</summary>
public static class PersistedDocumentBuilderExtensions
{
    /// <summary>Supports automatic persisted queries: clients send a document's hash, and the document only when the server does not know it.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="documents">Where they are kept; null for this process's memory.</param>
    public static GraphQLServerBuilder AddAutomaticPersistedQueries(this GraphQLServerBuilder builder, IPersistedDocuments? documents = null)
    {
        builder.Services.Configure<PersistedDocumentOptions>(o => o.Automatic = documents ?? new DocumentMemory());
        return builder;
    }

    /// <summary>Supports trusted documents from a folder of <c>.graphql</c> files or a manifest; see <see cref="TrustedDocuments.Load"/>.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="path">The folder, or the manifest's file.</param>
    /// <param name="only">Whether nothing else is executed.</param>
    public static GraphQLServerBuilder AddTrustedDocuments(this GraphQLServerBuilder builder, string path, bool only = false) =>
        builder.AddTrustedDocuments(TrustedDocuments.Load(path), only);

    /// <summary>Supports trusted documents from a store of the application's.</summary>
    /// <param name="builder">The server.</param>
    /// <param name="documents">The store; nothing is ever added to it.</param>
    /// <param name="only">Whether nothing else is executed.</param>
    public static GraphQLServerBuilder AddTrustedDocuments(this GraphQLServerBuilder builder, IPersistedDocuments documents, bool only = false)
    {
        builder.Services.Configure<PersistedDocumentOptions>(o => (o.Trusted, o.OnlyTrusted) = (documents, only));
        return builder;
    }
}
