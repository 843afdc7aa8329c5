using System.Globalization;

namespace OrleansLedger.GraphQL.Transports;

/// <summary>A number of bytes for people: <c>32 MB</c>, <c>1.5 MB</c>, <c>200 KB</c>, <c>12 bytes</c>.</summary>
internal static class ByteSize
{
    private const long Kilobyte = 1024;

    private const long Megabyte = Kilobyte * 1024;

    public static string Of(long bytes) => bytes switch
    {
        >= Megabyte => string.Create(CultureInfo.InvariantCulture, $"{(decimal)bytes / Megabyte:0.##} MB"),
        >= Kilobyte => string.Create(CultureInfo.InvariantCulture, $"{(decimal)bytes / Kilobyte:0.##} KB"),
        _ => $"{bytes} bytes",
    };
}
