namespace OrleansLedger.Testing;

/// <summary>A folder of a test's own, gone when disposed. Every account may pass through it, as PostgreSQL's has to when tests run as root.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        FullPath = Path.Combine(Path.GetTempPath(), $"orleansledger-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(FullPath);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string FullPath { get; }

    public void Dispose()
    {
        if (Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
        }
    }
}
