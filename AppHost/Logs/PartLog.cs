using System.Text.RegularExpressions;

namespace OrleansLedger.AppHost.Logs;

/// <summary>The lines of one part of the application.</summary>
internal sealed partial class PartLog(string name, Action<PartLog, string> show, LogFile? file, string colour) : IDisposable
{
    private const int TailLength = 20;

    private readonly Lock gate = new();
    private readonly Queue<string> tail = new();

    public string Name => name;

    /// <summary>An ANSI colour number.</summary>
    public string Colour => colour;

    public string? FilePath => file?.FullPath;

    /// <summary>The last lines, for the message that says why a part does not start.</summary>
    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (gate)
            {
                return [.. tail];
            }
        }
    }

    public void Write(string line)
    {
        line = Escapes.Replace(line, "");
        lock (gate)
        {
            tail.Enqueue(line);
            if (tail.Count > TailLength)
            {
                tail.Dequeue();
            }

            file?.Write(line);
        }

        show(this, line);
    }

    public void Dispose() => file?.Dispose();

    /// <summary>Colours that a part puts into its own output would run over the console's, and spoil the files.</summary>
    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes { get; }
}
