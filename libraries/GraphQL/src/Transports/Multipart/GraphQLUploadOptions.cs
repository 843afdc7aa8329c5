namespace OrleansLedger.GraphQL.Transports.Multipart;

/// <summary>What a multipart request may carry. More is answered with 413.</summary>
public sealed class GraphQLUploadOptions
{
    /// <summary>Whether multipart requests are taken at all. Default true; a schema without the scalar Upload has no use for them.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Files in one request. Default 10.</summary>
    public int MaxFiles { get; set; } = 10;

    /// <summary>Bytes of one file. Default 10 MiB.</summary>
    public long MaxFileSize { get; set; } = 10 * 1024 * 1024;

    /// <summary>Bytes of the whole request. Default 32 MiB.</summary>
    public long MaxRequestSize { get; set; } = 32 * 1024 * 1024;
}
