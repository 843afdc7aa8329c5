namespace OrleansLedger.GraphQL.Transports.PersistedDocuments;

/// <summary>Documents kept under an id, so that clients need not send them. Safe for any number of threads.</summary>
public interface IPersistedDocuments
{
    /// <summary>The text of a document as UTF-8, or null where the id is not known.</summary>
    /// <param name="id">As the client sent it; for automatic persisted queries the text's SHA-256 in lower-case hex.</param>
    /// <param name="cancellationToken">Ends when the client has gone.</param>
    ValueTask<ReadOnlyMemory<byte>?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Keeps a document a client has sent, for as long as there is room.</summary>
    /// <param name="id">The text's SHA-256 in lower-case hex, checked.</param>
    /// <param name="document">The text as UTF-8; the buffer is the caller's.</param>
    /// <param name="cancellationToken">Ends when the client has gone.</param>
    ValueTask AddAsync(string id, ReadOnlyMemory<byte> document, CancellationToken cancellationToken);
}
