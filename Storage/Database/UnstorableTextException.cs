namespace OrleansLedger.Storage.Database;

/// <summary>A text has the character U+0000, which PostgreSQL cannot hold. Nothing was read or written.</summary>
public sealed class UnstorableTextException(Exception cause) : Exception("A text has the character U+0000, which cannot be kept. Take it out and send it again; nothing was done.", cause);
