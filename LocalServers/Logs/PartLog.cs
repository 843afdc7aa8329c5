using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansLedger.LocalServers.Logs;

/// <summary>The output of one part of the application. Every line begins with its time (UTC, ISO 8601) and has at most 4,096 characters.</summary>
internal sealed partial class PartLog(string name, Action<PartLog, string> show, LogFile? file, string colour, TimeProvider time) : IDisposable
{
    private const int TailLength = 40;
    private const int LongestLine = 4096;

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
        if (!Timestamp.IsMatch(line))
        {
            line = $"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {line}";
        }

        if (line.Length > LongestLine)
        {
            var end = $"... ({line.Length} characters)";
            line = line[..(LongestLine - end.Length)] + end;
        }

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

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Timestamp { get; }

    /// <summary>Colours in a part's own output would conflict with those of the console, and make the files hard to read.</summary>
    [GeneratedRegex(@"\e\[[0-9;]*[A-Za-z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escapes { get; }
}
