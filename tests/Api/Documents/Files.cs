using System.Text;

namespace OrleansLedger.Api.Tests.Documents;

/// <summary>Contents that are what their names say.</summary>
internal static class Files
{
    /// <param name="number">Makes it another file.</param>
    public static byte[] Png(int number = 1) => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, (byte)number];

    /// <inheritdoc cref="Png"/>
    public static byte[] Pdf(int number = 1) => Encoding.ASCII.GetBytes($"%PDF-1.7 {number}");

    /// <summary>The beginning of a Windows program.</summary>
    public static byte[] Program { get; } = [0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0];
}
