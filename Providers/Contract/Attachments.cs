using OrleansLedger.Domain.Connections;

namespace OrleansLedger.Providers.Contract;

/// <summary>What the provider takes. <paramref name="Extensions"/> in lower case without the dot.</summary>
public sealed record AttachmentRules(long MaxBytes, int? MaxPerDocument, IReadOnlyList<string> Extensions);

/// <summary>
/// A file to attach. <paramref name="FileName"/> is made by <see cref="IWritesAttachments.FileNameFor"/> and is unique within the document;
/// <paramref name="IdempotencyKey"/> is 32 hexadecimal digits.
/// </summary>
public sealed record AttachmentFile(string FileName, string ContentType, byte[] Content, string IdempotencyKey)
{
    /// <summary>True where an earlier attempt may have left something behind: look for it first.</summary>
    public bool MayHaveBeenSent { get; init; }
}

public interface IWritesAttachments
{
    AttachmentRules AttachmentRules { get; }

    /// <summary>Calls in flight at once for files of different entries.</summary>
    int AttachmentWritesInFlight { get; }

    /// <summary>The remote file name: safe on the wire, carrying <paramref name="tag"/> (8 characters, [a-z0-9]) so that it can be found again. Pure.</summary>
    string FileNameFor(string fileName, string tag);

    /// <summary>Attaches a file to an entry. Must leave one file however often it is repeated after <see cref="FindAttachmentAsync"/> said null.</summary>
    Task<WriteOutcome> AttachAsync(IProviderCalls calls, Company company, RemoteEntry parent, AttachmentFile file, CancellationToken cancellationToken);

    /// <summary>The file of that name on the entry, or null where it is proven absent.</summary>
    Task<Answer<RemoteEntry?>> FindAttachmentAsync(IProviderCalls calls, Company company, RemoteEntry parent, string fileName, CancellationToken cancellationToken);
}

public interface IDeletesAttachments
{
    /// <summary>Success where it was gone already.</summary>
    Task<Answer<bool>> DeleteAttachmentAsync(IProviderCalls calls, Company company, RemoteEntry parent, RemoteEntry attachment, CancellationToken cancellationToken);
}
