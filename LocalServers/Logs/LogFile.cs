namespace OrleansLedger.LocalServers.Logs;

/// <summary>A log file that starts empty at each start and when it is full. The previous file is kept.</summary>
internal sealed class LogFile : IDisposable
{
    private const long Full = 32 * 1024 * 1024;

    private StreamWriter writer;

    public LogFile(string path)
    {
        FullPath = path;
        writer = Begin();
    }

    public string FullPath { get; }

    public void Write(string line)
    {
        try
        {
            if (writer.BaseStream.Position > Full)
            {
                writer.Dispose();
                writer = Begin();
            }

            writer.WriteLine(line);
        }
        catch (IOException)
        {
            // A full disk costs the log, not the part that writes it.
        }
    }

    public void Dispose() => writer.Dispose();

    private StreamWriter Begin()
    {
        if (File.Exists(FullPath))
        {
            File.Move(FullPath, Path.ChangeExtension(FullPath, ".1.log"), overwrite: true);
        }

        return new StreamWriter(FullPath) { AutoFlush = true };
    }
}
