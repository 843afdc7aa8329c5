using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OrleansLedger.ServiceDefaults.Logs;

/// <summary>Writes each log entry as one line: time (UTC, ISO 8601), level, category, message, exception. A line has at most 4,096 characters.</summary>
internal sealed class LedgerConsoleFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ledger";

    private const int LongestLine = 4096;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = $"{clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'} {Level(logEntry.LogLevel)}: {logEntry.Category} {logEntry.Formatter(logEntry.State, logEntry.Exception)}";
        if (logEntry.Exception is not null)
        {
            line = $"{line} {logEntry.Exception}";
        }

        line = line.ReplaceLineEndings(" ");
        textWriter.WriteLine(line.Length <= LongestLine ? line : Cut(line));
    }

    private static string Cut(string line)
    {
        var end = $"... ({line.Length} characters)";
        return line[..(LongestLine - end.Length)] + end;
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
