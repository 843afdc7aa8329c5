namespace OrleansLedger.LocalServers.Logs;

/// <summary>The output of all parts: one console with a column and a colour for each part, and a file for each.</summary>
/// <param name="console">Null keeps the console quiet.</param>
/// <param name="folder">Where the files go; null for none.</param>
/// <param name="time">Gives the time of lines that have none.</param>
internal sealed class Logbook(TextWriter? console, bool colours, string? folder, TimeProvider time) : IDisposable
{
    private const int NameWidth = 10;
    private static readonly string[] Palette = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"];

    private readonly Lock gate = new();
    private readonly List<PartLog> parts = [];
    private TextWriter? console = console;

    /// <summary>The log of one part. Its file starts empty; the previous one is kept as <c>part.1.log</c>.</summary>
    public PartLog For(string part)
    {
        lock (gate)
        {
            var file = folder is null ? null : new LogFile(Path.Combine(folder, part + ".log"));
            var log = new PartLog(part, (name, line) => Show(name, line), file, Palette[parts.Count % Palette.Length], time);
            parts.Add(log);
            return log;
        }
    }

    /// <summary>The console's standard settings: no colours where the output is not a terminal or the user wants none.</summary>
    public static bool ColoursWanted => !Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && !string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);

    public void Dispose()
    {
        lock (gate)
        {
            parts.ForEach(part => part.Dispose());
        }
    }

    private void Show(PartLog part, string line)
    {
        var name = part.Name.PadRight(NameWidth);
        lock (gate)
        {
            try
            {
                console?.WriteLine(colours ? $"\e[{part.Colour}m{name}\e[0m | {line}" : $"{name} | {line}");
            }
            catch (IOException)
            {
                // The console was closed (`| head`). The parts keep running, and their log files still get every line.
                console = null;
            }
        }
    }
}
