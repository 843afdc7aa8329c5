namespace OrleansLedger.Sandbox.Fortnox.Files;

/// <summary>A file in the inbox or the archive; its content is in the blob store.</summary>
internal sealed class StoredFile
{
    /// <summary>Connections to vouchers are made with this id.</summary>
    public required string Id { get; init; }

    /// <summary>What the file is called in the archive. For a file that was uploaded to the archive it is the same as <see cref="Id"/>.</summary>
    public required string ArchiveFileId { get; init; }

    public required string Name { get; init; }

    /// <summary>Folder of the inbox it was put into, or <see cref="InboxFolders.ArchiveRoot"/>.</summary>
    public required string Path { get; init; }

    public required long Size { get; init; }

    public required string Blob { get; init; }

    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>True until the file is connected to something; then it is in the archive alone.</summary>
    public required bool InInbox { get; set; }
}

/// <summary>A file is the receipt of at most one voucher.</summary>
internal sealed record VoucherFileConnection(string FileId, int Year, string Series, int Number);

/// <summary>The inbox has these folders and no others.</summary>
internal static class InboxFolders
{
    public const string ArchiveRoot = "root";

    /// <summary>Id and Swedish name.</summary>
    public static readonly IReadOnlyList<(string Id, string Name)> All =
    [
        ("inbox_a", "Anläggningsregister"), ("inbox_b", "Bankfiler"), ("inbox_d", "Dagskassor"), ("inbox_kf", "Kundfakturor"), ("inbox_l", "Lön"),
        ("inbox_o", "Order"), ("inbox_of", "Offerter"), ("inbox_s", "Leverantörsfakturor"), ("inbox_v", "Verifikationer"),
    ];

    public static string? Find(string idOrName) =>
        All.Where(folder => string.Equals(folder.Id, idOrName, StringComparison.OrdinalIgnoreCase) || string.Equals(folder.Name, idOrName, StringComparison.Ordinal)).Select(folder => folder.Id).FirstOrDefault();
}
