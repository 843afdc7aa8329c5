namespace OrleansLedger.GraphQL.Transports;

/// <summary>A number of bytes for people: <c>32 MB</c>, <c>64 KB</c>, and <c>200000 bytes</c> where it is not a whole number of either.</summary>
internal static class ByteSize
{
    private const long Kilobyte = 1024;

    private const long Megabyte = Kilobyte * 1024;

    public static string Of(long bytes) => bytes switch
    {
        >= Megabyte when bytes % Megabyte == 0 => $"{bytes / Megabyte} MB",
        >= Kilobyte when bytes % Kilobyte == 0 => $"{bytes / Kilobyte} KB",
        _ => $"{bytes} bytes",
    };
}
