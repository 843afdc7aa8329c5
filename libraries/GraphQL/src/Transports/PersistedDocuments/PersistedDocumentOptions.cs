namespace OrleansLedger.GraphQL.Transports.PersistedDocuments;

/// <summary>Where documents are kept that clients name instead of sending.</summary>
public sealed class PersistedDocumentOptions
{
    /// <summary>Documents the application itself brings; null for none.</summary>
    public IPersistedDocuments? Trusted { get; set; }

    /// <summary>Whether only trusted documents are executed. Default false.</summary>
    public bool OnlyTrusted { get; set; }

    /// <summary>Documents that clients send once and name by their hash from then on; null, the default, where that is not supported.</summary>
    public IPersistedDocuments? Automatic { get; set; }
}
